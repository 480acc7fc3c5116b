"""A Drupal 10 portal with a Gavias theme and aliases: huyện Châu Phú, tỉnh An Giang, made up.

An article answers under its alias and under /node/<id>, which each page names as its short link.
Lists count their pages from 0; a term has a feed.
"""

import re
import secrets
from email.utils import format_datetime
from html import escape
from typing import ClassVar

from tests.portals.answer import Answer, Request, document, page, picture
from tests.portals.blocks import render_blocks, render_byline, render_image
from tests.portals.markup import fill, slug, today
from tests.portals.nukeviet_quirks import views
from tests.portals.portal import Portal
from tests.portals.story import Figure, File, Story

NODE = re.compile(r"/node/(\d+)")
FEED = re.compile(r"/taxonomy/term/(\d+)/feed")
FILES = "/sites/default/files"
LISTED = 3
UPKEEP = "/tin-trong-huyen/hoi-dap-truc-tuyen-dang-nang-cap"
"""Answered 200 with a note that the portal is under maintenance."""


class ModernDrupal(Portal):
    """Articles `/<section>/<title>`, lists `/<section>?page=N`."""

    name = "modern_drupal"
    platform = "drupal"
    unit = "889"
    options: ClassVar[dict[str, object]] = {
        "article_pattern": "^/(tin-trong-huyen|quoc-phong-an-ninh|thong-bao-van-ban)/[^/]+$"
    }
    planted: ClassVar[dict[str, int]] = {"articles/not_found": 1, "articles/blocked": 1}
    title = "Cổng thông tin điện tử huyện Châu Phú"
    sections: ClassVar[dict[str, str]] = {
        "tin-trong-huyen": "Tin trong huyện",
        "quoc-phong-an-ninh": "Quốc phòng - An ninh",
        "thong-bao-van-ban": "Thông báo - Văn bản",
    }

    def path(self, story: Story) -> str:
        return f"/{story.section}/{slug(story.title)}"

    def figure_path(self, story: Story, figure: Figure) -> str:
        return f"{FILES}/{story.published_at:%Y-%m}/{figure.file}"

    def file_path(self, story: Story, file: File) -> str:
        return f"{FILES}/{file.file}"

    def answer(self, request: Request) -> Answer:
        path = request.path
        by_path = {self.path(s): s for s in self.by_id.values()}
        found = NODE.fullmatch(path)
        story = self.by_id.get(int(found[1])) if found else by_path.get(path)
        if story:
            return self._article(request, story)
        part = path.strip("/")
        if part == "" or part in self.sections:
            return self._list(request, part)
        if found := FEED.fullmatch(path):
            return self._feed(request, int(found[1]))
        if path == UPKEEP:
            return page("<html><title>Website đang bảo trì</title><body>Bảo trì.</body></html>")
        if path == "/robots.txt":
            return page("User-agent: *\nDisallow: /user/login\n", content_type="text/plain")
        if path.startswith(FILES) and (name := path.rpartition("/")[2]) in self.files:
            return document(name) if name.endswith((".pdf", ".xlsx")) else picture()
        text = "<h1>Không tìm thấy trang</h1>"
        return self._page(request, "Không tìm thấy trang", text, status=404)

    def _list(self, request: Request, part: str) -> Answer:
        stories = self.listed(part) if part else list(self.stories)
        given = request.query.get("page", "0")
        number = int(given) if given.isdigit() else 0
        shown = stories[number * LISTED : (number + 1) * LISTED]
        pager = self._pager(number, (len(stories) - 1) // LISTED)
        main = f'<div class="view-content">{self._items(shown)}</div>{pager}'
        term = list(self.sections).index(part) + 1 if part else 0
        feed = f"{request.base}/taxonomy/term/{term}/feed"
        head = f'<link rel="alternate" type="application/rss+xml" title="" href="{feed}" />'
        name = self.sections.get(part, self.title)
        return self._page(request, name, main, head=head if part else "")

    @staticmethod
    def _pager(current: int, last: int) -> str:
        numbers = "".join(
            f'<li class="pager__item{" is-active active" if n == current else ""}">'
            f'<a href="?page={n}" title="Trang {n + 1}">{n + 1}</a></li>'
            for n in range(last + 1)
        )
        link = f'<a href="?page={current + 1}" title="Đến trang sau" rel="next"><span>››</span></a>'
        onward = f'<li class="pager__item pager__item--next">{link}</li>' if current < last else ""
        return f'<nav class="pager" role="navigation"><ul>{numbers}{onward}</ul></nav>'

    def _items(self, stories: list[Story]) -> str:
        return "".join(
            fill(
                "modern_drupal/item.html",
                path=self.path(story),
                title=escape(story.title),
                date=f"{story.published_at:%d/%m/%Y}",
                lead=escape(story.lead),
            )
            for story in stories
        )

    def _article(self, request: Request, story: Story) -> Answer:
        others = [other for other in self.listed(story.section) if other.id != story.id][:3]
        lead = f"<p><strong>{escape(story.lead)}</strong></p>" if story.lead else ""
        text = f"{lead}{render_blocks(self, story)}{render_byline(story, align='right')}"
        body = f'<div class="field field--name-body field__item">{text}</div>'
        image = render_image(self, story)
        section = self.sections[story.section]
        main = fill(
            "modern_drupal/article.html",
            section=story.section,
            section_name=section,
            title=escape(story.title),
            date=f"{story.published_at:%d/%m/%Y}",
            image=f'<div class="field field--name-field-image">{image}</div>' if image else "",
            body=body if story.body else "",
            files=self._files(story),
            tags=self._tags(story),
            related=self._items(others),
        )
        trail = (
            f'<li><a href="/">Trang chủ</a></li><li><a href="/{story.section}">{section}</a></li>'
        )
        base = request.base
        head = (
            f'<link rel="canonical" href="{base}{self.path(story)}" />\n'
            f'<link rel="shortlink" href="{base}/node/{story.id}" />'
        )
        return self._page(request, story.title, main, breadcrumb=trail, head=head)

    def _files(self, story: Story) -> str:
        items = "".join(
            '<div class="field__item"><span class="file file--mime-application-pdf"><a href="'
            f'{self.file_path(story, file)}">{escape(file.name)}</a></span></div>'
            for file in story.attachments
        )
        label = '<div class="field__label">Tài liệu đính kèm:</div>'
        field = "field field--name-field-dinh-kem field--type-file field--label-above"
        return f'<div class="{field}">{label}{items}</div>' if items else ""

    @staticmethod
    def _tags(story: Story) -> str:
        links = "".join(
            f'<div class="field__item"><a href="/taxonomy/term/{n}">{escape(tag)}</a></div>'
            for n, tag in enumerate(story.tags, 40)
        )
        return f'<div class="field field--name-field-tags">{links}</div>' if links else ""

    def _feed(self, request: Request, term: int) -> Answer:
        part = list(self.sections)[term - 1]
        items = "".join(
            f"<item><title>{escape(s.title)}</title><link>{request.base}{self.path(s)}</link>"
            f"<pubDate>{format_datetime(s.published_at)}</pubDate></item>"
            for s in self.listed(part)[:10]
        )
        channel = f"<channel><title>{self.sections[part]}</title>{items}</channel>"
        text = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0">{channel}</rss>'
        return page(text, content_type="application/rss+xml; charset=utf-8")

    def _page(
        self,
        request: Request,
        title: str,
        main: str,
        *,
        breadcrumb: str = '<li><a href="/">Trang chủ</a></li>',
        head: str = "",
        status: int = 200,
    ) -> Answer:
        menu = "\n".join(
            f'<li class="menu-item"><a href="/{part}">{name}</a></li>'
            for part, name in self.sections.items()
        )
        planted = f'<a href="{UPKEEP}">Hỏi đáp trực tuyến</a>'
        text = fill(
            "modern_drupal/page.html",
            title=escape(title),
            portal=self.title,
            head=head,
            today=today(),
            menu=menu,
            breadcrumb=breadcrumb,
            main=main,
            latest=self._items(list(self.stories[:4])) + planted,
            visits=views(),
            online=views(),
            current=request.path.strip("/"),
            token=secrets.token_hex(16),
        )
        return page(text, status)
