"""A genuine WordPress, filled with the replica's articles, judges replica and platform.

It needs Debian's packages (see wordpress_server/serve.sh), which no other test does.
"""

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.extract import extract
from crawler.page import Page
from crawler.platforms import make, recognise
from tests.portals import expected, serve
from tests.portals.markup import slug
from tests.portals.recorded import fetch, fetch_page
from tests.portals.story import Story, load_stories
from tests.portals.walking import walk
from tests.portals.wordpress import WordPress
from tests.portals.wordpress_markup import content
from tests.portals.wordpress_pages import LISTED
from tests.test_extract_replicas import CAPTURED, stated

SERVE = Path(__file__).parent / "wordpress_server" / "serve.sh"
CORE = Path("/usr/share/wordpress")
PROGRAMS = ("mariadbd", "mariadb-install-db", "php")
THEMES = ("twentytwentyone", "twentytwentythree")
PLATFORM = make("wordpress")


def shown() -> list[Story]:
    """Return the articles that a WordPress without plugins can show."""
    return [s for s in load_stories("wordpress") if not (s.missing or s.external)]


def post(story: Story, base: str) -> dict[str, Any]:
    """Return an article as fill.php takes it."""
    return {
        "id": story.id,
        "title": story.title,
        "name": slug(story.title),
        "type": "post",
        "content": content(story, base),
        "excerpt": "",
        "date": f"{story.published_at:%Y-%m-%d %H:%M:%S}",
        "categories": [story.section, *story.also],
        "tags": story.tags,
        "old_name": next((n for n, i in WordPress.old_slugs.items() if i == story.id), ""),
    }


def write_posts(path: Path, base: str) -> None:
    """Write what the portal shall hold: the replica's articles and its page."""
    about = post(shown()[0], base) | {
        "id": 2,
        "title": "Giới thiệu chung về huyện Tân Kỳ",
        "name": WordPress.about,
        "type": "page",
        "old_name": "",
    }
    options = {
        "permalink_structure": "/%postname%/",
        "posts_per_page": LISTED,
        "timezone_string": "Asia/Ho_Chi_Minh",
        "date_format": "d/m/Y",
        "WPLANG": "vi",
    }
    portal = {
        "title": WordPress.title,
        "options": options,
        "categories": WordPress.sections,
        "posts": [*(post(story.served(), base) for story in shown()), about],
    }
    path.write_text(json.dumps(portal, ensure_ascii=False), encoding="utf-8")


@pytest.fixture(scope="module", params=THEMES)
def genuine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Start WordPress with a theme and give its address; skips without the packages."""
    theme: str = request.param
    lacking = [name for name in PROGRAMS if shutil.which(name) is None]
    lacking += [str(p) for p in (CORE, CORE / "wp-content/themes" / theme) if not p.exists()]
    if lacking:
        pytest.skip(f"no genuine WordPress here, {', '.join(lacking)} not installed")
    folder = tmp_path_factory.mktemp("wordpress")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    write_posts(folder / "posts.json", base)
    command = [str(SERVE), str(folder), str(port), str(folder / "posts.json"), theme]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield base
        process.terminate()


def test_every_article_is_found_and_read(genuine: str) -> None:
    found = walk(PLATFORM, [f"{genuine}/"])
    for facts in expected("wordpress"):
        page = fetch_page(genuine + facts["path"])
        assert recognise(page).name == "wordpress"
        article = stated(
            extract(page, site="mau/x", platform=PLATFORM, captured_at=CAPTURED), genuine
        )
        sections = [WordPress.sections[part] for part in sections_of(facts["id"])]
        assert article.pop("section") in sections  # it names them by the alphabet
        wanted = {k: v for k, v in facts.items() if k not in ("id", "flags", "section")}
        assert article == wanted | {"tags": sorted(facts["tags"])}
        assert found.pop(facts["path"].strip("/")) == genuine + facts["path"]
    assert set(found) <= {WordPress.about}


def sections_of(number: int) -> tuple[str, ...]:
    story = WordPress().by_id[number]
    return (story.section, *story.also)


ARTICLE = "/ban-giao-tru-so-tai-san-cong-truoc-ngay-01-7-2025"
REQUESTS = f"""
/ /page/2/ /page/99/ /category/van-ban/ /category/khong-co/ /tag/sap-nhap-xa/ /tag/khong-co/
/?p=1184 /?p=99999 /?s=abc /robots.txt /feed/ /wp-sitemap.xml /wp-sitemap-posts-post-1.xml
/wp-sitemap-posts-page-1.xml /wp-login.php
{ARTICLE}/ {ARTICLE} {ARTICLE.upper()}/ /van-ban{ARTICLE}/ {ARTICLE}/?utm_source=x
/ban-giao-tru-so-tai-san-cong/ /khong-co-bai-nay-dau/ /{WordPress.about}/
/wp-json/wp/v2/posts?per_page=100&offset=0&_fields=link /wp-json/khong-co
/wp-json/wp/v2/posts?per_page=100&offset=900&_fields=link /wp-json/wp/v2/posts?per_page=100&page=2
"""
ELEMENTS = """
body.single-post
article.hentry > header h1.entry-title
.entry-content
figcaption.wp-element-caption
.wp-block-file a[href]
.has-text-align-right
time.entry-date.published[datetime]
.cat-links a[rel~=category]
.tags-links a[rel=tag]
link[rel=canonical]
link[rel=shortlink]
link[rel='https://api.w.org/']
meta[name=generator]
.post-navigation a
article.hentry > header h2.entry-title > a
a.next.page-numbers
a.prev.page-numbers
""".strip().splitlines()


@pytest.fixture(scope="module")
def replica() -> Iterator[str]:
    """Serve the replica with what the genuine one holds, and give its address."""
    with serve(WordPress(stories=shown())) as portal:
        yield portal.url


def test_replica_answers_as_the_genuine_one(genuine: str, replica: str) -> None:
    for address in REQUESTS.split():
        real, copy = fetch(genuine + address), fetch(replica + address)
        assert (address, copy.status) == (address, real.status)
        places = {urlsplit(reply.headers.get("Location", "")).path for reply in (real, copy)}
        assert len(places) == 1, (address, places)
        kinds = {r.headers["Content-Type"].split(";")[0] for r in (real, copy)}
        assert len(kinds) == 1, (address, kinds)


@pytest.mark.parametrize("address", [f"{ARTICLE}/", "/", "/page/2/", "/category/tin-hoat-dong/"])
def test_replica_is_built_as_the_genuine_one(address: str, genuine: str, replica: str) -> None:
    real, copy = fetch_page(genuine + address), fetch_page(replica + address)
    if b"themes/twentytwentyone" not in real.body:
        pytest.skip("the replica wears the theme Twenty Twenty-One")
    assert counts(copy) == counts(real)


def counts(page: Page) -> dict[str, int]:
    return {selector: len(page.many(selector)) for selector in ELEMENTS}
