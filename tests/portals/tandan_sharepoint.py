"""A Tân Dân portal on SharePoint: huyện Lang Chánh, tỉnh Thanh Hóa, made up by its addresses.

Channels page on in the three ways that were seen: by `?PageIndex=`, by posts, and by the link that
follows the current page's number.
"""

import hashlib
import random
import re
from html import escape
from typing import ClassVar

from tests.portals import aspnet
from tests.portals.answer import Answer, Request, document, page, picture, redirect
from tests.portals.markup import fill, slug, today
from tests.portals.portal import Portal
from tests.portals.story import Block, Figure, File, Story, Table

LISTED = 4
PAGER = "ctl00$PlaceHolderMain$pager"
DAY = re.compile(r"/portal/pages/\d{4}-\d\d?-\d\d?/[^/]+\.aspx")
MISSING = "/portal/Pages/2019-2-30/Bai-viet-da-go-boaa00zz.aspx"
MAINTENANCE = "/portal/Pages/2019-3-1/He-thong-tam-dungbb11yy.aspx"
OFFSITE = "/portal/Pages/2019-3-2/Chuyen-sang-cong-tinhcc22xx.aspx"


def folder(story: Story) -> str:
    """Return the folder of a day's pages: no zero before month and day."""
    day = story.published_at
    return f"{day.year}-{day.month}-{day.day}"


