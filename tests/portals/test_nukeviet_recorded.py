"""The NukeViet replica answers as the recorded portal does, and its pages are built alike."""

import re
import time
from xml.etree import ElementTree as ET

import pytest

from crawler.page import Page
from tests.portals import serve
from tests.portals.recorded import fetch, fetch_page, load_recorded

OWN = {
    "section": "tin-tuc-su-kien",
    "alias": "nguoi-trong-hoi-van-quan-duoc-mua-duoc-gia",
    "id": "7",
    "other": "quoc-phong-an-ninh",
    "tag": "nong-nghiep",
    "file": "/thong-bao/thong-bao-tuyen-dung-vien-chuc-su-nghiep-y-te-nam-2022-8.html",
    "second": "/tin-tuc-su-kien/thong-bao-tuyen-dung-vien-chuc-su-nghiep-y-te-nam-2022-8.html",
    "external": "/tin-tuc-su-kien/xu-lang-vao-mua-qua-na-tin-tu-cong-thong-tin-cua-tinh-16.html",
}
THEIRS = {
    "section": "quoc-phong-an-ninh",
    "alias": "hoi-nghi-tong-ket-cong-tac-quan-su-quoc-phong-dia-phuong-nam-2023",
    "id": "53",
    "other": "tin-tuc-su-kien",
    "tag": "hoi-nghi",
    "file": "/thong-bao/"
    "thong-bao-tuyen-dung-vien-chuc-su-nghiep-giao-duc-va-dao-tao-nam-2023-41.html",
    "second": "/tin-tuc-su-kien/"
    "thong-bao-ket-qua-kiem-tra-sat-hach-tiep-nhan-cong-chuc-cap-xa-nam-2022-11.html",
    "external": "/tin-tuc-su-kien/khanh-thanh-cau-ban-tich-noi-lien-hai-bo-song-ky-cung-52.html",
}
REQUESTS = """
/ /news/ /index.php /?utm_source=x /page-2/ /page-99/ /robots.txt /feeds/
/{section}/ /{section} /{section}/page-1/ /{section}/page-2/ /{section}/page-99/ /{section}/page-0/
/{section}/page-x/ /{section}/?page=2 /{section}/{alias}-{id}.html /{section}/{alias}-{id}/
/{section}/{alias}-{id} /{section}/{alias}-{id}.html?utm_source=facebook
/{section}/{alias}-{id}.html?fbclid=abc /{section}/sai-duong-dan-{id}.html
/{other}/{alias}-{id}.html /news/{section}/{alias}-{id}.html {second} {external}
/{section}/khong-co-bai-99999.html /{section}/khong-co-so.html
/khong-co-chuyen-muc/{alias}-{id}.html /khong-co-chuyen-muc/abc-99999.html
/khong-ton-tai/ /khong-ton-tai.html /a/b/c/d/ /khong-ton-tai.xyz /tin-tuc-su-kien/feed/
/print/{section}/{alias}-{id}.html /savefile/{section}/{alias}-{id}.html
/sendmail/{section}/{alias}-{id}.html /print/{section}/x-99999.html
/tag/{tag} /tag/{tag}/ /tag/khong-co-the /search/?q=n%C3%B4ng%20th%C3%B4n%20m%E1%BB%9Bi
/rss/ /rss/{section}/ /rss/khong-co/ /sitemap.xml /sitemap-vi.xml /sitemap-vi.news.xml
/uploads/news/khong-co.jpg {file}?download=1&id=0 {file}?pdf=1&id=0
"""
"""What both portals are asked, each with an article, a tag and files of its own."""


def shape(location: str) -> str:
    """Return what an address is, whichever portal it belongs to."""
    path = re.sub(r"^http://127\.0\.0\.1:\d+", "", location)
    for name, pattern in (
        ("nowhere", r""),
        ("home", r"/"),
        ("off-site", r"https?://.*"),
        ("article", r"/[a-z-]+/[a-z0-9-]+-\d+\.html"),
        ("article with a slash", r"/[a-z-]+/[a-z0-9-]+-\d+/"),
        ("category", r"/[a-z-]+/"),
    ):
        if re.fullmatch(pattern, path):
            return name
    return path


@pytest.mark.parametrize("request_", REQUESTS.split())
def test_nukeviet_answers_as_recorded(request_: str, nukeviet: str) -> None:
    row = load_recorded("nukeviet").rows[request_.format(**THEIRS)]
    reply = fetch(nukeviet + request_.format(**OWN))
    assert reply.status == int(row["status"])
    assert shape(reply.headers.get("Location", "")) == shape(row["location"])
    if reply.status == 200:
        kinds = (reply.headers["Content-Type"], row["content_type"])
        assert kinds[0].split(";")[0] == kinds[1].split(";")[0]


def test_nukeviet_address_in_capitals(nukeviet: str) -> None:
    address = "/{section}/{alias}-{id}"
    theirs, own = (
        address.format(**THEIRS).upper() + ".html",
        address.format(**OWN).upper() + ".html",
    )
    row = load_recorded("nukeviet").rows[theirs]
    reply = fetch(nukeviet + own)
    assert reply.status == int(row["status"])
    assert shape(reply.headers["Location"]) == shape(row["location"])


