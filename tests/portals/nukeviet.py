"""A NukeViet 4.5 portal: huyện Văn Quan, tỉnh Lạng Sơn, made up after a recorded one.

Addresses are forgiven rather than refused: a wrong alias, an unknown category or a page out of
range is answered 301 to the article, the category or the home page; only an unknown number is a
real 404.
"""

import re
from collections.abc import Callable

from tests.portals.answer import Answer, Request, document, page, picture, redirect
from tests.portals.markup import fill, slug
from tests.portals.nukeviet_lists import NukeVietLists
from tests.portals.nukeviet_pages import HTML, NOINDEX
from tests.portals.nukeviet_quirks import broken_date, encode
from tests.portals.story import Story

ARTICLE = re.compile(r"/(?P<section>[^/]+)/(?P<alias>[^/]*)-(?P<id>\d+)(?:\.html|/)")
Route = Callable[[Request], Answer]
ROBOTS = ("admin/", "data/", "includes/", "install/", "modules/", "users/", "statistics/")
FILE = re.compile(r"\.(?!html)[a-z0-9]{2,4}$")
XML = "text/xml; charset=utf-8"
SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


class NukeViet(NukeVietLists):
    """Articles `/<category>/<alias>-<id>.html`, lists `/<category>/page-N/`."""

    def answer(self, request: Request) -> Answer:
        head = request.path.lstrip("/").partition("/")[0]
        routes: dict[str, Route] = {
            "": self._home,
            "robots.txt": self._robots,
            "sitemap.xml": self._sitemap_index,
            "sitemap-vi.xml": self._sitemap_index,
            "sitemap-vi.news.xml": self._sitemap,
            "rss": self._rss,
            "print": self._copy,
            "savefile": self._copy,
            "sendmail": self._sendmail,
            "tag": self._tag,
            "search": self.search_page,
            "seek": self.search_page,
            "feeds": self._plain,
            "about": self._plain,
            "contact": self._plain,
            "users": self._users,
            "uploads": self._upload,
            "index.php": self._to_home,
            "news": self._prefixed,
        }
        return routes.get(head, self._news)(request)

    def missing(self, request: Request) -> Answer:
        """Return the real 404."""
        text = fill("nukeviet/missing.html", base=request.base, portal=self.title)
        return page(text, 404, HTML)

    def _home(self, request: Request) -> Answer:
        return redirect("/") if request.query else self.home_page(request)

    def _to_home(self, request: Request) -> Answer:
        return redirect("/")

    def _sendmail(self, request: Request) -> Answer:
        return redirect(request.base)

    def _prefixed(self, request: Request) -> Answer:
        return self._moved_or_found(request, request.path.removeprefix("/news"))

    def _robots(self, request: Request) -> Answer:
        rules = "\n".join(f"Disallow: /{part}" for part in ROBOTS)
        text = f"User-agent: *\n{rules}\nSitemap: {request.base}/sitemap.xml\n"
        return page(text, content_type="text/plain; charset=utf-8")

    def _plain(self, request: Request) -> Answer:
        title = {"feeds": "RSS-feeds", "about": "Giới thiệu", "contact": "Liên hệ"}
        name = title[request.path.strip("/").partition("/")[0]]
        return self.page(request, name, f"<p>{name}: {self.title}.</p>", trail=(request.path, name))

    def _users(self, request: Request) -> Answer:
        main = fill("nukeviet/login.html")
        return self.page(request, "Đăng nhập", main, trail=("/users/", "Thành viên"))

    def _upload(self, request: Request) -> Answer:
        name = request.path.rpartition("/")[2]
        if name not in self.files:
            return self.missing(request)
        return document(name) if name.endswith(".pdf") else picture()

    def _tag(self, request: Request) -> Answer:
        tag = request.path.removeprefix("/tag/")
        return self.tag_page(request, tag) or self.missing(request)

    def _news(self, request: Request) -> Answer:
        if not request.path.endswith("/") and "." not in request.path:
            return redirect(f"{request.path}/")
        section, _, rest = request.path.strip("/").partition("/")
        if section in self.sections and (not rest or rest.startswith("page-")):
            return self._category(request, section, rest)
        return self._moved_or_found(request, request.path)

    def _category(self, request: Request, section: str, rest: str) -> Answer:
        number = rest.removeprefix("page-") or "1"
        right = number.isdigit() and 1 < int(number) <= self.pages(section)
        if request.query or (rest and not right):
            return redirect(f"/{section}/")
        return self.list_page(request, section, int(number))

    def _moved_or_found(self, request: Request, path: str) -> Answer:
        found = ARTICLE.fullmatch(path)
        if found is None:
            return self.missing(request) if FILE.search(path) else redirect("/")
        story = self.by_id.get(int(found["id"]))
        section = found["section"].lower()
        known = section in self.sections
        if story is None:
            return self.missing(request) if known else redirect("/")
        right = self.path(story)
        if known and section != story.section and section not in story.also:
            return self.missing(request)
        if request.path != right:
            return redirect(right)
        return redirect(story.external, 302) if story.external else self._shown(request, story)

    def _shown(self, request: Request, story: Story) -> Answer:
        query = request.query
        wanted = query.get("id", "0")
        if "download" in query and wanted.isdigit() and int(wanted) < len(story.attachments):
            return document(story.attachments[int(wanted)].file)
        if "pdf" in query:
            return page(f"<title>PDF</title><body>{encode(story.title)}</body>", content_type=HTML)
        return self.article_page(request, story)

    def _copy(self, request: Request) -> Answer:
        """Return the print or savefile copy: the same text, calling itself canonical."""
        kind, path = request.path[1:].partition("/")[::2]
        found = ARTICLE.fullmatch(f"/{path}")
        story = self.by_id.get(int(found["id"])) if found else None
        if story is None:
            return self.missing(request)
        body = fill(
            "nukeviet/print.html",
            portal=self.title,
            base=request.base,
            title=encode(story.title),
            date=f"{story.published_at:%d/%m/%Y %H:%M}",
            lead=encode(story.lead),
            body=self.body(story),
            signature=self.signature(story),
            url=request.base + request.path,
        )
        head = {"head": NOINDEX} if kind == "print" else {}
        answer = self.document(request, encode(story.title), body, head=head)
        if kind == "savefile":
            answer.headers["Content-Disposition"] = (
                f'attachment; filename="{slug(story.title)}.html"'
            )
        return answer

    def _sitemap_index(self, request: Request) -> Answer:
        place = f"<sitemap><loc>{request.base}/sitemap-vi.news.xml</loc></sitemap>"
        text = f"{DECLARATION}<sitemapindex {SITEMAP}>{place}</sitemapindex>"
        return page(text, content_type=XML)

    def _sitemap(self, request: Request) -> Answer:
        """Return every article; lastmod is its publication and never shows an edit."""
        entries = "".join(
            f"<url><loc>{request.base}{self.path(story)}</loc>"
            f"<lastmod>{story.published_at.isoformat()}</lastmod>"
            "<changefreq>daily</changefreq><priority>0.8</priority></url>"
            for story in self.stories
        )
        return page(f"{DECLARATION}<urlset {SITEMAP}>{entries}</urlset>", content_type=XML)

    def _rss(self, request: Request) -> Answer:
        """Return the newest 30, of all categories if the one asked for is unknown."""
        section = request.path.removeprefix("/rss").strip("/")
        known = section in self.sections
        stories = self.listed(section) if known else list(self.stories)
        items = "".join(self._rss_item(request, story) for story in stories[:30])
        text = fill(
            "nukeviet/rss.xml",
            title=f"Tin tức - {self.sections[section]}" if known else "Tin tức",
            base=request.base,
            path=f"/rss/{section}/" if known else "/rss/",
            portal=self.title,
            date=broken_date(stories[0].published_at),
            items=items,
        )
        return page(text, content_type=XML)

    def _rss_item(self, request: Request, story: Story) -> str:
        image = ""
        if story.image:
            source = request.base + self.figure_path(story, story.image)
            image = f'<img src="{source}" width="100" align="left" border="0">'
        return fill(
            "nukeviet/rss_item.xml",
            title=encode(story.title),
            url=request.base + self.path(story),
            id=story.id,
            date=broken_date(story.published_at),
            image=image,
            lead=encode(story.lead),
        )
