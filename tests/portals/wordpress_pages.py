"""How WordPress with the theme Twenty Twenty-One writes its pages."""

from datetime import timedelta
from html import escape
from typing import ClassVar

from tests.portals.answer import Answer, Request, page
from tests.portals.markup import fill, slug, today
from tests.portals.nukeviet_quirks import views
from tests.portals.portal import Portal
from tests.portals.story import Story
from tests.portals.wordpress_markup import content

HTML = "text/html; charset=UTF-8"
LISTED = 6
"""Articles a list page; the default is 10."""


class WordPressPages(Portal):
    """The portal's pages; what it answers where is the subclass's business."""

    name = "wordpress"
    platform = "wordpress"
    unit = "423"
    title = "Trang thông tin điện tử huyện Tân Kỳ"
    planted: ClassVar[dict[str, int]] = {
        "articles/not_found": 1,
        "articles/offsite": 1,
        "articles/blocked": 1,
    }
    sections: ClassVar[dict[str, str]] = {
        "tin-hoat-dong": "Tin hoạt động",
        "nong-thon-moi": "Nông thôn mới",
        "van-hoa-xa-hoi": "Văn hóa, xã hội",
        "thong-bao": "Thông báo",
        "van-ban": "Văn bản",
    }
    about = "gioi-thieu-chung-ve-huyen-tan-ky"
    """A page, whose address looks like an article's."""
    upkeep = "chuyen-muc-hoi-dap-truc-tuyen"
    """Linked on every page, answered 200 with a note that the portal is under maintenance."""

    def page(
        self,
        request: Request,
        title: str,
        main: str,
        *,
        classes: str = "archive category hfeed",
        head: str = "",
        status: int = 200,
    ) -> Answer:
        """Return a whole page; `classes` are those of its body, by which a page shows its kind."""
        menu = "\n".join(
            '<li class="menu-item menu-item-type-taxonomy menu-item-object-category">'
            f'<a href="{request.base}/category/{part}/">{name}</a></li>'
            for part, name in self.sections.items()
        )
        latest = "\n".join(
            '<li><a class="wp-block-latest-posts__post-title" '
            f'href="{request.base}{self.path(story)}">{escape(story.title)}</a></li>'
            for story in self.stories[:5]
        )
        text = fill(
            "wordpress/page.html",
            title=f"{escape(title)} &#8211; {self.title}",
            portal=self.title,
            base=request.base,
            head=head,
            classes=classes,
            menu=menu,
            main=main,
            latest=latest,
            upkeep=self.upkeep,
            today=today(),
            visits=views(),
            online=views(),
        )
        return page(text, status, HTML)

    def missing(self, request: Request) -> Answer:
        """Return the real 404."""
        main = fill("wordpress/missing.html", base=request.base)
        return self.page(
            request, "Không tìm thấy trang này", main, classes="error404 hfeed", status=404
        )

    def about_page(self, request: Request) -> Answer:
        """Return a page that is no article."""
        text = "<p>Huyện miền núi ở phía tây tỉnh Nghệ An, có 22 xã, thị trấn.</p>"
        main = f'<article class="page type-page"><div class="entry-content">{text}</div></article>'
        classes = "page-template-default page page-id-2 singular"
        return self.page(request, "Giới thiệu chung về huyện Tân Kỳ", main, classes=classes)

    def list_page(
        self, request: Request, stories: list[Story], name: str, first: str, number: int
    ) -> Answer:
        """Return a page of a list whose first page is at `first`; a 404 beyond the last."""
        shown = stories[(number - 1) * LISTED : number * LISTED]
        if number > 1 and not shown:
            return self.missing(request)
        heading = f'<header class="page-header"><h1 class="page-title">{escape(name)}</h1></header>'
        items = "".join(self._item(request, story) for story in shown)
        pager = self._pager(request.base + first, number, -(-len(stories) // LISTED))
        return self.page(request, name, heading + items + pager)

    def _item(self, request: Request, story: Story) -> str:
        return fill(
            "wordpress/item.html",
            id=story.id,
            section=story.section,
            categories=self._categories(request, story),
            base=request.base,
            url=request.base + self.path(story),
            title=escape(story.title),
            excerpt=escape(story.lead[:180]),
            iso=story.published_at.isoformat(),
            date=f"{story.published_at:%d/%m/%Y}",
            tags=self._tags(request, story),
        )

    @staticmethod
    def _pager(first: str, current: int, last: int) -> str:
        if last < 2:
            return ""

        def url(number: int) -> str:
            return first if number == 1 else f"{first}page/{number}/"

        numbers = "\n".join(
            f'<span aria-current="page" class="page-numbers current">Trang {n}</span>'
            if n == current
            else f'<a class="page-numbers" href="{url(n)}">Trang {n}</a>'
            for n in range(1, last + 1)
        )
        before = f'<a class="prev page-numbers" href="{url(current - 1)}">Bài mới hơn</a>\n'
        after = f'\n<a class="next page-numbers" href="{url(current + 1)}">Bài cũ hơn</a>'
        return (
            '<nav class="navigation pagination" aria-label="Bài viết"><div class="nav-links">'
            f"{before if current > 1 else ''}{numbers}{after if current < last else ''}</div></nav>"
        )

    def article_page(self, request: Request, story: Story) -> Answer:
        """Return the article; the account that saved it is printed, not its writer."""
        url, at = request.base + self.path(story), story.published_at
        edited = story.edited_at or at + timedelta(minutes=story.id % 2 * 9)
        later = f'<time class="updated" datetime="{edited.isoformat()}">{edited:%d/%m/%Y}</time>'
        main = fill(
            "wordpress/article.html",
            id=story.id,
            title=escape(story.title),
            section=story.section,
            categories=self._categories(request, story),
            content=content(story, request.base),
            views=views(),
            url=url,
            base=request.base,
            iso=at.isoformat(),
            date=f"{at:%d/%m/%Y}",
            same=" updated" if edited == at else "",
            updated=later if edited != at else "",
            tags=self._tags(request, story),
            neighbours=self._neighbours(request, story),
        )
        head = f'<link rel="canonical" href="{url}" />\n<link rel=\'shortlink\' href=\''
        return self.page(
            request,
            story.title,
            main,
            classes=f"post-template-default single single-post postid-{story.id} singular",
            head=f"{head}{request.base}/?p={story.id}' />",
        )

    def _categories(self, request: Request, story: Story) -> str:
        return ", ".join(
            f'<a href="{request.base}/category/{part}/" rel="category tag">'
            f"{self.sections[part]}</a>"
            for part in (story.section, *story.also)
        )

    @staticmethod
    def _tags(request: Request, story: Story) -> str:
        links = ", ".join(
            f'<a href="{request.base}/tag/{slug(tag)}/" rel="tag">{escape(tag)}</a>'
            for tag in story.tags
        )
        return f'<span class="tags-links">Được gắn thẻ {links}</span>' if links else ""

    def _neighbours(self, request: Request, story: Story) -> str:
        place = self.stories.index(story)
        parts = {
            "previous": self.stories[place + 1 : place + 2],
            "next": self.stories[max(place - 1, 0) : place],
        }
        return "".join(
            f'<div class="nav-{side}"><a href="{request.base}{self.path(other)}" rel='
            f'"{side[:4]}"><p class="post-title">{escape(other.title)}</p></a></div>'
            for side, others in parts.items()
            for other in others
        )
