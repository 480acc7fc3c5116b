"""An Oracle WebCenter portal: huyện Hiệp Đức, tỉnh Quảng Nam.

Every link carries a loop number and a control state that are new at each fetch, class names are
made up each time, and a user agent that calls itself Mozilla gets a script instead of the page.
"""

import secrets
import zlib
from html import escape
from typing import ClassVar
from urllib.parse import quote

from tests.portals.answer import Answer, Request, document, page, picture, redirect
from tests.portals.blocks import render_blocks, render_byline, render_image
from tests.portals.markup import fill, today
from tests.portals.portal import Portal
from tests.portals.story import Figure, File, Story

HOME = "/webcenter/portal/hiepduc"
LISTS = f"{HOME}/pages_tin-tuc"
DETAIL = f"{LISTS}/chi-tiet-tin"
CONTENT = "/webcenter/documentContent"
MAINTENANCE, OFFSITE = "PORTAL999001", "PORTAL999002"
"""Names of the two planted links that lead to no article."""
LISTED = 6


class WebCenter(Portal):
    """Lists `pages_tin-tuc?catalog=…&page=N`, articles `chi-tiet-tin?dDocName=…`."""

    name = "webcenter"
    platform = "webcenter"
    unit = "512"
    starts = (HOME,)
    planted: ClassVar[dict[str, int]] = {
        "articles/not_found": 1,
        "articles/blocked": 1,
        "articles/offsite": 1,
    }
    title = "Cổng thông tin điện tử huyện Hiệp Đức"
    sections: ClassVar[dict[str, str]] = {
        "thoi-su": "Thời sự - Chính trị",
        "anqp": "An ninh - Quốc phòng",
        "thong-bao": "Thông báo",
    }

    def path(self, story: Story) -> str:
        return f"{DETAIL}?dDocName={self.document_name(story)}"

    @staticmethod
    def document_name(story: Story) -> str:
        """Return the name by which the content server knows an article."""
        return f"PORTAL{story.id:06}"

    def figure_path(self, story: Story, figure: Figure) -> str:
        return f"{CONTENT}?dDocName={self._file_name(figure.file)}"

    def file_path(self, story: Story, file: File) -> str:
        return f"{CONTENT}?dDocName={self._file_name(file.file)}"

    @staticmethod
    def _file_name(file: str) -> str:
        return f"PORTAL{zlib.crc32(file.encode()) % 10**9:09}"

    def answer(self, request: Request) -> Answer:
        path = request.path.partition(";")[0].rstrip("/") or "/"
        name, query = request.query.get("dDocName", ""), request.query
        if path == "/robots.txt":
            return page("User-agent: *\nDisallow:\n", content_type="text/plain")
        if path == CONTENT:
            return self._file(request, name)
        if request.agent.startswith("Mozilla/"):
            return page(fill("webcenter/loopback.html", loop=secrets.randbelow(10**15)))
        if path == "/":
            return redirect(f"{HOME}?_adf.ctrl-state={secrets.token_hex(5)}_4", 302)
        if path == DETAIL:
            return self._detail(request, name)
        if path == LISTS and query.get("catalog") in self.sections:
            return self._list(request, query["catalog"])
        if path in (HOME, f"{HOME}/pages_trang-chu", LISTS):
            lists = (self._render_list(part, self.listed(part)[:3], "") for part in self.sections)
            return self._page(request, self.title, "\n".join(lists))
        if path in (f"{HOME}/pages_lien-he", f"{HOME}/pages_lich", f"{HOME}/pages_dang-nhap"):
            return self._page(request, "Liên hệ", "<p>UBND huyện Hiệp Đức</p>")
        return self._not_found(request)

    def _file(self, request: Request, name: str) -> Answer:
        named = next((file for file in self.files if self._file_name(file) == name), None)
        if named is None:
            return self._not_found(request)
        return document(named) if named.endswith(".pdf") else picture()

    def _not_found(self, request: Request) -> Answer:
        main = fill("webcenter/missing.html", c=secrets.token_hex(1))
        return self._page(request, "Không tìm thấy trang", main, status=404)

    def _detail(self, request: Request, name: str) -> Answer:
        if name == MAINTENANCE:
            return page(fill("liferay_keyless/maintenance.html"))
        if name == OFFSITE:
            return redirect("https://quangnam.example.com/tin/1", 302)
        shown = (s for s in self.by_id.values() if self.document_name(s) == name.upper())
        story = next(shown, None)
        if story is None:
            return self._not_found(request)
        return self._page(request, "Chi tiết tin", self._render(request, story), story=story)

    @staticmethod
    def _link(address: str) -> str:
        """Return the address as the server writes it this time."""
        place, _, query = address.partition("?")
        session = f";jsessionid={secrets.token_hex(4)}!-{secrets.randbelow(10**6)}"
        loop, state = secrets.randbelow(10**15), f"{secrets.token_hex(5)}_4"
        widths = "leftWidth=0%25&showFooter=false"
        parts = (f"_afrLoop={loop}", query, widths, f"_adf.ctrl-state={state}")
        return escape(f"{place}{session}?{'&'.join(part for part in parts if part)}")

    def _list(self, request: Request, section: str) -> Answer:
        """Return a list page; one beyond the last is empty."""
        stories = self.listed(section)
        last = max(-(-len(stories) // LISTED), 1)
        given = request.query.get("page", "1")
        current = int(given) if given.isdigit() else 1
        shown = stories[(current - 1) * LISTED : current * LISTED] if current else []
        pager = "\n".join(
            f"<span>{n}</span>"
            if n == current
            else f'<a href="{self._link(f"{LISTS}?catalog={section}&page={n}")}">{n}</a>'
            for n in range(1, last + 1)
        )
        main = self._render_list(section, shown, pager)
        if current == last and section == next(iter(self.sections)):
            addresses = (f"{DETAIL}?dDocName={name}" for name in (MAINTENANCE, OFFSITE))
            main += "".join(f'<p><a href="{self._link(a)}">Tin khác</a></p>' for a in addresses)
        return self._page(request, self.sections[section], main)

    def _render_list(self, section: str, stories: list[Story], pager: str) -> str:
        items = "\n".join(
            fill(
                "webcenter/item.html",
                c=secrets.token_hex(1),
                link=self._link(self.path(story)),
                title=escape(story.title, quote=False),
                date=self.printed_date(story),
                lead=escape(story.lead, quote=False),
            )
            for story in stories
        )
        name, token = self.sections[section], secrets.token_hex(1)
        return fill("webcenter/list.html", c=token, name=name, items=items, pager=pager)

    @staticmethod
    def printed_date(story: Story) -> str:
        """Return "01/03/2023 | 03:40 PM"; an editor who enters a day only gets 12:00 AM."""
        moment = story.published_at
        return f"{moment:%d/%m/%Y} | {'12:00 AM' if story.day_only else f'{moment:%I:%M %p}'}"

    def _render(self, request: Request, story: Story) -> str:
        own, lead = self.path(story), escape(story.lead, quote=False)
        others = [other for other in self.listed(story.section) if other.id != story.id][:4]
        return fill(
            "webcenter/article.html",
            c=secrets.token_hex(1),
            home=self._link(HOME),
            list=self._link(f"{LISTS}?catalog={story.section}"),
            name=self.sections[story.section],
            title=escape(story.title, quote=False),
            date=self.printed_date(story),
            lead=f"<div><b>{lead}</b></div>" if lead else "",
            image=render_image(self, story),
            body=render_blocks(self, story),
            byline=render_byline(story, align="right"),
            files=self._files(story),
            others="\n".join(
                f'<li><a href="{self._link(self.path(o))}">{escape(o.title, quote=False)}</a></li>'
                for o in others
            ),
            printed=self._link(own.replace("/chi-tiet-tin", "/in-tin")),
            english=self._link(f"{own}&lang=en"),
            share=quote(request.base + own, safe=""),
        )

    def _files(self, story: Story) -> str:
        links = "\n".join(
            f'<li><a href="{self.file_path(story, file)}">{escape(file.name)}</a></li>'
            for file in story.attachments
        )
        return f"<div>File đính kèm</div><ul>{links}</ul>" if links else ""

    def _page(
        self,
        request: Request,
        title: str,
        main: str,
        *,
        story: Story | None = None,
        status: int = 200,
    ) -> Answer:
        menu = "\n".join(
            f'<a href="{self._link(f"{LISTS}?catalog={part}")}">{name}</a>'
            for part, name in self.sections.items()
        )
        newest = "\n".join(
            f'<div><a href="{self._link(self.path(s))}">{escape(s.title, quote=False)}</a>'
            f"<span>{self.printed_date(s)}</span></div>"
            for s in self.stories[:3]
        )
        text = fill(
            "webcenter/page.html",
            c=secrets.token_hex(2),
            title=escape(title, quote=False),
            description=escape(story.lead) if story else "",
            home=HOME,
            state=f"{secrets.token_hex(5)}_4",
            loop=secrets.randbelow(10**15),
            day=secrets.randbelow(10**6),
            today=today(),
            menu=menu,
            main=main,
            newest=newest,
            portal=self.title,
            visits=secrets.randbelow(900000),
        )
        return page(text, status)
