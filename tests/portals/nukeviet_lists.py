"""NukeViet's lists: home, categories, tags and searches, with the pager's broken markup."""

from collections.abc import Iterable
from html import escape

from tests.portals.answer import Answer, Request
from tests.portals.markup import fill, slug
from tests.portals.nukeviet_pages import LISTED, NukeVietPages
from tests.portals.nukeviet_quirks import encode, views
from tests.portals.story import Story


class NukeVietLists(NukeVietPages):
    """The list pages of the portal."""

    def __init__(self, *, edited: bool = False, stories: Iterable[Story] | None = None) -> None:
        super().__init__(edited=edited, stories=stories)
        self._cached: set[str] = set()

    def pages(self, section: str) -> int:
        """Return how many pages a category has."""
        return -(-len(self.listed(section)) // LISTED)

    def home_page(self, request: Request) -> Answer:
        """Return the home page: each category's newest and, beside it, three titles more."""
        main = "\n".join(self._home_section(section) for section in self.sections)
        return self.page(request, self.title, main, url="/")

    def _home_section(self, section: str) -> str:
        first, *others = self.listed(section)
        items = (
            fill(
                "nukeviet/home_item.html",
                path=self.path(story),
                title=encode(story.title),
                lead=encode(story.lead[:150]),
            )
            for story in others[:3]
        )
        return fill(
            "nukeviet/home_section.html",
            section=section,
            name=self.sections[section],
            path=self.path(first),
            title=encode(first.title),
            date=f"{first.published_at:%d/%m/%Y %H:%M}",
            views=views(),
            lead=encode(first.lead),
            others="".join(items),
        )

    def list_page(self, request: Request, section: str, number: int) -> Answer:
        """Return a category's page; only a fresh one, not a cached, links the next in its head."""
        name, stories = self.sections[section], self.listed(section)
        start = (number - 1) * LISTED
        shown = stories[start : start + LISTED]
        items = (
            self._item(story, section, featured=place == 0) for place, story in enumerate(shown)
        )
        older = "".join(
            self._older_item(story, section)
            for story in stories[start + LISTED : start + LISTED + 10]
        )
        main = fill(
            "nukeviet/list.html",
            items="".join(items),
            older=fill("nukeviet/older.html", items=older) if older else "",
            pager=self._pager(section, number),
        )
        title = name if number == 1 else f"{name} - Trang {number}"
        return self.page(
            request,
            title,
            main,
            trail=(f"/{section}/", name),
            head={"links": self._links(request, section, number)},
        )

    def _item(self, story: Story, section: str, *, featured: bool) -> str:
        path, title = self.path_in(story, section), encode(story.title)
        image = ""
        if story.image:
            source = self.figure_path(story, story.image)
            image = fill("nukeviet/item_image.html", path=path, title=title, source=source)
        return fill(
            "nukeviet/item.html",
            featured=" featured" if featured else "",
            heading="h2" if featured else "h3",
            image=image,
            path=path,
            title=title,
            target='target="_blank"' if story.external else "",
            date=f"{story.published_at:%d/%m/%Y %H:%M:%S}",
            views=views(),
            lead=encode(story.lead),
        )

    @staticmethod
    def _page_path(section: str, number: int) -> str:
        return f"/{section}/" if number == 1 else f"/{section}/page-{number}/"

    def _links(self, request: Request, section: str, number: int) -> str:
        fresh = request.path not in self._cached
        self._cached.add(request.path)
        wanted = {"prev": number - 1, "next": number + 1 if fresh else 0}
        return "\n".join(
            f'<link rel="{rel}" href="{request.base}{self._page_path(section, other)}">'
            for rel, other in wanted.items()
            if 1 <= other <= self.pages(section)
        )

    def _pager(self, section: str, current: int) -> str:
        """Return the pager; from page 2 on the active item is not closed, another is opened."""
        last = self.pages(section)
        if last == 1:
            return ""

        def link(number: int, label: object) -> str:
            rel = "prev" if number < current else "next"
            title = f"{self.sections[section]} - Trang {number}"
            path = self._page_path(section, number)
            return f'<li><a rel="{rel}" title="{title}" href="{path}">{label}</a></li>'

        off = '<li class="disabled"><a href="javascript:void(0)">{}</a></li>'
        end = "</li>" if current == 1 else "<li>"
        active = f'<li class="active"><a href="javascript:void(0)">{current}</a>{end}'
        numbers = (active if n == current else link(n, n) for n in range(1, last + 1))
        before = off.format("&laquo;") if current == 1 else link(current - 1, "&laquo;")
        after = off.format("&raquo;") if current == last else link(current + 1, "&raquo;")
        return f'<ul class="pagination">{before}{"".join(numbers)}{after}</ul>'

    def tag_page(self, request: Request, tag: str) -> Answer | None:
        """Return the articles under a tag's alias, None for an unknown one."""
        names = {slug(name): name for story in self.stories for name in story.tags}
        if tag not in names:
            return None
        found = [s for s in self.stories if tag in map(slug, s.tags)]
        trail = (f"/tag/{tag}", escape(names[tag]))
        return self.page(request, names[tag], self._found(found), trail=trail)

    def search_page(self, request: Request) -> Answer:
        """Return the articles whose title holds the query's words."""
        words = request.query.get("q", "").lower()
        found = [story for story in self.stories if words in story.title.lower()]
        title = f"Tìm kiếm - {encode(words)}"
        return self.page(request, title, self._found(found), trail=("/search/", "Tìm kiếm"))

    def _found(self, stories: list[Story]) -> str:
        return "".join(
            fill(
                "nukeviet/found.html",
                path=self.path(story),
                title=encode(story.title),
                date=f"{story.published_at:%H:%M %d/%m/%Y}",
                lead=encode(story.lead),
            )
            for story in stories
        )