NUKEVIET_ARTICLE = """
div.news_column[itemtype="http://schema.org/NewsArticle"]
h1.title[itemprop=headline]
div.news_column[itemtype] span.h5
div.hometext[itemprop=description]
figure.article.center > figcaption
div#news-bodyhtml.bodytext
#news-bodyhtml > figure.image > figcaption
#news-bodyhtml figure > img
div.news_column[itemtype] p.h5.text-right
.news-download-file a[download]
.news-download-file [data-src]
#news-bodyhtml table
[itemprop=author] [itemprop=name]
[itemprop=datePublished]
[itemprop=dateModified]
meta[property="article:published_time"]
meta[property="article:modified_time"]
meta[property="og:type"]
meta[name=generator]
link[rel=canonical]
link[type="application/rss+xml"]
ul.temp-breadcrumbs li a
ul.list-inline.text-right li a
p#stringrating
#idcomment
.current-time
""".strip().splitlines()


@pytest.mark.parametrize(
    ("theirs", "own"),
    [
        (53, "/tin-tuc-su-kien/nguoi-trong-hoi-van-quan-duoc-mua-duoc-gia-7.html"),
        (41, OWN["file"]),
    ],
    ids=["with-images", "with-files"],
)
def test_nukeviet_article_is_built_as_recorded(theirs: int, own: str, nukeviet: str) -> None:
    portal = load_recorded("nukeviet")
    url = next(u for u in portal.rows if re.fullmatch(rf"/[a-z-]+/[a-z0-9-]+-{theirs}\.html", u))
    real, copy = portal.page(url), fetch_page(nukeviet + own)
    counts = {s: (len(real.many(s)), len(copy.many(s))) for s in NUKEVIET_ARTICLE}
    assert {s: pair for s, pair in counts.items() if pair[0] != pair[1]} == {}
    for page in (real, copy):
        stamp = page.one('meta[property="article:published_time"]').get("content")
        assert re.fullmatch(r"\d{4}-\d\d-\d\d\+07\d\d:\d\d:\d\d", stamp)
        times = page.one("[itemprop=datePublished]").text, page.one("[itemprop=dateModified]").text
        assert times[0] == times[1]
        label = page.one("div.news_column[itemtype] span.h5").text
        assert re.fullmatch(r"(Thứ \w+|Chủ nhật) - \d\d/\d\d/\d{4} \d\d:\d\d", label)


def pager(page: Page) -> list[tuple[str, str, str]]:
    """Return each list item's class, relation and address without the category."""
    found = []
    for item in page.many("ul.pagination li"):
        links = item.xpath("./a")
        link = links[0] if links else None
        address = "" if link is None else re.sub(r"^/[a-z-]+/", "/category/", link.get("href"))
        found.append((item.get("class", ""), "" if link is None else link.get("rel", ""), address))
    return found


@pytest.mark.parametrize("number", [1, 2, 3])
def test_nukeviet_list_is_built_as_recorded(number: int) -> None:
    tail = "" if number == 1 else f"page-{number}/"
    real = load_recorded("nukeviet").page(f"/quoc-phong-an-ninh/{tail}")
    with serve("nukeviet") as portal:
        copy = fetch_page(f"{portal.url}/tin-tuc-su-kien/{tail}")
        cached = fetch_page(f"{portal.url}/tin-tuc-su-kien/{tail}")
    assert pager(copy) == pager(real)
    for selector in (
        ".news_column .panel-body.featured h2 > a",
        "ul.temp-breadcrumbs li a",
        "head link[rel=prev]",
        "head link[rel=next]",
    ):
        assert len(copy.many(selector)) == len(real.many(selector)), selector
    assert not cached.many("head link[rel=next]")
    for page in (real, copy):
        items = page.many(".news_column > .panel > .panel-body")
        for item in items:
            assert len(page.many("h2 > a, h3 > a", item)) == 1
            date, views, _ = (li.text_content().split("\xa0")[-1] for li in page.many("li", item))
            assert re.fullmatch(r"\s*\d\d/\d\d/\d{4} \d\d:\d\d:\d\d\s*", date)
            assert re.fullmatch(r"\s*Đã xem: \d+\s*", views)
    assert [ul.get("class") for ul in copy.many("ul.related.list-items") if number < 3] == [
        ul.get("class") for ul in real.many("ul.related.list-items") if number < 3
    ]


def test_nukeviet_feed_lies_as_recorded(nukeviet: str) -> None:
    """The month stands where the minutes belong, and the guid is no address."""
    portal = load_recorded("nukeviet")
    feeds = portal.pages[portal.rows["/rss/"]["file"]], fetch(f"{nukeviet}/rss/").body
    for text in feeds:
        items = ET.fromstring(text.strip()).findall("channel/item")
        assert items
        for item in items:
            stamp = time.strptime(item.findtext("pubDate", ""), "%a, %d %b %Y %H:%M:%S GMT")
            assert stamp.tm_min == stamp.tm_mon
            assert re.fullmatch(r"\s*news_\d+\s*", item.findtext("guid", ""))
