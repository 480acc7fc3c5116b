"""The Liferay 7 replica, and the platform on the recorded portal that it is built after."""

import re
import tarfile
from datetime import datetime
from functools import lru_cache

import pytest

from crawler.extract import extract
from crawler.page import Page
from crawler.platforms import recognise
from crawler.platforms.liferay7 import Liferay7
from tests.portals import expected, serve
from tests.portals.liferay7 import MAINTENANCE, OFFSITE
from tests.portals.liferay7 import Liferay7 as Replica
from tests.portals.recorded import corpus, fetch, fetch_page
from tests.portals.walking import walk

HOST = "https://ncov.moh.gov.vn"
CAPTURED = datetime.fromisoformat("2021-05-25T08:00:00+07:00")
LISTS = {
    "tin-tuc": 5,
    "khuyen-cao": 5,
    "dieu-can-biet": 5,
    "chi-dao-dieu-hanh": 5,
    "video": 10,
    "chinh-sach": 0,  # time lines, whose entries are no articles of their own
    "dong-thoi-gian": 0,
}


@lru_cache(maxsize=1)
def recorded() -> dict[str, bytes]:
    """Return the ten recorded pages by name; skips the test where they do not lie."""
    with tarfile.open(corpus("liferay7-pages")) as archive:
        opened = ((member.name, archive.extractfile(member)) for member in archive)
        return {name.rpartition("ncov-moh_")[2]: file.read() for name, file in opened if file}


def page(name: str, path: str) -> Page:
    return Page(f"{HOST}/en/web/guest/{path}", recorded()[f"{name}.html"], "text/html;charset=utf8")


def test_lists_name_every_article_once() -> None:
    with serve("liferay7") as portal:
        found = walk(Liferay7(), [f"{portal.url}/"])
    missing = {Replica.url_title(story) for story in Replica().stories if story.missing}
    own = {key: url for key, url in found.items() if key not in {MAINTENANCE, OFFSITE} | missing}
    assert sorted(own.values()) == sorted(portal.url + f["path"] for f in expected("liferay7"))


def test_every_copy_of_an_article_has_its_key() -> None:
    path = expected("liferay7")[0]["path"]
    with serve("liferay7") as portal:
        page = fetch_page(portal.url + path)
        title = page.one(".asset-title").text_content()
        others = [f"/vi{path}", f"/en{path}?redirect=%2F", path.replace("/web/guest", "")]
        assert all(
            fetch_page(portal.url + o).one(".asset-title").text_content() == title for o in others
        )
        keys = {Liferay7().article_key(portal.url + other) for other in (path, *others)}
    assert len(keys) == 1
    canonical = page.one("link[rel=canonical]").get("href")
    assert not canonical.startswith(portal.url), "it names another host"


def test_a_page_that_is_not_there_is_a_404_with_the_status_portlet() -> None:
    with serve("liferay7") as portal:
        reply = fetch(f"{portal.url}/web/guest/-/khong-co-bai-nay")
    assert reply.status == 404
    assert Liferay7().is_not_found(Page(portal.url, reply.body))


@pytest.mark.parametrize("name", LISTS)
def test_recorded_list(name: str) -> None:
    shown = page(f"list-{name}", name)
    listing = Liferay7().parse_list(shown)
    assert len(listing.articles) == LISTS[name]
    assert listing.next_url
    assert re.search(r"_AssetPublisherPortlet_INSTANCE_\w+_cur=2$", listing.next_url)
    assert listing.sections == ()
    assert recognise(shown).name == "liferay7"


def test_recorded_home() -> None:
    listing = Liferay7().parse_list(page("home", "trang-chu"))
    assert len(listing.articles) == 20
    assert listing.next_url is None


def test_recorded_article() -> None:
    shown = page("article-6847912-182", "-/6847912-182")
    article = extract(shown, site="bo/y-te", platform=Liferay7(), captured_at=CAPTURED)
    assert article.canonical_url == f"{HOST}/web/guest/-/6847912-182"
    assert article.title
    assert article.title.startswith("Những chỉ đạo “nóng”")
    assert str(article.published_at) == "2021-05-22 11:38:00+07:00"
    assert article.lead
    assert article.lead.endswith("về phòng, chống dịch COVID-19.")
    assert len(article.body) == 25
    assert article.body[0].startswith("Văn phòng Chính phủ đã ban hành Thông báo 113/TB-VPCP")
    assert article.authors == ("Vũ Phương Nhi",)
    assert article.source
    assert article.source.endswith("432036.vgp")
    assert [file.type for file in article.attachments] == ["application/pdf"]
    assert len(article.images) == 1


def test_recorded_article_without_text() -> None:
    shown = page("article-6848045-2", "-/6848045-2")
    article = extract(shown, site="bo/y-te", platform=Liferay7(), captured_at=CAPTURED)
    assert article.title == "Phản ứng thông thường sau tiêm vắc xin phòng COVID-19"
    assert str(article.published_at) == "2021-04-19 15:17:00+07:00"
    assert article.body == ()
