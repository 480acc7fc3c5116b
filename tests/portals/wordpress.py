"""A WordPress 6.1 portal with the theme Twenty Twenty-One: huyện Tân Kỳ, tỉnh Nghệ An, made up.

Its pages, addresses and answers are those of a genuine one, which test_wordpress_genuine.py starts
where its packages are installed.
"""

import json
import re
from email.utils import format_datetime
from html import escape
from typing import ClassVar

from tests.portals.answer import Answer, Request, document, page, picture, redirect
from tests.portals.markup import fill, slug
from tests.portals.story import Figure, File, Story
from tests.portals.wordpress_markup import content, figure_path, file_path
from tests.portals.wordpress_pages import WordPressPages

LIST = re.compile(r"/(?:(?:category|tag)/(?P<name>[^/]+)/)?(?:page/(?P<number>\d+)/)?")
XML = "application/xml; charset=UTF-8"
SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
MAPS = ("posts-post", "posts-page", "taxonomies-category")


class WordPress(WordPressPages):
    """Articles `/<slug>/`, lists `/category/<slug>/page/N/`."""

    old_slugs: ClassVar[dict[str, int]] = {"ban-giao-tru-so-tai-san-cong": 1184}
    """Addresses that articles had before their titles were changed."""

    def path(self, story: Story) -> str:
        return f"/{slug(story.title)}/"

    def figure_path(self, story: Story, figure: Figure) -> str:
        return figure_path(story, figure)

    def file_path(self, story: Story, file: File) -> str:
        return file_path(story, file)

    def answer(self, request: Request) -> Answer:
        path = request.path
        plain = {
            "/robots.txt": self._robots,
            "/feed/": self._feed,
            "/comments/feed/": self._feed,
            "/wp-login.php": lambda _: page(fill("wordpress/login.html", portal=self.title)),
            f"/{self.upkeep}/": lambda _: page(fill("wordpress/upkeep.html")),
            f"/{self.about}/": self.about_page,
        }
        if path in plain:
            return plain[path](request)
        if path.startswith("/wp-json/"):
            return self._rest(request)
        if path.startswith("/wp-sitemap"):
            return self._sitemap(request)
        if path.startswith("/wp-content/uploads/"):
            return self._upload(request)
        if path == "/" and request.query:
            return self._by_query(request)
        if found := LIST.fullmatch(path):
            return self._list(request, found["name"] or "", int(found["number"] or 1))
        return self._article(request)

    def _by_query(self, request: Request) -> Answer:
        number = request.query.get("p", "")
        story = self.by_id.get(int(number)) if number.isdigit() else None
        if story:
            return redirect(request.base + self.path(story))
        return self.missing(request) if number else self.list_page(request, [], "Tìm kiếm", "/", 1)

    def _list(self, request: Request, name: str, number: int) -> Answer:
        tags = {slug(tag): tag for story in self.stories for tag in story.tags}
        if name in self.sections:
            stories, title = self.listed(name), self.sections[name]
        elif name in tags:
            stories = [story for story in self.stories if tags[name] in story.tags]
            title = tags[name]
        else:
            stories, title = list(self.stories), self.title
            if name:
                return self.missing(request)
        first = re.sub(r"page/\d+/$", "", request.path)
        return self.list_page(request, stories, title, first, number)

    def _article(self, request: Request) -> Answer:
        """Answer an article's address, or one that WordPress guesses to mean an article."""
        own = {self.path(s).strip("/"): s for s in self.stories if not s.missing}
        last = request.path.strip("/").rpartition("/")[2].lower()
        story = own.get(last) or self.by_id.get(self.old_slugs.get(last, 0))
        if story is None:
            return self.missing(request)
        if story.external:
            return redirect(story.external, 302)
        if request.path.lower() != self.path(story):
            return redirect(request.base + self.path(story))
        return self.article_page(request, story)

    def _robots(self, request: Request) -> Answer:
        rules = "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n"
        text = f"{rules}\nSitemap: {request.base}/wp-sitemap.xml\n"
        return page(text, content_type="text/plain; charset=utf-8")

    def _rest(self, request: Request) -> Answer:
        """Return a part of the articles by `offset`; by a `page` that is not there a 400."""
        kind = "application/json; charset=UTF-8"
        if request.path != "/wp-json/wp/v2/posts":
            text = '{"code":"rest_no_route","data":{"status":404}}'
            return page(text, 404, kind)
        size = int(request.query.get("per_page", "10"))
        number, offset = int(request.query.get("page", "1")), request.query.get("offset")
        if number > -(-len(self.stories) // size):
            text = '{"code":"rest_post_invalid_page_number","data":{"status":400}}'
            return page(text, 400, kind)
        start = int(offset) if offset else (number - 1) * size
        shown = self.stories[start : start + size]
        return page(json.dumps([{"link": request.base + self.path(s)} for s in shown]), 200, kind)

    def _sitemap(self, request: Request) -> Answer:
        base, name = request.base, request.path.removeprefix("/wp-sitemap")
        if name == ".xml":
            places = (f"<sitemap><loc>{base}/wp-sitemap-{n}-1.xml</loc></sitemap>" for n in MAPS)
            text = f"{DECLARATION}<sitemapindex {SITEMAP}>{''.join(places)}</sitemapindex>"
            return page(text, content_type=XML)
        paths = {
            "-posts-post-1.xml": [self.path(story) for story in self.stories],
            "-posts-page-1.xml": [f"/{self.about}/"],
            "-taxonomies-category-1.xml": [f"/category/{part}/" for part in self.sections],
        }.get(name)
        if paths is None:
            return self.missing(request)
        entries = "".join(f"<url><loc>{base}{path}</loc></url>" for path in paths)
        return page(f"{DECLARATION}<urlset {SITEMAP}>{entries}</urlset>", content_type=XML)

    def _upload(self, request: Request) -> Answer:
        name = request.path.rpartition("/")[2]
        if name not in self.files:
            return self.missing(request)
        return picture() if name.endswith((".jpg", ".png")) else document(name)

    def _feed(self, request: Request) -> Answer:
        stories = self.stories[:10] if request.path == "/feed/" else ()
        items = "".join(
            fill(
                "wordpress/feed_item.xml",
                title=escape(story.title),
                url=request.base + self.path(story),
                base=request.base,
                id=story.id,
                date=format_datetime(story.published_at),
                section=self.sections[story.section],
                lead=escape(story.lead),
                content=content(story, request.base),
            )
            for story in stories
        )
        path = request.path
        values = {"title": self.title, "base": request.base, "path": path, "items": items}
        kind = "application/rss+xml; charset=UTF-8"
        return page(fill("wordpress/feed.xml", **values), content_type=kind)
