"""A ministry-like SharePoint site: Sở Công Thương tỉnh Sơn La, made up by such sites' addresses.

News are pages of a library, listed by `?page=` and by the site's own JSON; documents are items of a
list under one page's address, listed by posts. An unknown item is the list's page without it.
"""

import json
import random
import re
from html import escape
from typing import ClassVar
from urllib.parse import quote

from tests.portals import aspnet
from tests.portals.answer import Answer, Request, document, page, picture, redirect
from tests.portals.blocks import render_blocks, render_byline, render_image
from tests.portals.markup import fill, slug
from tests.portals.portal import Portal
from tests.portals.story import Figure, File, Story

LISTED = 4
PAGER = "ctl00$PlaceHolderMain$trang"
INTERFACE = "/tintuc/_api/web/lists/getbytitle('Pages')/items"
MISSING = "/tintuc/Pages/bai-viet-da-duoc-go-bo.aspx"
MAINTENANCE = "/tintuc/Pages/he-thong-dang-bao-tri-dinh-ky.aspx"
OFFSITE = "/tintuc/Pages/chuyen-sang-cong-thong-tin-bo.aspx"


class SharePoint(Portal):
    """News `/tintuc/Pages/<slug>.aspx`, documents `/vanban/Pages/van-ban.aspx?ItemID=`."""

    name = "sharepoint"
    platform = "sharepoint"
    unit = "14"
    title = "Sở Công Thương tỉnh Sơn La"
    sections: ClassVar[dict[str, str]] = {
        "tin-noi-bat": "Tin nổi bật",
        "cong-nghiep": "Công nghiệp",
        "van-ban": "Văn bản - Thông báo",
    }
    documents = "van-ban"
    starts = ("/", f"{INTERFACE}?$top={LISTED}")
    planted: ClassVar[dict[str, int]] = {
        "articles/not_found": 1,
        "articles/blocked": 1,
        "articles/offsite": 1,
    }

    def path(self, story: Story) -> str:
        if story.section == self.documents:
            return f"/vanban/Pages/van-ban.aspx?ItemID={story.id}"
        return f"/tintuc/Pages/{slug(story.title)}.aspx"

    def section_path(self, section: str) -> str:
        """Return a list's address, from the host on."""
        return f"/{'vanban' if section == self.documents else 'tintuc'}/Pages/{section}.aspx"

    def figure_path(self, story: Story, figure: Figure) -> str:
        return f"/tintuc/PublishingImages/{story.published_at:%Y}/{figure.file}"

    def file_path(self, story: Story, file: File) -> str:
        return f"/vanban/Documents/{file.file}"

    def answer(self, request: Request) -> Answer:
        path, query = request.path.lower(), request.query
        story = next((s for s in self.stories if self.path(s).lower() == path), None)
        if path == "/vanban/pages/van-ban.aspx" and "ItemID" in query:
            story = self.by_id.get(int(query["ItemID"]) if query["ItemID"].isdecimal() else 0)
        if story and not story.missing:
            return self._article(request, story)
        for section in self.sections:
            if path == self.section_path(section).lower():
                return self._list(request, section)
        if path == INTERFACE.lower():
            return self._interface(request)
        if path in ("/", "/pages/default.aspx"):
            return self._home(request)
        if path == MAINTENANCE.lower():
            return page(
                "<html><head><title>Hệ thống đang bảo trì</title></head><body></body></html>"
            )
        if path == OFFSITE.lower():
            return redirect("https://moit.example.com/Pages/tin-tuc-su-kien-noi-bat.aspx", 302)
        name = request.path.rpartition("/")[2]
        if name in self.files:
            return document(name) if "/documents/" in path else picture()
        return self._page(request, "Không tìm thấy trang", "", status=404)

    def _home(self, request: Request) -> Answer:
        latest = "\n".join(self._item(story) for story in self.stories[:3])
        links = " ".join(f'<a href="{url}">Tin cũ</a>' for url in (MISSING, MAINTENANCE, OFFSITE))
        return self._page(request, self.title, f"{latest}\n{links}")

    def _item(self, story: Story, state: str = "") -> str:
        """Return a list's entry; the list's own page number leaks into the address of its items."""
        link = self.path(story)
        link += f"{'&amp;' if '?' in link else '?'}{state}" if state else ""
        title, date = escape(story.title), f"{story.published_at:%d/%m/%Y}"
        return (
            f'<div class="tin"><a href="{link}">{title}</a> <span class="date">{date}</span></div>'
        )

    def _list(self, request: Request, section: str) -> Answer:
        stories = self.listed(section)
        last = max(-(-len(stories) // LISTED), 1)
        given = request.query.get("page", "1")
        current = int(given) if given.isdecimal() else 1
        if request.method == "POST":
            try:
                state, raised = aspnet.take_post(request)
            except aspnet.RefusedPost:
                return aspnet.server_error()
            current = state["page"] + (1 if "tiep" in raised else -1 if "truoc" in raised else 0)
        shown = stories[max(current - 1, 0) * LISTED : current * LISTED]
        items = "\n".join(self._item(story, f"page={current}") for story in shown)
        ways = [("truoc", "Trang trước")] * (current > 1) + [("tiep", "Trang sau")] * (
            current < last
        )
        posting = section == self.documents
        pager = (
            " ".join(f'<a href="{aspnet.call(f"{PAGER}${way}")}">{text}</a>' for way, text in ways)
            if posting
            else " ".join(self._number(section, n, current) for n in range(1, last + 1))
        )
        main = f'{items}\n<div class="phantrang">{pager}</div>'
        events = [aspnet.event(f"{PAGER}${way}") for way, _ in ways] if posting else []
        return self._page(request, self.sections[section], main, {"page": current}, events)

    def _number(self, section: str, number: int, current: int) -> str:
        if number == current:
            return f"<b>{number}</b>"
        return f'<a href="{self.section_path(section)}?page={number}">{number}</a>'

    def _interface(self, request: Request) -> Answer:
        """Return the library as JSON: all its pages, the lists among them, a few at one time."""
        news = [story for story in self.stories if story.section != self.documents]
        paths = ["/tintuc/Pages/default.aspx", *(self.path(s) for s in news if not s.missing)]
        found = re.search(r"p_ID=(\d+)", request.query.get("$skiptoken", ""))
        start = int(found[1]) if found else 0
        size = int(request.query.get("$top", "100"))
        answer: dict[str, object] = {
            "odata.metadata": f"{request.base}/tintuc/_api/$metadata",
            "value": [{"FileRef": path, "ID": n} for n, path in enumerate(paths, 1)][start:][:size],
        }
        if start + size < len(paths):
            token = quote(f"Paged=TRUE&p_ID={start + size}")
            onward = f"{request.base}{INTERFACE}?$skiptoken={token}&$top={size}"
            answer["odata.nextLink"] = onward
        return page(json.dumps(answer), content_type="application/json;odata=minimalmetadata")

    def _article(self, request: Request, story: Story) -> Answer:
        others = [other for other in self.listed(story.section) if other.id != story.id][:4]
        files = (
            f'<li><a href="{self.file_path(story, file)}">{escape(file.name)}</a></li>'
            for file in story.attachments
        )
        main = fill(
            "sharepoint/article.html",
            list=self.section_path(story.section),
            section=escape(self.sections[story.section]),
            title=escape(story.title),
            date=f"{story.published_at:%d/%m/%Y %H:%M}",
            views=random.randrange(20, 3000),
            print=f"{self.path(story)}{'&amp;' if '?' in self.path(story) else '?'}print=1",
            lead=f'<div class="sapo">{escape(story.lead)}</div>' if story.lead else "",
            body="\n".join([render_image(self, story), render_blocks(self, story)]),
            byline=render_byline(story, align="right"),
            files="\n".join(files),
            related="\n".join(self._item(other) for other in others),
        )
        return self._page(request, story.title, main)

    def _page(
        self,
        request: Request,
        title: str,
        main: str,
        state: dict[str, int] | None = None,
        events: list[str] | None = None,
        status: int = 200,
    ) -> Answer:
        first, last = aspnet.hidden(state or {}, events or [])
        menu = "\n".join(
            f'<li><a href="{self.section_path(section)}">{name}</a></li>'
            for section, name in self.sections.items()
        )
        text = fill(
            "sharepoint/page.html",
            title=escape(title),
            portal=self.title,
            action=escape(request.target),
            menu=menu,
            first=first,
            last=last,
            main=main,
        )
        return page(text, status)
