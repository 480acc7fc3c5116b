"""How NukeViet 4.5 writes a page, its default theme and its mistakes included."""

import hashlib
import random
import secrets
import time
from collections.abc import Iterable
from email.utils import formatdate
from html import escape
from typing import ClassVar

from tests.portals.answer import Answer, Request, page
from tests.portals.markup import fill, slug, today, weekday
from tests.portals.nukeviet_quirks import broken_time, edited_at, encode, views
from tests.portals.portal import Portal
from tests.portals.story import Block, Figure, File, Story, Table

HTML = "text/html; charset=utf-8"
NOINDEX = '<meta name="robots" content="noindex, follow">'
LISTED = 4
"""Articles a list page; the real default is 20, the recorded portal had 10."""


class NukeVietPages(Portal):
    """The portal's pages; what it answers where is the subclass's business."""

    name = "nukeviet"
    platform = "nukeviet"
    planted: ClassVar[dict[str, int]] = {"articles/offsite": 1}
    title = "Trang thông tin điện tử huyện Văn Quan"
    sections: ClassVar[dict[str, str]] = {
        "tin-tuc-su-kien": "Tin tức - Sự kiện",
        "quoc-phong-an-ninh": "Quốc phòng - An ninh",
        "van-hoa-xa-hoi": "Văn hóa - Xã hội",
        "thong-bao": "Thông báo",
    }

    def path(self, story: Story) -> str:
        return self.path_in(story, story.section)

    def path_in(self, story: Story, section: str) -> str:
        """Return the address that a section's list shows, though the article's own be another."""
        return f"/{section}/{slug(story.title)}-{story.id}.html"

    def figure_path(self, story: Story, figure: Figure) -> str:
        return f"/uploads/news/{story.published_at:%Y_%m}/{figure.file}"

    def file_path(self, story: Story, file: File) -> str:
        return f"{self.path(story)}?download=1&id={story.attachments.index(file)}"

    def page(
        self,
        request: Request,
        title: str,
        main: str,
        *,
        url: str | None = None,
        trail: tuple[str, str] | None = None,
        head: dict[str, str] | None = None,
    ) -> Answer:
        """Return a whole page; `trail` is the breadcrumb's address and name, None at home."""
        breadcrumb = f'<span class="current-time">{today()}</span>'
        if trail:
            breadcrumb = fill("nukeviet/breadcrumb.html", link=trail[0], name=trail[1])
        menu = "\n".join(
            f'            <li  role="presentation"><a class="dropdown-toggle"  href="/{part}/" '
            f'role="button" aria-expanded="false" title="{name}">  {name}</a> </li>'
            for part, name in self.sections.items()
        )
        popular = random.sample(self.stories, 5)
        body = fill(
            "nukeviet/body.html",
            portal=self.title,
            base=request.base,
            menu=menu,
            breadcrumb=breadcrumb,
            main=main,
            popular="\n".join(self._older_item(story, story.section) for story in popular),
            online=views(),
            visits=views(),
            token=secrets.token_urlsafe(96),
            cron=secrets.token_urlsafe(6),
        )
        return self.document(request, title, body, url=url, head=head)

    def document(
        self,
        request: Request,
        title: str,
        body: str,
        *,
        url: str | None = None,
        head: dict[str, str] | None = None,
    ) -> Answer:
        """Return a head and the body given; `url` is what the page calls itself.

        Last-Modified is always a day ago, and If-Modified-Since never helps.
        """
        feeds = (
            f'<link rel="alternate" href="/rss/{part}/" title="Tin tức - {name}" '
            'type="application/rss+xml">'
            for part, name in self.sections.items()
        )
        values = {
            "description": title,
            "head": "",
            "kind": "website",
            "properties": "",
            "links": "",
        }
        text = fill(
            "nukeviet/page.html",
            title=title,
            portal=self.title,
            url=request.base + (url or request.path),
            feeds="\n".join(feeds),
            body=body,
            **(values | (head or {})),
        )
        answer = page(text, content_type=HTML)
        answer.headers["Last-Modified"] = formatdate(time.time() - 86400, usegmt=True)
        return answer

    def article_page(self, request: Request, story: Story) -> Answer:
        """Return the article; its canonical address is right whatever query was asked."""
        return self.page(
            request,
            encode(story.title),
            self._article(request, story),
            url=self.path(story),
            trail=(f"/{story.section}/", self.sections[story.section]),
            head=self._article_head(request, story),
        )

    def _article_head(self, request: Request, story: Story) -> dict[str, str]:
        keywords = escape(", ".join(story.tags))
        times = {
            "published_time": broken_time(story.published_at),
            "modified_time": broken_time(edited_at(story)),
            "section": self.sections[story.section],
        }
        lines = [f'<meta property="article:{k}" content="{v}">' for k, v in times.items()]
        lines += [f'<meta property="article:tag" content="{escape(tag)}">' for tag in story.tags]
        if story.image:
            source = request.base + self.figure_path(story, story.image)
            lines.insert(0, f'<meta property="og:image" content="{source}">')
        return {
            "description": encode(story.lead),
            "kind": "article",
            "head": f'<meta name="keywords" content="{keywords}">' if keywords else "",
            "properties": "\n".join(lines),
        }

    def _article(self, request: Request, story: Story) -> str:
        no_image = "/themes/default/images/no_image.gif"
        image = request.base + self.figure_path(story, story.image) if story.image else no_image
        return fill(
            "nukeviet/article.html",
            id=story.id,
            title=encode(story.title),
            author=escape(story.printed_byline or "quantri"),
            edited=edited_at(story).isoformat(),
            url=request.base + self.path(story),
            image=image,
            portal=self.title,
            base=request.base,
            date=f"{weekday(story.published_at)} - {story.published_at:%d/%m/%Y %H:%M}",
            path=self.path(story),
            token=secrets.token_hex(16),
            check=secrets.token_hex(16),
            lead=encode(story.lead),
            home_image=self._home_image(story),
            body=self.body(story),
            files=self._files(story),
            signature=self.signature(story),
            tags=self._tags(story),
            related=self._related(story),
        )

    def _home_image(self, story: Story) -> str:
        if story.image is None:
            return ""
        source, caption = self.figure_path(story, story.image), encode(story.image.caption)
        return fill("nukeviet/home_image.html", source=source, caption=caption)

    def body(self, story: Story) -> str:
        """Return the body as the editor saved it."""
        return "\n".join(self._block(story, block) for block in story.body)

    def _block(self, story: Story, block: Block) -> str:
        match block:
            case str():
                return f'<p style="text-align:justify">{escape(block, quote=False)}</p>'
            case Figure():
                return self._figure(story, block)
            case Table():
                cells = (
                    "".join(f"\t\t\t<td>{escape(cell, quote=False)}</td>\n" for cell in row)
                    for row in block.rows
                )
                rows = "".join(f"\t\t<tr>\n{row}\t\t</tr>\n" for row in cells)
                table = '<table border="1" cellpadding="0" cellspacing="0" style="width:100%;">'
                return f"{table}\n\t<tbody>\n{rows}\t</tbody>\n</table>"

    def _figure(self, story: Story, figure: Figure) -> str:
        source, caption = self.figure_path(story, figure), escape(figure.caption)
        name = figure.file.rpartition(".")[0]
        alt = caption if figure.plain else name
        image = f'<img alt="{alt}" height="426" src="{source}" width="640" />'
        if not caption:
            return f'<p style="text-align: center;">{image}</p>'
        if figure.plain:
            under = f'<p style="text-align: center;"><em>{caption}</em></p>'
            return f'<p style="text-align: center;">{image}</p>\n{under}'
        under = f"<figcaption>{caption}</figcaption>"
        return f'<figure class="image" style="float:none">{image}\n{under}\n</figure>'

    def _files(self, story: Story) -> str:
        items = (
            fill(
                "nukeviet/file.html",
                key=hashlib.md5(file.file.encode(), usedforsecurity=False).hexdigest(),
                path=self.path(story),
                index=index,
                number=index + 1,
                name=escape(file.name),
            )
            for index, file in enumerate(story.attachments)
        )
        return fill("nukeviet/files.html", items="".join(items)) if story.attachments else ""

    def signature(self, story: Story) -> str:
        """Return the lines under the body: author and source, each only if there is one."""
        lines = {"Tác giả": story.printed_byline, "Nguồn tin": story.source}
        return "".join(
            fill("nukeviet/signature.html", label=label, text=escape(text))
            for label, text in lines.items()
            if text
        )

    def _tags(self, story: Story) -> str:
        links = ", ".join(
            f'<a title="{escape(tag)}" href="/tag/{slug(tag)}"><em>{escape(tag)}</em></a>'
            for tag in story.tags
        )
        return fill("nukeviet/tags.html", links=links) if links else ""

    def _related(self, story: Story) -> str:
        others = self.listed(story.section)
        place = others.index(story)
        parts = {
            "Những tin mới hơn": others[:place][::-1][:5],
            "Những tin cũ hơn": others[place + 1 :],
        }
        return "".join(
            fill("nukeviet/related.html", heading=heading, items=self._related_items(found[:5]))
            for heading, found in parts.items()
            if found
        )

    def _related_items(self, stories: Iterable[Story]) -> str:
        return "".join(
            fill(
                "nukeviet/related_item.html",
                path=self.path(story),
                title=encode(story.title),
                lead=encode(story.lead[:150]),
                date=f"{story.published_at:%d/%m/%Y}",
            )
            for story in stories
        )

    def _older_item(self, story: Story, section: str) -> str:
        return fill(
            "nukeviet/older_item.html",
            path=self.path_in(story, section),
            title=encode(story.title),
            date=f"{story.published_at:%d/%m/%Y}",
        )
