"""A Liferay 6.2 portal: Sở Nông nghiệp và PTNT tỉnh Bắc Ninh, made up after a recorded one.

Every error answers 200, an article answers under any path that holds its id last, and lists come in
three shapes: abstracts, a table, and whole articles one a page.
"""

import re
from html import escape
from typing import ClassVar
from urllib.parse import quote, urlencode

from tests.portals.answer import Answer, Request, document, page, picture
from tests.portals.liferay62_article import (
    figure_path,
    file_path,
    printed_date,
    render_content,
    story_path,
)
from tests.portals.markup import fill
from tests.portals.portal import Portal
from tests.portals.story import Figure, File, Story

ARTICLE = re.compile(r"/-/view_content/(\d+)")
LANGUAGE = re.compile(r"/(vi|en)(?=/|$)")
LABELS = {
    "vi": ("Hiển thị {} - {} of {} kết quả.", "Hiển thị {} kết quả.", "Trang chủ", "Trạng thái"),
    "en": ("Showing {} - {} of {} results.", "Showing {} results.", "Home", "Status"),
}
BUTTONS = {
    "vi": ("&larr; Đầu tiên", "Trước", "next", "Cuối cùng &rarr;"),
    "en": ("&larr; First", "Previous", "Next", "Last &rarr;"),
}
"""The recorded portal translated all but "of" and "next"."""
STATE = {
    "p_p_id": "101",
    "p_p_lifecycle": "0",
    "p_p_state": "normal",
    "p_p_mode": "view",
    "p_p_col_id": "column-1",
    "p_p_col_pos": "1",
    "p_p_col_count": "2",
    "_101_delta": "10",
    "_101_keywords": "",
    "_101_advancedSearch": "false",
    "_101_andOperator": "true",
    "p_r_p_564233524_resetCur": "false",
    "_101_cur": "1",
}
LISTED = 10


