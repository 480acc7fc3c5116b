"""A Liferay portal whose news are a query without a key: huyện Chợ Gạo, tỉnh Tiền Giang.

An article is `/chi-tiet-tin?/<slug>/<id>`. The server reads the query to the letter: one that is
re-encoded or missing is not found, and every error answers 200.
"""

import re
import secrets
import unicodedata
from html import escape
from typing import ClassVar
from urllib.parse import quote, unquote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from tests.portals.answer import Answer, Request, document, page, picture, redirect
from tests.portals.blocks import render_blocks, render_byline, render_image
from tests.portals.markup import fill, today
from tests.portals.portal import Portal
from tests.portals.story import Figure, File, Story

DETAIL = "/chi-tiet-tin"
ARTICLE = re.compile(r"/[a-z0-9-]*/(\d{4,})")
OLD = re.compile(r"/vPortal/4/625/1242/(\d+)/[a-z0-9-]*\.aspx")
PAGE = re.compile(r"/trang/(\d+)")
BEFORE_LIFERAY = 2014
"""Articles of the years before keep the addresses of the system that the portal had then."""
MAINTENANCE, OFFSITE = 39999001, 39999002
"""Ids of the two planted links that lead to no article."""
LISTED = 6


def url_title(title: str) -> str:
    """Return the title as Liferay writes it in an address: without "đ", tones or punctuation."""
    text = unicodedata.normalize("NFD", title.lower().replace("đ", ""))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")


