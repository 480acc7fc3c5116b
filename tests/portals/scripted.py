"""A portal whose lists are empty until scripts have asked a service for them.

Its articles are Generic's. `/tin-tuc` shows three titles and a button "Xem thêm" for three more, as
long as there are any. Its script needs a service of its own host; what it asks besides (a counter
that robots.txt forbids, pictures, a font, a script of another host) brings no article.
"""

import json
from typing import ClassVar

from tests.portals.answer import Answer, Request, page, picture
from tests.portals.generic import Generic

SHOWN = 3
"""Titles that the service gives at one time."""
LIST = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>$title</title>
<style>@font-face { font-family: Vn; src: url(/phong/vn.woff2); } body { font-family: Vn; }</style>
</head><body><h1>$title</h1><a href="/lien-he">Liên hệ</a><ul id="tin"></ul>
<button id="them" hidden>Xem thêm</button><img src="/anh/nen.png" alt="">
<script src="http://127.0.0.2:9/thong-ke.js"></script>
<script>
let next = 1;
async function more() {
  const answer = await fetch(`/api/tin?muc=$part&trang=${next}`);
  const found = await answer.json();
  for (const story of found.tin) {
    const link = document.createElement("a");
    link.href = story.path;
    link.textContent = story.title;
    const item = document.createElement("li");
    item.append(link);
    document.getElementById("tin").append(item);
  }
  next += 1;
  document.getElementById("them").hidden = !found.con;
}
document.getElementById("them").addEventListener("click", more);
more();
fetch("/dem/luot-xem", {method: "POST"}).catch(() => {});
</script></body></html>"""


class Scripted(Generic):
    """Generic's articles behind lists that are built by `fetch`."""

    def __init__(self, *, broken: int = 0) -> None:
        """Load the articles; the service answers its first `broken` requests with 503."""
        super().__init__(stories=Generic().stories)
        self.broken = broken

    options: ClassVar[dict[str, object]] = {**Generic.options, "render": True}

    def answer(self, request: Request) -> Answer:
        part = request.path.strip("/")
        if part in self.sections:
            text = LIST.replace("$title", self.sections[part]).replace("$part", part)
            return page(text)
        if part == "api/tin":
            return self._service(request)
        if part == "robots.txt":
            return page("User-agent: *\nDisallow: /dem/\n", content_type="text/plain")
        if part.startswith(("anh/", "phong/")):
            return picture()
        return super().answer(request)

    def _service(self, request: Request) -> Answer:
        if self.broken:
            self.broken -= 1
            return page("{}", 503, "application/json")
        number = int(request.query["trang"])
        stories = self.listed(request.query["muc"])
        shown = stories[(number - 1) * SHOWN : number * SHOWN]
        found = {
            "tin": [{"path": self.path(story), "title": story.title} for story in shown],
            "con": len(stories) > number * SHOWN,
        }
        return page(json.dumps(found), content_type="application/json")
