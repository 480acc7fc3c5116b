"""An ASP.NET WebForms portal: huyện Trạm Tấu, tỉnh Yên Bái, made up after its family's addresses.

The genuine server that judges it stands beside the recorded portals (tests/pipeline/
test_webforms.py). Grids page on by posts, the sub-site by its address; an unknown item answers 200.
"""

import random
import re
from html import escape
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit

from tests.portals import aspnet
from tests.portals.answer import Answer, Request, document, page, picture, redirect
from tests.portals.markup import fill
from tests.portals.portal import Portal
from tests.portals.story import Block, Figure, File, Story, Table

SESSION = re.compile(r"^/\([a-z]\([^()/]*\)\)", re.IGNORECASE)
GRID = "ctl00$main$grid"
BUTTONS = 10
"""Page numbers that a GridView shows at one time."""
PADDING = "+" * 37
MISSING, MAINTENANCE, OFFSITE = 3, 5, 7
"""Items that the home page names: unknown, answered by a maintenance page, moved off the portal."""
CHAPTERS = {"TinTuc": ("", 4), "Thongbao": ("", 2), "Van-hoa": ("/van", 11)}
"""Web and level of each section's list."""
LISTED = {"TinTuc": 1, "Thongbao": 3, "Van-hoa": 4}


class WebForms(Portal):
    """Grids `danh-sach-tin.aspx?l=`, a sub-site `?UserKey=`, items `chi-tiet-tin-tuc.aspx`."""

    name = "webforms"
    platform = "webforms"
    unit = "139"
    title = "Cổng thông tin điện tử huyện Trạm Tấu"
    sections: ClassVar[dict[str, str]] = {
        "TinTuc": "Tin tức - Sự kiện",
        "Thongbao": "Thông báo",
        "Van-hoa": "Văn hóa - Xã hội",
    }
    subsite = "Van-hoa"
    planted: ClassVar[dict[str, int]] = {
        "articles/not_found": 1,
        "articles/blocked": 1,
        "articles/offsite": 1,
    }

    def path(self, story: Story) -> str:
        web, level = CHAPTERS[story.section]
        item = f"ItemID={story.id}&l={story.section}&lv={level}"
        return f"{web}/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx?{item}"

    def figure_path(self, story: Story, figure: Figure) -> str:
        return f"/noidung/tintuc/PublishingImages/{figure.file}"

    def file_path(self, story: Story, file: File) -> str:
        return f"/noidung/tintuc/Documents/{file.file}"

    def answer(self, request: Request) -> Answer:
        path = SESSION.sub("", request.path).lower()
        query = {name.lower(): value.strip() for name, value in parse_qsl(_query(request))}
        if path.endswith("/chi-tiet-tin-tuc.aspx"):
            return self._item(request, query)
        if path.endswith("/danh-sach-tin.aspx") and query.get("l") in self.sections:
            return self._grid(request, query["l"])
        if path.endswith("/tin-tuc/van/") and query.get("userkey") == self.subsite:
            return self._subsite(request, query.get("pageindex", "1"))
        if path in ("/", "/default.aspx"):
            return self._home(request)
        if path == "/dang-nhap.aspx":
            return self._page(request, "Đăng nhập", fill("webforms/login.html"))
        name = request.path.rpartition("/")[2]
        if name in self.files:
            return document(name) if "/documents/" in path else picture()
        return page(fill("webforms/missing.html"), 404)

    def _item(self, request: Request, query: dict[str, str]) -> Answer:
        number = int(query["itemid"]) if query.get("itemid", "").isdecimal() else 0
        if number == MAINTENANCE:
            return page(
                "<html><head><title>Hệ thống đang bảo trì</title></head><body></body></html>"
            )
        if number == OFFSITE:
            return redirect("https://yenbai.example.com/chi-tiet-tin-tuc.aspx?ItemID=7", 302)
        story = self.by_id.get(number)
        if story is None or story.section != query.get("l"):
            empty = dict.fromkeys(
                ("title", "date", "views", "writer", "tags", "files", "others"), ""
            )
            text = "Không tìm thấy nội dung bạn yêu cầu."
            main = fill("webforms/article.html", section="", lead="", body=text, **empty)
            return self._page(request, self.title, main)
        if "print" in query:
            return page(
                f"<html><head><title>{escape(story.title)}</title></head><body>In</body></html>"
            )
        return self._page(request, story.title, self._article(story))

    def _article(self, story: Story) -> str:
        """Return an article's page with the counter, the controls and the older news around it."""
        others = [other for other in self.listed(story.section) if other.id < story.id][:4]
        image = [story.image] if story.image else []
        source = f"<p>Nguồn: {escape(story.source)}</p>" if story.source else ""
        web, level = CHAPTERS[story.section]
        link = f"{web}/noidung/tintuc/Pages/danh-sach-tin.aspx?l={story.section}&amp;lv={level}"
        return fill(
            "webforms/article.html",
            section=f'<a href="{link}">{escape(self.sections[story.section])}</a>',
            title=escape(story.title),
            date=_printed(story),
            views=f"{random.randrange(20, 5000)} lượt xem",
            lead=f'<div class="tomtat">{escape(story.lead)}</div>' if story.lead else "",
            body="\n".join(self._block(story, block) for block in (*image, *story.body)) + source,
            writer=f"<b>{escape(story.printed_byline)}</b>" if story.printed_byline else "",
            tags=" ".join(f'<a href="/tim.aspx?tag={n}">{t}</a>' for n, t in enumerate(story.tags)),
            files=" ".join(
                f'<a href="{self.file_path(story, file)}">{escape(file.name)}</a>'
                for file in story.attachments
            ),
            others="\n".join(
                f"<li>{self._link(o)} ({o.published_at:%d/%m/%Y})</li>" for o in others
            ),
        )

    def _block(self, story: Story, block: Block) -> str:
        """Return a block as editors set it: a caption is a paragraph that points to its image."""
        match block:
            case str():
                return f"<p>&nbsp;{escape(block, quote=False)}</p>"
            case Figure():
                image = f'<p>&nbsp;<img src="{self.figure_path(story, block)}" alt="" /></p>'
                pointing = "" if block.plain else " ( Ảnh trên)"
                caption = f"<p>{escape(block.caption, quote=False)}{pointing}</p>"
                return image + (caption if block.caption else "")
            case Table():
                cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in block.rows)
                return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"

    def _link(self, story: Story) -> str:
        """Return a link to an article with its list's name padded, as the portal writes it."""
        address = self.path(story).replace("&lv", f"{PADDING}&lv").replace("&", "&amp;")
        return f'<a class="title" href="{address}">{escape(story.title)}</a>'

    def _items(self, stories: list[Story]) -> list[str]:
        date = '<span class="ngay">{}</span>'
        return [
            f'<div class="tin">{self._link(s)} {date.format(_printed(s))}</div>' for s in stories
        ]

    def _grid(self, request: Request, section: str) -> Answer:
        """Return a page of a GridView: the first by GET, any other by a post from a page of it."""
        stories, size = self.listed(section), LISTED[section]
        last, current = -(-len(stories) // size), 1
        if request.method == "POST":
            try:
                current = _turn(*aspnet.take_post(request), last)
            except aspnet.RefusedPost:
                return aspnet.server_error()
        shown = stories[(current - 1) * size : current * size]
        rows = "".join(f"<tr><td>{item}</td></tr>\n" for item in self._items(shown))
        buttons = _buttons(current, last)
        cells = (
            f"<td><span>{label}</span></td>"
            if argument == str(current)
            else f'<td><a href="{aspnet.call(GRID, f"Page${argument}")}">{escape(label)}</a></td>'
            for label, argument in buttons
        )
        first = (current - 1) * size + 1
        main = fill(
            "webforms/grid.html",
            rows=rows,
            buttons="".join(cells) if last > 1 else "",
            total=f"{first}-{min(first + size - 1, len(stories))} of {len(stories)}",
            months=self._months(request, section),
        )
        events = [aspnet.event(GRID, f"Page${a}") for _, a in buttons if a != str(current)]
        return self._page(request, self.sections[section], main, {"page": current}, events)

    @staticmethod
    def _months(request: Request, section: str) -> str:
        """Return a calendar's links: each month names the next one, without end."""
        given = request.query.get("thang", "0")
        month = int(given) + 1 if given.isdecimal() else 1
        link = f"danh-sach-tin.aspx?l={section}&amp;lv={CHAPTERS[section][1]}&amp;thang={month}"
        day = aspnet.call("ctl00$lich", "8705")
        return f'<a href="{link}">&raquo;</a> <a href="{day}">2</a> <a href="{day}">3</a>'

    def _subsite(self, request: Request, given: str) -> Answer:
        """Return a page of the sub-site; its menu is relative to the page, a trap of addresses."""
        stories, size = self.listed(self.subsite), LISTED[self.subsite]
        current = int(given) if given.isdecimal() else 1
        shown = stories[max(current - 1, 0) * size : current * size]
        around = (
            n for n in (current - 1, current, current + 1) if 0 < n <= -(-len(stories) // size)
        )
        pages = (
            f"<span>{n}</span>"
            if n == current
            else f'<a href="?UserKey={self.subsite}&amp;PageIndex={n}">{n}</a>'
            for n in around
        )
        trap = f'<a href="tin-tuc/van/?UserKey={self.subsite}">{self.sections[self.subsite]}</a>'
        main = "\n".join([trap, *self._items(shown), f'<div class="trang">{" ".join(pages)}</div>'])
        return self._page(request, self.sections[self.subsite], main)

    def _home(self, request: Request) -> Answer:
        item = "/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx?l=TinTuc&amp;ItemID="
        planted = (f'<a href="{item}{n}">Tin cũ</a>' for n in (MISSING, MAINTENANCE, OFFSITE))
        latest = self._items(list(self.stories[:4]))
        copies = (
            f'<a href="{prefix}{escape(self.path(story))}{suffix}">{label}</a>'
            for story in self.stories[:1]
            for prefix, suffix, label in (
                ("", "&amp;print=1", "In"),
                ("", "&amp;lang=en", "English"),
                (f"/(S({random.randbytes(12).hex()}))", "", "Tin nổi bật"),
            )
        )
        return self._page(request, self.title, "\n".join([*latest, *copies, *planted]))

    def _page(
        self,
        request: Request,
        title: str,
        main: str,
        state: dict[str, int] | None = None,
        events: list[str] | None = None,
    ) -> Answer:
        first, last = aspnet.hidden(state or {}, events or [])
        text = fill(
            "webforms/page.html",
            title=escape(title),
            portal=self.title,
            action=escape(request.target),
            first=first,
            last=last,
            padding=PADDING,
            main=main,
        )
        return page(text)


def _query(request: Request) -> str:
    return urlsplit(request.target).query


def _printed(story: Story) -> str:
    """Return the date as .NET prints it in vi-VN: "16/11/2023 2:14:00 CH"."""
    moment = story.published_at
    half = "SA" if moment.hour < 12 else "CH"
    return f"{moment:%d/%m/%Y} {(moment.hour - 1) % 12 + 1}:{moment:%M:%S} {half}"


def _turn(state: dict[str, int], raised: str, last: int) -> int:
    """Return the page that an event leads to; no event leads to the same one."""
    asked = raised.rpartition("Page$")[2]
    return (
        {"": state["page"], "First": 1, "Last": last}[asked]
        if not asked.isdecimal()
        else int(asked)
    )


def _buttons(current: int, last: int) -> list[tuple[str, str]]:
    """Return label and argument of a pager in mode NumericFirstLast, ten numbers at one time."""
    start = (current - 1) // BUTTONS * BUTTONS + 1
    end = min(start + BUTTONS - 1, last)
    before = [("<", "First"), ("...", str(start - 1))] if start > 1 else []
    after = [("...", str(end + 1)), (">", "Last")] if end < last else []
    return [*before, *((str(n), str(n)) for n in range(start, end + 1)), *after]