class LiferayKeyless(Portal):
    """Lists `/<section>?/trang/N`, articles `/chi-tiet-tin?/<slug>/<id>`."""

    name = "liferay_keyless"
    platform = "liferay_keyless"
    unit = "822"
    planted: ClassVar[dict[str, int]] = {
        "articles/not_found": 1,
        "articles/blocked": 1,
        "articles/offsite": 1,
    }
    title = "Cổng thông tin điện tử huyện Chợ Gạo"
    sections: ClassVar[dict[str, str]] = {
        "tin-tuc-su-kien": "Tin tức - Sự kiện",
        "kinh-te-nong-nghiep": "Kinh tế - Nông nghiệp",
        "thong-bao": "Thông báo",
    }

    def path(self, story: Story) -> str:
        if story.published_at.year < BEFORE_LIFERAY:
            return f"/vPortal/4/625/1242/{story.id}/{url_title(story.title)}.aspx"
        return f"{DETAIL}?/{url_title(story.title)}/{story.id}"

    def figure_path(self, story: Story, figure: Figure) -> str:
        return (
            f"/documents/10180/{story.id}/{figure.file}/{self._uuid(figure.file)}?t={story.id}000"
        )

    def file_path(self, story: Story, file: File) -> str:
        return f"/documents/10180/{story.id}/{file.file}/{self._uuid(file.file)}?t={story.id}000"

    @staticmethod
    def _uuid(name: str) -> str:
        return str(uuid5(NAMESPACE_URL, name))

    def answer(self, request: Request) -> Answer:
        path = re.sub(r"^/(?:vi|en)(?=/|$)", "", request.path.partition(";")[0])
        path = path.removeprefix("/web/guest") or "/"
        query = urlsplit(request.target).query
        if path == "/robots.txt":
            return page("User-agent: *\nDisallow: /c/\n", content_type="text/plain")
        if path.startswith("/documents/"):
            return self._file(request)
        if path == DETAIL or OLD.fullmatch(path):
            return self._detail(request, query, OLD.fullmatch(path))
        section = path.strip("/")
        if "p_p_id=58" in query or path == "/c/portal/login":
            return self._page(request, "Đăng nhập", "<h2>Đăng nhập</h2>")
        if section in ("", "trang-chu"):
            return self._home(request)
        if section in self.sections:
            return self._list(request, section, query)
        if section == "gioi-thieu":
            return self._page(request, "Giới thiệu", "<h2>Giới thiệu huyện Chợ Gạo</h2>")
        return self._not_found(request)

    def _file(self, request: Request) -> Answer:
        named = next((part for part in request.path.split("/") if part in self.files), None)
        if named is None:
            return self._not_found(request)
        return document(named) if named.endswith(".pdf") else picture()

    def _detail(self, request: Request, query: str, old: re.Match[str] | None) -> Answer:
        found = old or ARTICLE.fullmatch(query)
        if found is None:
            return self._not_found(request)
        number = int(found[1])
        if number == MAINTENANCE:
            return page(fill("liferay_keyless/maintenance.html"))
        if number == OFFSITE:
            return redirect("https://tiengiang.example.com/tin/1", 302)
        story = self.by_id.get(number)
        if story is None or bool(old) != self.path(story).startswith("/vPortal"):
            return self._not_found(request)
        return self._article(request, story)

    def _not_found(self, request: Request) -> Answer:
        url = escape(request.base + request.target)
        return self._page(request, "Trạng thái", fill("liferay_keyless/status.html", url=url))

    def _home(self, request: Request) -> Answer:
        lists = (
            self._render_list(name, self.listed(part)[:3], "")
            for part, name in self.sections.items()
        )
        return self._page(request, "Trang chủ", "\n".join(lists))

    def _list(self, request: Request, section: str, query: str) -> Answer:
        """Return a list page; beyond the last one Liferay shows the last again."""
        stories = self.listed(section)
        last = max(-(-len(stories) // LISTED), 1)
        given = PAGE.fullmatch(unquote(query))
        current = min(max(int(given[1]), 1), last) if given else 1
        shown = stories[(current - 1) * LISTED : current * LISTED]
        main = self._render_list(self.sections[section], shown, self._pager(section, current, last))
        if current == last and section == next(iter(self.sections)):
            main += "\n".join(
                f'<p><a href="{DETAIL}?/{name}/{number}">{name}</a></p>'
                for name, number in (("ang-bao-tri", MAINTENANCE), ("lien-ket-tinh", OFFSITE))
            )
        return self._page(request, self.sections[section], main)

    def _render_list(self, name: str, stories: list[Story], pager: str) -> str:
        items = "\n".join(
            fill(
                "liferay_keyless/item.html",
                link=self.path(story),
                title=escape(story.title, quote=False),
                date=f"{story.published_at:%d/%m/%Y}",
                lead=escape(story.lead, quote=False),
            )
            for story in stories
        )
        return fill("liferay_keyless/list.html", name=name, items=items, pager=pager)

    @staticmethod
    def _pager(section: str, current: int, last: int) -> str:
        numbers = [
            f'<li class="active"><span>{n}</span></li>'
            if n == current
            else f'<li><a href="/{section}?/trang/{n}">{n}</a></li>'
            for n in range(1, last + 1)
        ]
        if current < last:
            numbers.append(f'<li><a href="/{section}?/trang/{current + 1}">&raquo;</a></li>')
        return f'<ul class="pagination">{"".join(numbers)}</ul>'

    def _article(self, request: Request, story: Story) -> Answer:
        own = self.path(story)
        place, _, query = own.partition("?")
        lead = f"<p><strong>{escape(story.lead, quote=False)}</strong></p>" if story.lead else ""
        others = [other for other in self.listed(story.section) if other.id != story.id][:4]
        tags = (f'<a href="/tim-kiem?tag={quote(tag)}">{escape(tag)}</a>' for tag in story.tags)
        main = fill(
            "liferay_keyless/article.html",
            section=story.section,
            name=self.sections[story.section],
            title=escape(story.title, quote=False),
            date=self.printed_date(story),
            lead=lead,
            image=render_image(self, story),
            body=render_blocks(self, story),
            byline=render_byline(story),
            tags=", ".join(tags),
            files="\n".join(self._attachment(story, file) for file in story.attachments),
            own=own.replace("?", ";jsessionid=1A2B3C.mau?"),
            share=quote(request.base + own, safe=""),
            copy=f"{place}?{quote(query, safe='')}=" if query else own,
            english=f"/en{own}",
            deeper=f"{own}/{secrets.token_hex(3)}/xem",
            views=secrets.randbelow(9000),
            others="\n".join(self._related(other) for other in others),
        )
        return self._page(request, story.title, main, story)

    @staticmethod
    def printed_date(story: Story) -> str:
        """Return "16:45 08/12/2023"; an editor who enters a day only gets 00:00."""
        return f"{story.published_at:{'00:00' if story.day_only else '%H:%M'} %d/%m/%Y}"

    def _attachment(self, story: Story, file: File) -> str:
        link = f'<a href="{self.file_path(story, file)}">{escape(file.name)}</a>'
        return f"<li>{link}</li>"

    def _related(self, story: Story) -> str:
        title = escape(story.title, quote=False)
        date = f"{story.published_at:%d/%m/%Y}"
        return f'<li><a href="/vi{self.path(story)}">{title}</a> ({date})</li>'

    def _page(self, request: Request, title: str, main: str, story: Story | None = None) -> Answer:
        menu = "\n".join(
            f'<li><a href="/vi/{part}">{name}</a></li>' for part, name in self.sections.items()
        )
        place = f"{DETAIL};jsessionid={secrets.token_hex(4)}.mau"
        links = ((self.path(s).replace(DETAIL, place), escape(s.title)) for s in self.stories[:3])
        popular = "\n".join(f'<li><a href="{link}">{name}</a></li>' for link, name in links)
        return page(
            fill(
                "liferay_keyless/page.html",
                title=escape(title, quote=False),
                description=escape(story.lead or story.title) if story else "",
                portal=self.title,
                token=secrets.token_hex(4),
                today=today(),
                menu=menu,
                main=main,
                popular=popular,
                visits=secrets.randbelow(900000),
            )
        )
