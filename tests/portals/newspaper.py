"""The paper of a military region that does not exist, laid out as Vietnamese newspapers are.

An article answers under any slug with its number (301 to the right one), as AMP and print copies,
and is listed by `?trang=N`; beyond the last page a list shows the last one again.
"""

import re
from email.utils import format_datetime
from html import escape
from typing import ClassVar

from tests.portals.answer import Answer, Request, document, page, picture, redirect
from tests.portals.blocks import render_blocks, render_byline
from tests.portals.markup import fill, slug, today, weekday
from tests.portals.nukeviet_quirks import views
from tests.portals.portal import Portal
from tests.portals.story import Figure, File, Story

ARTICLE = re.compile(r"/(?:(?P<copy>amp|print)/|[a-z-]+/)?[^/]*-post(?P<id>\d+)\.html")
MEDIA = "/upload"
LISTED = 4
UPKEEP = 369999
"""The article that is answered 200 with a note that the paper is under maintenance."""


class Newspaper(Portal):
    """Articles `/<section>/<slug>-post<id>.html`, lists `/<section>?trang=N`."""

    name = "newspaper"
    platform = "newspaper"
    unit = "20"
    planted: ClassVar[dict[str, int]] = {"articles/not_found": 1, "articles/blocked": 1}
    title = "Báo Quân khu Đông Bắc"
    sections: ClassVar[dict[str, str]] = {
        "thoi-su": "Thời sự",
        "huan-luyen": "Huấn luyện",
        "hau-phuong": "Hậu phương quân đội",
    }

    def path(self, story: Story) -> str:
        return f"/{story.section}/{slug(story.title)}-post{story.id}.html"

    def figure_path(self, story: Story, figure: Figure) -> str:
        return f"{MEDIA}/{story.published_at:%Y/%m/%d}/{figure.file}"

    def file_path(self, story: Story, file: File) -> str:
        return f"{MEDIA}/{file.file}"

    def answer(self, request: Request) -> Answer:
        path = request.path
        if found := ARTICLE.fullmatch(path):
            return self._by_number(request, int(found["id"]), found["copy"])
        part = path.strip("/")
        if part == "" or part in self.sections:
            return self._list(request, part)
        if path == "/rss/home.rss":
            return self._feed(request)
        if path == "/dang-nhap":
            return self._page(request, "Đăng nhập", '<form><input type="password"/></form>')
        if path == "/robots.txt":
            return page("User-agent: *\nDisallow: /print/\n", content_type="text/plain")
        if path.startswith(MEDIA) and (name := path.rpartition("/")[2]) in self.files:
            return document(name) if name.endswith(".pdf") else picture()
        return self._missing(request)

    def _missing(self, request: Request) -> Answer:
        text = "<p>Đường dẫn không tồn tại.</p>"
        return self._page(request, "404 - Không tìm thấy đường dẫn", text, status=404)

    def _by_number(self, request: Request, number: int, copy: str | None) -> Answer:
        if number == UPKEEP:
            return page("<html><title>Hệ thống đang bảo trì</title><body>Bảo trì</body></html>")
        story = self.by_id.get(number)
        if story is None:
            return self._missing(request)
        if copy or request.path == self.path(story):
            return self._article(request, story)
        return redirect(self.path(story))

    def _list(self, request: Request, part: str) -> Answer:
        stories = self.listed(part) if part else list(self.stories)
        last = max(-(-len(stories) // LISTED), 1)
        given = request.query.get("trang", "1")
        number = min(int(given), last) if given.isdigit() else 1
        items = self._items(stories[(number - 1) * LISTED : number * LISTED])
        numbers = "".join(
            f'<a class="{"current" if n == number else ""}" href="{request.path}?trang={n}">{n}</a>'
            for n in range(1, last + 1)
        )
        onward = f'<a href="{request.path}?trang={number + 1}">Trang sau</a>'
        pager = f'<div class="paging">{numbers}{onward if number < last else ""}</div>'
        name = self.sections.get(part, self.title)
        return self._page(request, name, f"<h1>{name}</h1>{items}{pager}")

    def _items(self, stories: list[Story]) -> str:
        return "".join(
            f'<article class="story"><h2 class="story__heading"><a class="cms-link" href="'
            f'{self.path(s)}" title="{escape(s.title)}">{escape(s.title)}</a></h2>'
            f'<div class="story__summary">{escape(s.lead)}</div></article>'
            for s in stories
        )

    def _article(self, request: Request, story: Story) -> Answer:
        at, section = story.published_at, self.sections[story.section]
        lead = f'<h2 class="article__sapo cms-desc">{escape(story.lead)}</h2>' if story.lead else ""
        files = "".join(
            f'<div class="article__attach">Tệp đính kèm: <a href="{self.file_path(story, file)}">'
            f"{escape(file.name)}</a></div>"
            for file in story.attachments
        )
        main = fill(
            "newspaper/article.html",
            id=story.id,
            slug=slug(story.title),
            url=request.base + self.path(story),
            section=story.section,
            section_name=section,
            title=escape(story.title),
            iso=at.isoformat(),
            date=f"{weekday(at)}, {at:%d/%m/%Y - %H:%M}",
            views=views(),
            lead=lead,
            body=f"{render_blocks(self, story)}\n{render_byline(story, align='right')}",
            files=files,
            tags="".join(f'<a rel="tag" href="/tu-khoa/{slug(t)}">{t}</a>' for t in story.tags),
            related=self._items([s for s in self.listed(story.section) if s.id != story.id][:3]),
        )
        head = (
            f'<meta property="article:published_time" content="{at.isoformat()}"/>\n'
            f'<meta property="article:section" content="{section}"/>\n'
            f'<link rel="canonical" href="{request.base}{self.path(story)}"/>'
        )
        return self._page(request, story.title, main, head=head)

    def _feed(self, request: Request) -> Answer:
        items = "".join(
            f"<item><title>{escape(s.title)}</title><link>{request.base}{self.path(s)}</link>"
            f"<pubDate>{format_datetime(s.published_at)}</pubDate></item>"
            for s in self.stories[:5]
        )
        channel = f"<channel><title>{self.title}</title>{items}</channel>"
        text = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0">{channel}</rss>'
        return page(text, content_type="application/rss+xml; charset=utf-8")

    def _page(
        self, request: Request, title: str, main: str, *, head: str = "", status: int = 200
    ) -> Answer:
        menu = "\n".join(
            f'<li><a href="/{part}">{name}</a></li>' for part, name in self.sections.items()
        )
        text = fill(
            "newspaper/page.html",
            title=escape(title),
            portal=self.title,
            base=request.base,
            head=head,
            today=today(),
            menu=menu,
            main=main,
            popular=self._items(list(self.stories[:3])),
            upkeep=UPKEEP,
            visits=views(),
        )
        return page(text, status)
