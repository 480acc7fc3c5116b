"""A Liferay 7 portal built as the recorded one is: huyện Thanh Liêm, tỉnh Hà Nam.

Articles answer under any language and site prefix, the canonical link of every page names another
host, and a list pages on by a parameter of a hundred letters.
"""

import re
import secrets
from html import escape
from typing import ClassVar
from urllib.parse import quote, urlencode
from uuid import NAMESPACE_URL, uuid5

from tests.portals.answer import Answer, Request, document, page, picture, redirect
from tests.portals.blocks import render_blocks, render_byline, render_image
from tests.portals.liferay_keyless import url_title
from tests.portals.markup import fill, today, weekday
from tests.portals.portal import Portal
from tests.portals.story import Figure, File, Story

PORTLET = "com_liferay_asset_publisher_web_portlet_AssetPublisherPortlet_INSTANCE_"
ARTICLE = re.compile(r"(?:/asset_publisher/\w+/content)?/([\w-]+)")
MAINTENANCE, OFFSITE = "ang-nang-cap-he-thong", "lien-ket-cong-tinh"
"""Titles of the two planted links that lead to no article."""
LISTED = 5


class Liferay7(Portal):
    """Lists `/web/guest/<section>?…_cur=N`, articles `/-/<urlTitle>`."""

    name = "liferay7"
    platform = "liferay7"
    unit = "351"
    planted: ClassVar[dict[str, int]] = {
        "articles/not_found": 1,
        "articles/blocked": 1,
        "articles/offsite": 1,
    }
    title = "Cổng thông tin điện tử huyện Thanh Liêm"
    sections: ClassVar[dict[str, str]] = {
        "tin-tuc-su-kien": "Tin tức - Sự kiện",
        "van-hoa-xa-hoi": "Văn hóa - Xã hội",
        "chi-ao-ieu-hanh": "Chỉ đạo điều hành",
    }

    def path(self, story: Story) -> str:
        return f"/web/guest/-/{self.url_title(story)}"

    @staticmethod
    def url_title(story: Story) -> str:
        """Return the urlTitle; every other article got a number from an import, as recorded."""
        return url_title(story.title) if story.id % 2 else f"6847912-{story.id}"

    def figure_path(self, story: Story, figure: Figure) -> str:
        return (
            f"/documents/20182/{story.id}/{figure.file}/{self._uuid(figure.file)}?t={story.id}000"
        )

    def file_path(self, story: Story, file: File) -> str:
        return f"/documents/20182/{story.id}/{file.file}/{self._uuid(file.file)}?t={story.id}000"

    @staticmethod
    def _uuid(name: str) -> str:
        return str(uuid5(NAMESPACE_URL, name))

    def answer(self, request: Request) -> Answer:
        path = re.sub(r"^/(?:vi|en)(?=/|$)", "", request.path.partition(";")[0])
        path = path.removeprefix("/web/guest") or "/"
        if path == "/robots.txt":
            return page("User-agent: *\nDisallow: /c/\n", content_type="text/plain")
        if path.startswith("/documents/"):
            return self._file(request)
        if "/-/" in path:
            return self._article(request, path[path.index("/-/") + 2 :])
        section = path.strip("/")
        if "LoginPortlet" in request.target or path == "/c/portal/login":
            return self._page(request, "Đăng nhập", "<h2>Đăng nhập</h2>")
        if section in ("", "trang-chu"):
            return self._home(request)
        if section in self.sections:
            return self._list(request, section)
        if section == "lien-he":
            return self._page(request, "Liên hệ", "<p>UBND huyện Thanh Liêm</p>")
        return self._not_found(request)

    def _file(self, request: Request) -> Answer:
        named = next((part for part in request.path.split("/") if part in self.files), None)
        if named is None:
            return self._not_found(request)
        return document(named) if named.endswith(".pdf") else picture()

    def _not_found(self, request: Request) -> Answer:
        main = fill("liferay7/status.html", url=escape(request.base + request.target))
        return self._page(request, "Trạng thái", main, status=404)

    def _home(self, request: Request) -> Answer:
        lists = (self._render_list(part, self.listed(part)[:3], "") for part in self.sections)
        return self._page(request, "Trang chủ", "\n".join(lists))

    def _list(self, request: Request, section: str) -> Answer:
        """Return a list page; beyond the last one Liferay shows the last again."""
        stories = self.listed(section)
        last = max(-(-len(stories) // LISTED), 1)
        given = next((value for name, value in request.query.items() if name.endswith("_cur")), "1")
        current = min(max(int(given), 1), last)
        shown = stories[(current - 1) * LISTED : current * LISTED]
        buttons = (("Trước", current - 1, current > 1), ("Tiếp theo", current + 1, current < last))
        pager = "\n".join(
            f'<li class=""><a href="{self._page_link(request, section, target)}"> {label} </a></li>'
            if usable
            else f'<li class="disabled"><a href="javascript:;" tabIndex="-1"> {label} </a></li>'
            for label, target, usable in buttons
        )
        main = self._render_list(section, shown, pager)
        if current == last and section == next(iter(self.sections)):
            planted = (MAINTENANCE, OFFSITE)
            main += "".join(f'<p><a href="/web/guest/-/{name}">{name}</a></p>' for name in planted)
        return self._page(request, self.sections[section], main, own=f"/{section}")

    @staticmethod
    def _page_link(request: Request, section: str, number: int) -> str:
        portlet = f"{PORTLET}mau{len(section)}"
        state = {"p_p_id": portlet, "p_p_lifecycle": "0", "p_p_state": "normal", "p_p_mode": "view"}
        state |= {f"_{portlet}_delta": str(LISTED), "p_r_p_resetCur": "false"}
        state |= {f"_{portlet}_cur": str(number)}
        return escape(f"{request.base}/web/guest/{section}?{urlencode(state)}")

    def _render_list(self, section: str, stories: list[Story], pager: str) -> str:
        items = "\n".join(
            fill(
                "liferay7/item.html",
                link=self.path(story),
                title=escape(story.title, quote=False),
                date=f"{weekday(story.published_at)}, {story.published_at:%d/%m/%Y, %H:%M}",
                lead=escape(story.lead, quote=False),
            )
            for story in stories
        )
        instance = f"mau{len(section)}"
        return fill("liferay7/list.html", instance=instance, items=items, pager=pager)

    def _article(self, request: Request, tail: str) -> Answer:
        found = ARTICLE.fullmatch(tail)
        if found and found[1] == MAINTENANCE:
            return page(fill("liferay_keyless/maintenance.html"))
        if found and found[1] == OFFSITE:
            return redirect("https://hanam.example.com/-/tin-tinh", 302)
        shown = (s for s in self.by_id.values() if found and self.url_title(s) == found[1])
        story = next(shown, None)
        if story is None:
            return self._not_found(request)
        return self._page(request, story.title, self._render(request, story), story=story)

    def _render(self, request: Request, story: Story) -> str:
        own, lead = self.path(story), escape(story.lead, quote=False)
        summary = f'<p class="text-justify"><strong class="text-muted">{lead}</strong></p>'
        clock = "00:00" if story.day_only else f"{story.published_at:%H:%M}"
        others = [other for other in self.listed(story.section) if other.id != story.id][:4]
        tags = (
            f'<a class="badge badge-default" href="?p_r_p_tag={quote(tag)}">{escape(tag)}</a>'
            for tag in story.tags
        )
        return fill(
            "liferay7/article.html",
            section=story.section,
            name=self.sections[story.section],
            id=story.id,
            title=escape(story.title),
            date=f"{weekday(story.published_at)}, {story.published_at:%d/%m/%Y} {clock}",
            lead=summary if lead else "",
            image=render_image(self, story),
            body=render_blocks(self, story),
            byline=render_byline(story),
            tags=" ".join(tags),
            files="\n".join(
                f'<li class="asset-links-list-item"><a href="{self.file_path(story, file)}">'
                f"{escape(file.name)}</a></li>"
                for file in story.attachments
            ),
            share=quote(request.base + own, safe=""),
            own=own,
            deeper=f"{own}/{secrets.token_hex(3)}/-/xem/-/xem",
            others="\n".join(
                f'<li><a href="/en{self.path(o)}?redirect=%2F">{escape(o.title, quote=False)}</a>'
                f" ({o.published_at:%d/%m/%Y})</li>"
                for o in others
            ),
        )

    def _page(
        self,
        request: Request,
        title: str,
        main: str,
        *,
        own: str = "",
        story: Story | None = None,
        status: int = 200,
    ) -> Answer:
        language = "en-US" if request.path.startswith("/en") else "vi-VN"
        prefix = "en/web/guest" if language == "en-US" else "web/guest"
        menu = "\n".join(
            f'<li class="nav-item"><a class="nav-link" href="{request.base}/{prefix}/{part}">'
            f" {name} </a></li>"
            for part, name in self.sections.items()
        )
        published = "/-/asset_publisher/mauXemNhieu/content/"
        popular = "\n".join(
            f'<a href="/web/guest/trang-chu{published}{self.url_title(s)}">{escape(s.title)}</a>'
            for s in self.stories[:3]
        )
        text = fill(
            "liferay7/page.html",
            language=language,
            title=escape(title),
            description=escape(story.lead) if story else "",
            portal=self.title,
            own=f"/-/{self.url_title(story)}" if story else own,
            token=secrets.token_hex(4),
            today=today(),
            base=request.base,
            prefix=prefix,
            menu=menu,
            main=main,
            popular=popular,
            visits=secrets.randbelow(900000),
        )
        return page(text, status)
