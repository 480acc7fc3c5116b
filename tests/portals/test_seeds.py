"""Texts as readers see them, poured into their portals' replicas, crawled, and read again.

The seeds lie beside the checkout and are no part of it; texts of the project's own, laid out as
they are, are read in any case.
"""

import json
import re
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crawler.site import Site, load_sites
from indexer.gazetteer import find_unit
from tests.conftest import CHECKOUT
from tests.pipeline.archive import Archive
from tests.portals import PORTALS, serve
from tests.portals.recorded import fetch_page
from tests.portals.seeds import REPLICAS, Seed, load_seeds

OWN = Path(__file__).with_name("texts")
NO_SERVER = "http://127.0.0.1:9"
ENTRIES = {
    "drupal": "langson/loc-binh",
    "newspaper": "langson/bao-quan-khu-1",
    "liferay_keyless": "tiengiang/cai-lay",
    "tandan_sharepoint": "thanhhoa/tho-xuan",
    "webforms": "yenbai/mu-cang-chai",
}
"""The registry's entry of the portal that each replica stands for."""


class Read(NamedTuple):
    """A text, its portal's entry in the registry, its page as served, and its Article."""

    seed: Seed
    site: Site
    shown: str
    article: dict[str, Any]


@pytest.fixture(scope="module", params=["own", "seeds"])
def read(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Read]:
    """Pour every text of a folder, crawl the replicas in one run and extract; by replica."""
    folder = OWN
    if request.param == "seeds":
        folder = request.getfixturevalue("shared") / "seeds"
    seeds = load_seeds(folder)
    sites = load_sites(CHECKOUT / "crawler" / "sites")
    archive = Archive(tmp_path_factory.mktemp(request.param), NO_SERVER, "unused")
    with ExitStack() as stack:
        for seed in seeds:
            url = stack.enter_context(serve(seed.pour())).url
            site = sites[ENTRIES[seed.replica]]
            starts = [url + start for start in PORTALS[seed.replica].starts]
            archive.add_site(site.id, site.platform, *starts, unit=site.unit, name=site.name)
        archive.khotin("crawl", code=None)
        archive.khotin("extract", code=None)
        lines = archive.khotin("articles", "--json").stdout.splitlines()
        articles = {article["site"]: article for article in map(json.loads, lines)}
        return {
            seed.replica: Read(
                seed,
                sites[ENTRIES[seed.replica]],
                text_of(articles[ENTRIES[seed.replica]]["url"]),
                articles[ENTRIES[seed.replica]],
            )
            for seed in seeds
        }


def text_of(url: str) -> str:
    return " ".join(fetch_page(url).root.text_content().split())


@pytest.fixture(params=REPLICAS.values())
def one(request: pytest.FixtureRequest, read: dict[str, Read]) -> Read:
    """One of the texts."""
    return read[request.param]


def test_the_portal_shows_what_is_no_part_of_the_article(one: Read) -> None:
    assert [line for line in one.seed.noise if line not in one.shown] == []


def test_title_and_date(one: Read) -> None:
    expected, article = one.seed.expected, one.article
    assert article["title"] == (expected["title"] or one.seed.story.title)
    if stated := expected["published_at"]:
        assert article["published_at"].startswith(stated)
        assert article["published_precision"] == ("minute" if "T" in stated else "day")


def test_body(one: Read) -> None:
    expected, body = one.seed.expected, one.article["body"]
    text = [one.article["lead"] or "", *body]
    whole = "\n".join(filter(None, text))
    assert whole.startswith(expected["body_starts"])
    assert whole.endswith(expected["body_ends"])
    assert [words for words in expected["never_in_body"] if words in whole] == []
    story = [p for p in one.seed.story.paragraphs if not re.search(r"\.(png|jpg)$", p)]
    assert whole == "\n".join(story)


def test_captions_and_byline(one: Read) -> None:
    expected, article = one.seed.expected, one.article
    assert [c for c in expected["captions"] if c not in article["captions"]] == []
    assert len(article["captions"]) == len([f for f in one.seed.story.figures if f.caption])
    assert article["authors"] == expected["byline"]["authors"]
    assert article["office"] == expected["byline"]["office"]


def test_issuer(one: Read) -> None:
    unit = find_unit(one.site.unit, one.site.vintage)
    issuer = one.seed.expected["issuer"]
    assert unit.name == issuer.get("district", issuer["province"])
    assert unit.province == re.sub(r"^(?:Tỉnh|Thành phố) ", "", issuer["province"])