class Liferay62(Portal):
    """Lists by `_101_cur`, articles by `/<page>/-/view_content/<id>-<slug>.html`."""

    name = "liferay62"
    platform = "liferay62"
    planted: ClassVar[dict[str, int]] = {"articles/not_found": 1}
    title = "Sở Nông nghiệp và Phát triển nông thôn tỉnh Bắc Ninh"
    sections: ClassVar[dict[str, str]] = {
        "tin-tuc-su-kien": "Tin tức - Sự kiện",
        "trong-trot-chan-nuoi": "Trồng trọt - Chăn nuôi",
        "thuy-loi-phong-chong-thien-tai": "Thủy lợi - Phòng chống thiên tai",
        "van-ban-chi-dao": "Văn bản chỉ đạo",
        "cong-khai-ngan-sach": "Công khai ngân sách",
    }
    table_section = "van-ban-chi-dao"
    inline_section = "cong-khai-ngan-sach"

    def path(self, story: Story) -> str:
        return story_path(story)

    def figure_path(self, story: Story, figure: Figure) -> str:
        return figure_path(story, figure)

    def file_path(self, story: Story, file: File) -> str:
        return file_path(file)

    def answer(self, request: Request) -> Answer:
        path = request.path
        if path == "/robots.txt":
            return page("User-agent: *\nDisallow:\n", content_type="text/plain")
        if path.startswith(("/documents/", "/image/")):
            return self._file(request)
        prefix = LANGUAGE.match(path)
        language = prefix[1] if prefix else "vi"
        path = path[prefix.end() :] if prefix else path
        if ids := ARTICLE.findall(path):
            return self._article(request, int(ids[-1]), language)
        section = path.strip("/")
        if request.query.get("p_p_id") == "58" or section == "dang-nhap":
            return self._page(request, "Đăng nhập", fill("liferay62/login.html"))
        if section in ("", "trang-chu"):
            news = "\n".join(self._headline(story) for story in self.stories[:8])
            return self._page(request, LABELS[language][2], news, language=language)
        if section in self.sections:
            return self._list(request, section, language)
        return self._not_found(request, language)

    def _file(self, request: Request) -> Answer:
        parts = request.path.split("/")
        if "img_id" in request.query:
            return picture()
        named = next((part for part in parts if part in self.files), None)
        if named is None:
            return self._not_found(request, "vi")
        return document(named) if named.endswith(".pdf") else picture()

    def _not_found(self, request: Request, language: str) -> Answer:
        title, url = LABELS[language][3], escape(request.base + request.target)
        main = fill("liferay62/status.html", title=title, url=url)
        return self._page(request, title, main, language=language, bare=True)

    def _article(self, request: Request, number: int, language: str) -> Answer:
        story = self.by_id.get(number)
        if story is None:
            return self._not_found(request, language)
        main = render_content(story) + self._related(story)
        if request.query.get("p_p_state") == "pop_up":
            return page(fill("liferay62/popup.html", title=escape(story.title), main=main))
        return self._page(request, story.title, main, language=language, story=story)

    def _list(self, request: Request, section: str, language: str) -> Answer:
        stories = self.listed(section)
        delta = 1 if section == self.inline_section else LISTED
        given = request.query.get("_101_cur", "1")
        last = -(-len(stories) // delta)
        current = min(max(int(given) if given.isdigit() else 1, 1), last)
        shown = stories[(current - 1) * delta : current * delta]
        if section == self.table_section:
            rows = "\n".join(self._row(request, story) for story in shown)
            main = fill("liferay62/table.html", rows=rows)
        elif section == self.inline_section:
            main = "\n".join(render_content(story) + self._related(story) for story in shown)
        else:
            main = "\n".join(self._abstract(story) for story in shown)
        main += self._pager(section, (current, delta, len(stories)), language)
        return self._page(request, self.sections[section], main, section, language=language)

    def _headline(self, story: Story) -> str:
        link, date = self.path(story), f"{story.published_at:%d/%m/%Y}"
        return fill("liferay62/headline.html", link=link, title=escape(story.title), date=date)

    def _abstract(self, story: Story) -> str:
        link, title = self.path(story), escape(story.title, quote=False)
        source = f"/image/journal/article?img_id={story.id - 1}&amp;t={story.id}000"
        image = (
            f'<div class="asset-image">\n<a href="{link}"><img src="{source}" alt=""/></a>\n</div>'
        )
        return fill(
            "liferay62/abstract.html",
            image=image if story.figures else "",
            link=link,
            title=title,
            date=printed_date(story),
            lead=escape(story.lead, quote=False),
        )

    def _row(self, request: Request, story: Story) -> str:
        """Return a table row; its link has no ending and carries the list's own address along."""
        back = quote(f"{request.base}/{story.section}?{urlencode(STATE)}", safe="")
        link = f"{self.path(story).removesuffix('.html')}?redirect={back}"
        return fill("liferay62/row.html", link=link, title=escape(story.title, quote=False))

    def _related(self, story: Story) -> str:
        others = [other for other in self.listed(story.section) if other.id != story.id][:5]
        titles = ((self.path(other), escape(other.title, quote=False)) for other in others)
        links = "\n".join(f'<li><a href="/vi{path}">{title}</a></li>' for path, title in titles)
        return fill("liferay62/related.html", links=links)

    def _pager(self, section: str, counts: tuple[int, int, int], language: str) -> str:
        """Return the page iterator for (current page, articles a page, articles in all)."""
        current, delta, total = counts
        last = -(-total // delta)

        def link(number: int) -> str:
            state = STATE | {"_101_delta": str(delta), "_101_cur": str(number)}
            return escape(f"/{section}?{urlencode(state)}")

        many, one, *_ = LABELS[language]
        first = (current - 1) * delta + 1
        result = many.format(first, min(first + delta - 1, total), total)
        menu = (
            fill("liferay62/menu_item.html", link=link(number), number=number)
            for number in range(1, last + 1)
        )
        targets = (1, current - 1, current + 1, last)
        usable = (current > 1, current > 1, current < last, current < last)
        buttons = (
            fill(
                "liferay62/button.html",
                kind=("" if on else "disabled") + place,
                link=link(target) if on else "javascript:;",
                label=label,
            )
            for target, on, place, label in zip(
                targets, usable, (" first", "", "", " last"), BUTTONS[language], strict=True
            )
        )
        return fill(
            "liferay62/pager.html",
            current=current,
            menu="\n".join(menu),
            result=result if last > 1 else one.format(total),
            buttons="\n".join(buttons),
        )

    def _page(
        self,
        request: Request,
        title: str,
        main: str,
        section: str = "",
        *,
        language: str = "vi",
        story: Story | None = None,
        bare: bool = False,
    ) -> Answer:
        """Return a whole page: head, menu, breadcrumb, main, sidebar with another article, footer.

        A `bare` page has neither breadcrumb nor sidebar.

        On English pages the language link is relative to the page, so that each page names a
        longer copy of itself: 45,490 recorded addresses were 3,557 articles.
        """
        section = story.section if story else section
        own = self.path(story) if story else f"/{section}"
        copy = f"{request.path.rstrip('/')}/en.html" if language == "en" else f"/en{own}"
        names = [self.sections[section]] if story else []
        alone = f'<div class="column-1" id="main-content" role="main">{main}</div>'
        columns = fill(
            "liferay62/columns.html",
            home=LABELS[language][2],
            section=self.sections.get(section, title),
            main=main,
        )
        return page(
            fill(
                "liferay62/page.html",
                language={"vi": "vi-VN", "en": "en-US"}[language],
                title=escape(" - ".join([title, *names, self.title]), quote=False),
                description=escape(story.lead) if story else "",
                own=own,
                copy=copy,
                menu=self._menu(language),
                content=alone if bare else columns,
                portal=self.title,
            )
        )

    def _menu(self, language: str) -> str:
        return "\n".join(
            f'<li class="">\n<a href="/{language}/{part}">{name}</a>\n</li>'
            for part, name in self.sections.items()
        )
