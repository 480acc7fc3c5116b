"""Every replica in one run by one spider: each article once, each trap counted and absent."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from crawler.platforms import make
from tests.pipeline.archive import Archive
from tests.pipeline.conftest import register, site_id
from tests.portals import PORTALS, Served, expected, serve

REFUSED = "links/refused/"


@dataclass(frozen=True, slots=True)
class Crawled:
    """What one run over all replicas left: documents and the run's report by replica."""

    documents: dict[str, list[dict[str, Any]]]
    reports: dict[str, dict[str, int]]
    served: dict[str, Served]
    statuses: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def crawled(make_archive: Callable[[str], Archive]) -> Iterator[Crawled]:
    """Run once over every replica."""
    archive = make_archive("all-replicas")
    with ExitStack() as stack:
        served = {name: stack.enter_context(serve(name)) for name in PORTALS}
        register(archive, {name: portal.url for name, portal in served.items()})
        archive.khotin("run")
        archive.doctor()
        documents = list(archive.documents().values())
        reports = {}
        for name in PORTALS:
            (path,) = (archive.data / site_id(name) / "runs").glob("*.json")
            reports[name] = json.loads(path.read_text(encoding="utf-8"))["counters"]
        by_site = {n: [d for d in documents if d["site"] == site_id(n)] for n in PORTALS}
        assert sum(map(len, by_site.values())) == len(documents)
        lines = json.loads(archive.khotin("status", "--json").stdout)
        statuses = {line["site"]: line for line in lines}
        yield Crawled(by_site, reports, served, {n: statuses[site_id(n)] for n in PORTALS})


def options(name: str) -> dict[str, str]:
    """Return the options of a replica's platform in its registry entry."""
    pattern = PORTALS[name].options.get("article_pattern")
    return {"article_pattern": str(pattern)} if pattern else {}


@pytest.mark.parametrize("name", PORTALS)
def test_every_article_is_in_the_index_once_and_nothing_else(crawled: Crawled, name: str) -> None:
    platform, base = make(PORTALS[name].platform, **options(name)), crawled.served[name].url
    found = {d["key"].partition(":")[2]: d["title"] for d in crawled.documents[name]}
    keys = {platform.article_key(base + facts["path"]): facts["title"] for facts in expected(name)}
    assert len(found) == len(crawled.documents[name])
    assert found == {key: title or None for key, title in keys.items()}


@pytest.mark.parametrize("name", PORTALS)
def test_what_was_planted_is_counted_by_its_reason(crawled: Crawled, name: str) -> None:
    report = crawled.reports[name]
    planted = PORTALS[name].planted
    assert {counter: report.get(counter, 0) for counter in planted} == planted
    states = {counter for counter in report if counter.startswith("articles/")}
    assert states <= {"articles/captured"} | planted.keys()


def test_copies_logins_and_other_hosts_are_refused_by_kind(crawled: Crawled) -> None:
    kinds = {
        counter.removeprefix(REFUSED)
        for report in crawled.reports.values()
        for counter in report
        if counter.startswith(REFUSED)
    }
    assert kinds >= {"copy", "download", "login", "offsite", "print", "search"}


@pytest.mark.parametrize("name", PORTALS)
def test_status_knows_each_section_to_its_end(crawled: Crawled, name: str) -> None:
    status = crawled.statuses[name]
    assert (status["outcome"], status["problem"], status["absent"]) == ("finished", None, 0)
    assert status["articles"] >= len(crawled.documents[name])
    assert all(section["complete_at"] for section in status["sections"] if section["linked"])


@pytest.mark.parametrize("name", ["liferay62", "webforms", "drupal"])
def test_status_compares_what_is_kept_with_what_a_pager_declares(
    crawled: Crawled, name: str
) -> None:
    declared = [s for s in crawled.statuses[name]["sections"] if s["declared"]]
    assert declared, "a pager of this family says how many articles there are"
    for section in declared:  # boxes beside a list may link to more than it declares
        assert section["kept"] >= section["declared"] - sum(PORTALS[name].planted.values()), section


def test_no_address_was_asked_for_twice(crawled: Crawled) -> None:
    for name, portal in crawled.served.items():
        asked = [target for _, status, target in portal.requests if status == 200]
        articles = [target for target in asked if target in {f["path"] for f in expected(name)}]
        assert len(articles) == len(set(articles)), name
