"""A home-made CMS that belongs to no family: huyện Cái Bè, tỉnh Tiền Giang.

Its pages are plain semantic HTML with honest metadata, real 404s and everything else that a portal
carries around its articles: menus, a date banner, related news, a login page, an off-host link.
"""

import re
from html import escape
from typing import ClassVar

from tests.portals.answer import Answer, Request, document, page, picture
from tests.portals.markup import fill, slug, today, weekday
from tests.portals.portal import Portal
from tests.portals.story import Block, Figure, File, Story, Table

ARTICLE = re.compile(r"/(?:tin-tuc|thong-bao)/[a-z0-9-]+-(\d+)\.htm")
LISTED = 8


def _stamp(story: Story) -> str:
    return f"{weekday(story.published_at)}, {story.published_at:%d/%m/%Y - %H:%M}"


class Generic(Portal):
    """Lists `/tin-tuc?page=N`, articles `/tin-tuc/<slug>-<n>.htm`."""

    name = "generic"
    platform = "generic"
    starts = ("/tin-tuc", "/thong-bao")
    options: ClassVar[dict[str, object]] = {
        "article_pattern": r"^/(tin-tuc|thong-bao)/[^/]+-\d+\.htm$"
    }
    title = "Trang tin điện tử huyện Cái Bè"
    sections: ClassVar[dict[str, str]] = {"tin-tuc": "Tin tức", "thong-bao": "Thông báo"}
    leaves: ClassVar[dict[str, str]] = {
        "gioi-thieu": "Giới thiệu",
        "lien-he": "Liên hệ",
        "tim-kiem": "Tìm kiếm",
    }

    def path(self, story: Story) -> str:
        return f"/{story.section}/{slug(story.title)}-{story.id}.htm"

    def figure_path(self, story: Story, figure: Figure) -> str:
        return f"/anh/{story.published_at:%Y}/{figure.file}"

    def file_path(self, story: Story, file: File) -> str:
        return f"/tep/{file.file}"

    def answer(self, request: Request) -> Answer:
        path = request.path
        found = ARTICLE.fullmatch(path)
        story = self.by_id.get(int(found[1])) if found else None
        if story and path == self.path(story):
            return self._article(request, story)
        part = path.strip("/")
        if part in self.sections:
            return self._list(request, part)
        if part == "":
            return self._home(request)
        if part == "dang-nhap":
            return self._page(request, "Đăng nhập", fill("generic/login.html"))
        if part in self.leaves:
            name = self.leaves[part]
            return self._page(request, name, f"<h1>{name}</h1>")
        if part == "robots.txt":
            return page("User-agent: *\nDisallow: /dang-nhap\n", content_type="text/plain")
        name = path.rpartition("/")[2]
        if path.startswith(("/tep/", "/anh/")) and name in self.files:
            return document(name) if path.startswith("/tep/") else picture()
        return self._page(
            request, "Không tìm thấy trang", "<h1>Không tìm thấy trang</h1>", status=404
        )

    def _home(self, request: Request) -> Answer:
        parts = (
            fill(
                "generic/section.html",
                part=part,
                name=name,
                items=self._items(self.listed(part)[:5]),
            )
            for part, name in self.sections.items()
        )
        return self._page(request, self.title, "\n".join(parts))

    def _items(self, stories: list[Story]) -> str:
        return "".join(
            fill(
                "generic/item.html",
                path=self.path(story),
                title=escape(story.title),
                iso=story.published_at.isoformat(),
                date=f"{story.published_at:%d/%m/%Y}",
                lead=escape(story.lead),
            )
            for story in stories
        )

    def _list(self, request: Request, part: str) -> Answer:
        """Return a list page; a page out of range says that there is nothing and has no pager."""
        stories, name = self.listed(part), self.sections[part]
        given = request.query.get("page", "1")
        current = int(given) if given.isdigit() else 1
        shown = stories[(current - 1) * LISTED : current * LISTED] if current else []
        items = self._items(shown) or "<li>Chưa có bài viết.</li>"
        pager = self._pager(current, -(-len(stories) // LISTED)) if shown else ""
        main = fill("generic/list.html", name=name, items=items, pager=pager)
        title = name if current == 1 else f"{name} - trang {current}"
        return self._page(request, title, main)

    @staticmethod
    def _pager(current: int, last: int) -> str:
        numbers = (
            f"<strong>{n}</strong>" if n == current else f'<a href="?page={n}">{n}</a>'
            for n in range(1, last + 1)
        )
        after = f'<a href="?page={current + 1}">Trang sau &raquo;</a>' if current < last else ""
        return f'<nav class="phan-trang">{" ".join(numbers)} {after}</nav>'

    def _article(self, request: Request, story: Story) -> Answer:
        others = [other for other in self.listed(story.section) if other.id != story.id][:4]
        related = "".join(
            f'<li><a href="{self.path(o)}">{escape(o.title)}</a> ({o.published_at:%d/%m/%Y})</li>\n'
            for o in others
        )
        main = fill(
            "generic/article.html",
            part=story.section,
            section=self.sections[story.section],
            title=escape(story.title),
            iso=story.published_at.isoformat(),
            date=_stamp(story),
            lead=f"<p><strong>{escape(story.lead)}</strong></p>" if story.lead else "",
            body="\n".join(self._block(story, block) for block in story.body),
            byline=self._byline(story),
            files=self._files(story),
            related=related,
        )
        return self._page(request, story.title, main, story=story)

    def _block(self, story: Story, block: Block) -> str:
        match block:
            case str():
                return f"<p>{escape(block, quote=False)}</p>"
            case Figure():
                image = f'<img src="{self.figure_path(story, block)}" alt="">'
                under = f"<figcaption>{escape(block.caption)}</figcaption>" if block.caption else ""
                return f"<figure>{image}{under}</figure>"
            case Table():
                cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in block.rows)
                rows = "\n".join(f"<tr>{row}</tr>" for row in cells)
                return f"<table>\n{rows}\n</table>"

    @staticmethod
    def _byline(story: Story) -> str:
        text = f"<p><strong>{escape(story.printed_byline)}</strong></p>"
        source = f"<p>Nguồn: {escape(story.source)}</p>"
        return (text if story.printed_byline else "") + (source if story.source else "")

    def _files(self, story: Story) -> str:
        items = "".join(
            f'<li><a href="{self.file_path(story, file)}">{escape(file.name)}</a></li>'
            for file in story.attachments
        )
        return fill("generic/files.html", items=items) if items else ""

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
            f'<li><a href="/{part}">{name}</a></li>'
            for part, name in (self.sections | self.leaves).items()
        )
        text = fill(
            "generic/page.html",
            title=escape(title),
            portal=self.title,
            head=self._head(request, story) if story else "",
            menu=menu,
            today=today().rpartition(",")[0],
            main=main,
        )
        return page(text, status)

    def _head(self, request: Request, story: Story) -> str:
        figure = next(iter(story.figures), None)
        values = {
            "og:type": "article",
            "og:title": story.title,
            "og:description": story.lead,
            "og:url": request.base + self.path(story),
            "og:image": request.base + self.figure_path(story, figure) if figure else "",
            "article:published_time": story.published_at.isoformat(),
            "article:section": self.sections[story.section],
        }
        lines = [f'<link rel="canonical" href="{request.base}{self.path(story)}">']
        lines += [
            f'<meta property="{name}" content="{escape(value)}">'
            for name, value in values.items()
            if value
        ]
        lines += [f'<meta property="article:tag" content="{escape(tag)}">' for tag in story.tags]
        if story.authors:
            lines.append(f'<meta name="author" content="{escape(", ".join(story.authors))}">')
        return "\n".join(lines)
