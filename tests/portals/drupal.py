"""A Drupal 7 portal whose articles have no aliases: huyện Đình Lập, tỉnh Lạng Sơn, made up.

Each article answers under /vi/node/<id>, /en/node/<id> and /node/<id> alike; its print copy lacks
the date. Lists count their pages from 0, and names of image files leak into the text.
"""

import re
import secrets
from html import escape
from typing import ClassVar

from tests.portals.answer import Answer, Request, document, page, picture
from tests.portals.blocks import CENTRED, render_blocks, render_byline, render_image
from tests.portals.markup import fill, today, weekday
from tests.portals.nukeviet_quirks import views
from tests.portals.portal import Portal
from tests.portals.story import Figure, File, Story

NODE = re.compile(r"(?:/vi|/en)?/node/(\d+)")
PRINT = re.compile(r"/(?:vi|bm)/print(?:mail)?/(\d+)")
FILES = "/sites/default/files"
LISTED = 4
UPKEEP = 79999
"""The node that is answered 200 with a note that the portal is under maintenance."""


class Drupal(Portal):
    """Articles `/vi/node/<id>`, lists `/vi/<section>?page=N`."""

    name = "drupal"
    platform = "drupal"
    unit = "189"
    starts = ("/vi",)
    planted: ClassVar[dict[str, int]] = {"articles/not_found": 1, "articles/blocked": 1}
    title = "Trang thông tin điện tử huyện Đình Lập"
    sections: ClassVar[dict[str, str]] = {
        "tin-tuc-su-kien": "Tin tức - Sự kiện",
        "kinh-te": "Kinh tế",
        "van-hoa-xa-hoi": "Văn hóa - Xã hội",
        "thong-bao": "Thông báo",
    }

    def path(self, story: Story) -> str:
        return f"/vi/node/{story.id}"

    def figure_path(self, story: Story, figure: Figure) -> str:
        return f"{FILES}/{story.published_at:%Y-%m}/{figure.file.replace(' ', '%20')}"

    def file_path(self, story: Story, file: File) -> str:
        return f"{FILES}/{file.file}"

    def answer(self, request: Request) -> Answer:
        path = request.path
        if found := NODE.fullmatch(path):
            return self._node(request, int(found[1]))
        if found := PRINT.fullmatch(path):
            return self._print(request, self.by_id.get(int(found[1])))
        part = path.removeprefix("/en").removeprefix("/vi").strip("/")
        if part == "" or part in self.sections:
            return self._list(request, part)
        if part == "user/login":
            form = '<form><input type="text" name="name" /><input type="password" /></form>'
            return self._page(request, "Đăng nhập", form)
        if part in ("lien-he", "lich"):
            return self._page(request, "Liên hệ", "<p>Khu 4, thị trấn Đình Lập.</p>")
        if path == "/robots.txt":
            rules = "User-agent: *\nDisallow: /admin/\nDisallow: /user/login/\n"
            return page(rules, content_type="text/plain")
        if path.startswith(FILES) and (name := path.rpartition("/")[2]) in self.files:
            return document(name) if name.endswith((".pdf", ".docx")) else picture()
        return self._missing(request)

    def _missing(self, request: Request) -> Answer:
        text = "<p>Không thể tìm thấy trang bạn yêu cầu.</p>"
        return self._page(request, "Không tìm thấy trang", text, status=404)

    def _node(self, request: Request, number: int) -> Answer:
        if number == UPKEEP:
            return page("<html><title>Trang web đang bảo trì</title><body>Bảo trì.</body></html>")
        story = self.by_id.get(number)
        return self._article(request, story) if story else self._missing(request)

    def _print(self, request: Request, story: Story | None) -> Answer:
        if story is None:
            return self._missing(request)
        values = {"title": escape(story.title), "portal": self.title, "base": request.base}
        return page(fill("drupal/print.html", **values, id=story.id, body=self._body(story)))

    def _list(self, request: Request, part: str) -> Answer:
        """Return a page of a section; beyond the last one an empty view."""
        stories = self.listed(part) if part else list(self.stories)
        given = request.query.get("page", "0")
        number = int(given) if given.isdigit() else 0
        shown = stories[number * LISTED : (number + 1) * LISTED]
        rows = "\n".join(
            '<div class="views-row"><div class="views-field views-field-title"><span '
            f'class="field-content"><a href="{self.path(s)}">{escape(s.title)}</a></span></div>'
            f'<div class="views-field-created">{s.published_at:%d/%m/%Y}</div></div>'
            for s in shown
        )
        first = number * LISTED + 1
        summary = f"Hiển thị {first} - {first + len(shown) - 1} của {len(stories)}"
        view = (
            f'<div class="view view-tin-tuc"><div class="view-header">{summary}</div>'
            f'<div class="view-content">{rows}</div>{self._pager(request, number, len(stories))}'
            "</div>"
        )
        name = self.sections.get(part, self.title)
        return self._page(request, name, f'<h1 id="page-title">{name}</h1>{view}')

    @staticmethod
    def _pager(request: Request, current: int, total: int) -> str:
        last = (total - 1) // LISTED
        numbers = "".join(
            f'<li class="pager-current">{n + 1}</li>'
            if n == current
            else f'<li class="pager-item"><a href="{request.path}?page={n}">{n + 1}</a></li>'
            for n in range(last + 1)
        )
        title = 'title="Đến trang kế tiếp"'
        link = f'<a {title} href="{request.path}?page={current + 1}">sau ›</a>'
        onward = f'<li class="pager-next">{link}</li>' if current < last else ""
        ending = f'<li class="pager-last"><a href="{request.path}?page={last}">cuối »</a></li>'
        return f'<ul class="pager">{numbers}{onward}{ending if onward else ""}</ul>'

    def _body(self, story: Story) -> str:
        lead = f"<p><strong>{escape(story.lead)}</strong></p>" if story.lead else ""
        text = render_blocks(self, story)
        for figure in story.figures:
            if " " in figure.file:  # such a name leaks as a line of text
                image = f"<p {CENTRED}>{self._image(story, figure)}"
                text = text.replace(image, f"<p>{figure.file}</p>\n{image}")
        return f"{lead}\n{text}\n{render_byline(story, align='right')}"

    def _image(self, story: Story, figure: Figure) -> str:
        return f'<img alt="" src="{self.figure_path(story, figure)}"'

    def _article(self, request: Request, story: Story) -> Answer:
        at, section = story.published_at, story.section
        main = fill(
            "drupal/article.html",
            id=story.id,
            title=escape(story.title),
            iso=at.isoformat(),
            date=f"{weekday(at)}, {at:%d/%m/%Y - %H:%M}",
            image=f'<div class="field field-name-field-image">{render_image(self, story)}</div>',
            body=self._body(story),
            files=self._files(story),
            tags=self._tags(story),
            views=views(),
            related=self._links([s for s in self.listed(section) if s.id != story.id][:4]),
        )
        trail = (
            f'<a href="/vi">Trang chủ</a> » <a href="/vi/{section}">{self.sections[section]}</a>'
        )
        own = self.path(story)
        head = f'<link rel="canonical" href="{own}" />\n<link rel="shortlink" href="{own}" />'
        return self._page(request, story.title, main, breadcrumb=trail, head=head)

    def _files(self, story: Story) -> str:
        items = "".join(
            f'<div class="field-item"><span class="file"><a href="{self.file_path(story, file)}" '
            f'type="application/pdf; length=20481">{escape(file.name)}</a></span></div>'
            for file in story.attachments
        )
        label = '<div class="field-label">Tài liệu đính kèm:&nbsp;</div>'
        field = "field field-name-field-dinh-kem field-type-file field-label-above"
        return f'<div class="{field}">{label}{items}</div>' if items else ""

    @staticmethod
    def _tags(story: Story) -> str:
        links = "".join(
            f'<div class="field-item"><a href="/vi/taxonomy/term/{n}">{escape(tag)}</a></div>'
            for n, tag in enumerate(story.tags, 40)
        )
        return f'<div class="field field-name-field-tags">{links}</div>' if links else ""

    def _links(self, stories: list[Story]) -> str:
        return "".join(
            f'<li class="views-row"><a href="{self.path(s)}">{escape(s.title)}</a> '
            f'<span class="date">({s.published_at:%d/%m/%Y})</span></li>'
            for s in stories
        )

    def _page(
        self,
        request: Request,
        title: str,
        main: str,
        *,
        breadcrumb: str = '<a href="/vi">Trang chủ</a>',
        head: str = "",
        status: int = 200,
    ) -> Answer:
        menu = "\n".join(
            f'<li class="leaf"><a href="/vi/{part}">{name}</a></li>'
            for part, name in self.sections.items()
        )
        plain = request.path.removeprefix("/en").removeprefix("/vi")
        month = int(request.query.get("mini", "202401")) + 1
        text = fill(
            "drupal/page.html",
            title=escape(title),
            portal=self.title,
            head=head,
            token=secrets.token_urlsafe(24),
            today=today(),
            plain=plain,
            destination=plain.strip("/"),
            menu=menu,
            breadcrumb=breadcrumb,
            main=main,
            latest=self._links(list(self.stories[:5])),
            upkeep=UPKEEP,
            calendar=f"/vi/lich?mini={month}",
            online=views(),
            visits=views(),
        )
        return page(text, status)