class TanDanSharePoint(Portal):
    """Channels `/portal/KenhTin/<slug>.aspx`, articles `/portal/Pages/<day>/<slug><6>.aspx`."""

    name = "tandan_sharepoint"
    platform = "tandan_sharepoint"
    unit = "388"
    title = "Cổng thông tin điện tử huyện Lang Chánh"
    sections: ClassVar[dict[str, str]] = {
        "Tin-tuc-su-kien": "Tin tức - Sự kiện",
        "Thong-bao": "Thông báo",
        "Van-hoa-xa-hoi": "Văn hóa - Xã hội",
    }
    posting, adjacent = "Thong-bao", "Van-hoa-xa-hoi"
    planted: ClassVar[dict[str, int]] = {
        "articles/not_found": 1,
        "articles/blocked": 1,
        "articles/offsite": 1,
    }

    def channel(self, section: str) -> str:
        """Return a channel's address, from the host on."""
        place = "Pages" if section == self.posting else "KenhTin"
        return f"/portal/{place}/{section}.aspx"

    def path(self, story: Story) -> str:
        mark = hashlib.sha256(str(story.id).encode()).hexdigest()[:6]
        return f"/portal/Pages/{folder(story)}/{slug(story.title)[:50].capitalize()}{mark}.aspx"

    def figure_path(self, story: Story, figure: Figure) -> str:
        return f"/portal/Photos/{folder(story)}/{figure.file}"

    def file_path(self, story: Story, file: File) -> str:
        return f"/portal/VanBan/{folder(story)}/{file.file}"

    def answer(self, request: Request) -> Answer:
        path = request.path.lower()
        if DAY.fullmatch(path):
            return self._article(request, path)
        for section in self.sections:
            if path == self.channel(section).lower():
                return self._channel(request, section)
        if path in ("/", "/portal/pages/default.aspx"):
            return self._home(request)
        if path == "/portal/pages/lich-cong-tac.aspx":
            week = int(request.query.get("tuan", "0")) + 1
            return self._page(request, "Lịch công tác", f'<a href="?tuan={week}">Tuần sau</a>')
        if path == "/portal/pages/print.aspx":
            return page("<html><head><title>Bản in</title></head><body>In</body></html>")
        if path == "/_layouts/15/authenticate.aspx":
            return self._page(request, "Đăng nhập", '<input name="mat-khau" type="password" />')
        name = request.path.rpartition("/")[2]
        if name in self.files:
            return document(name) if path.startswith("/portal/vanban/") else picture()
        return self._page(request, "Không tìm thấy trang", "", status=404)

    def _home(self, request: Request) -> Answer:
        latest = "\n".join(
            self._item(story, "tandan-p-module-news-title") for story in self.stories[:5]
        )
        links = (f'<a href="{address}">Tin cũ</a>' for address in (MISSING, MAINTENANCE, OFFSITE))
        return self._page(request, self.title, latest + "\n" + " ".join(links))

    def _item(self, story: Story, kind: str) -> str:
        """Return a list's entry; every other one spells "pages" in lower case."""
        link = self.path(story)
        link = link.replace("/Pages/", "/pages/") if story.id % 2 else link
        return fill(
            "tandan_sharepoint/item.html",
            kind=kind,
            link=link,
            title=escape(story.title),
            date=f"{story.published_at:%d/%m/%Y}",
        )

    def _channel(self, request: Request, section: str) -> Answer:
        stories = self.listed(section)
        last = max(-(-len(stories) // LISTED), 1)
        given = request.query.get("PageIndex", "1")
        current = int(given) if given.isdecimal() else 1
        if request.method == "POST":
            try:
                _, raised = aspnet.take_post(request)
            except aspnet.RefusedPost:
                return aspnet.server_error()
            current = int(re.sub(r"\D", "", raised) or current)
        shown = stories[max(current - 1, 0) * LISTED : current * LISTED]
        items = "\n".join(self._item(story, "channel-news-title") for story in shown)
        others = [n for n in range(1, last + 1) if n != current]
        pager = self._pager(section, current, last)
        events = [aspnet.event(f"{PAGER}$lb{n}") for n in others] if section == self.posting else []
        name = self.sections[section]
        main = fill("tandan_sharepoint/list.html", name=name, items=items, pager=pager)
        return self._page(request, name, main, events=events)

    def _pager(self, section: str, current: int, last: int) -> str:
        numbers = range(1, last + 1)
        if section == self.adjacent:  # it names the next page alone
            numbers = range(current, min(current + 1, last) + 1)
        return "".join(
            f'<span class="CurrentPage">{n}</span>'
            if n == current
            else f'<a href="{self._turn(section, n)}">{n}</a>'
            for n in numbers
        )

    def _turn(self, section: str, number: int) -> str:
        if section == self.posting:
            return aspnet.call(f"{PAGER}$lb{number}")
        return f"{self.channel(section)}?PageIndex={number}"

    def _article(self, request: Request, path: str) -> Answer:
        if path == MAINTENANCE.lower():
            return page("<html><title>Hệ thống đang bảo trì</title><body></body></html>")
        if path == OFFSITE.lower():
            return redirect("https://thanhhoa.example.com/portal/Pages/2019-3-2/x.aspx", 302)
        story = next((s for s in self.stories if self.path(s).lower() == path), None)
        if story is None or story.missing:
            return self._page(request, "Không tìm thấy trang", "", status=404)
        others = [other for other in self.listed(story.section) if other.id != story.id][:4]
        image = [story.image] if story.image else []
        blocks = [self._block(story, block) for block in (*image, *story.body)]
        main = fill(
            "tandan_sharepoint/article.html",
            section=escape(self.sections[story.section]),
            title=escape(story.title),
            date=_printed(story),
            lead=escape(story.lead, quote=False),
            body="\n".join([*blocks, *self._signed(story)]),
            files=self._files(story),
            number=story.id,
            views=random.randrange(20, 3000),
            tags=" ".join(
                f'<a href="/portal/Pages/tag.aspx">{escape(tag)}</a>' for tag in story.tags
            ),
            others="\n".join(
                f'<p><a href="{self.path(o)}">{escape(o.title)}</a> ({o.published_at:%d/%m/%Y})</p>'
                for o in others
            ),
        )
        return self._page(request, story.title, main)

    def _block(self, story: Story, block: Block) -> str:
        """Return a block: an image's file name is printed, its caption in a table or brackets."""
        match block:
            case str():
                return f"<p>{escape(block, quote=False)}</p>"
            case Figure(file, caption, plain):
                name = f"{file.partition('.')[0].upper()} (1).png"
                image = f'<img src="{self.figure_path(story, block)}" alt="{name}" />'
                text = escape(caption, quote=False)
                if not text or plain or story.id % 2:
                    bracketed = text if plain else f"( {text})"
                    under = f"<p>{bracketed}</p>" if text else ""
                    return f"<p>{image}<br />{name}</p>{under}"
                return f"<table><tr><td>{image}</td></tr><tr><td>{text}</td></tr></table>"
            case Table():
                cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in block.rows)
                return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"

    @staticmethod
    def _signed(story: Story) -> list[str]:
        lines = [f"Nguồn: {story.source}" if story.source else "", story.printed_byline]
        shown = (f"<strong>{escape(line, quote=False)}</strong>" for line in lines if line)
        return [f'<p style="text-align:right">{line}</p>' for line in shown]

    def _files(self, story: Story) -> str:
        links = (
            f'<a href="{self.file_path(story, file)}">{escape(file.name)}</a>'
            for file in story.attachments
        )
        return "<br />".join(links)

    def _page(
        self,
        request: Request,
        title: str,
        main: str,
        *,
        events: list[str] | None = None,
        status: int = 200,
    ) -> Answer:
        first, last = aspnet.hidden({}, events or [])
        menu = "\n".join(
            f'<li><a href="{self.channel(section)}">{name}</a></li>'
            for section, name in self.sections.items()
        )
        text = fill(
            "tandan_sharepoint/page.html",
            title=escape(title),
            portal=self.title,
            action=escape(request.target),
            today=today(),
            menu=menu,
            first=first,
            last=last,
            main=main,
        )
        return page(text, status)


def _printed(story: Story) -> str:
    """Return the date's label; where a day is all that is known, in one of two spellings."""
    moment = story.published_at
    if not story.day_only:
        return f"Đăng lúc: {moment:%d/%m/%Y %H:%M} (GMT+7)"
    return (
        f"Đăng lúc: {moment:%d/%m/%Y} (GMT+7)"
        if story.id % 3
        else f"Đăng ngày {moment:%d - %m - %Y}"
    )
