"""The labelled pages, read by the crawler as it would read them: a page, its Article, its truth.

Replicas render their pages without a server; the seeds and the recorded portals lie beside the
checkout and are left out where they do not.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from bench.body_quality import read_truth
from bench.figure import SHARED
from crawler.article import Article
from crawler.extract import extract
from crawler.page import Page
from crawler.platforms import make
from crawler.site import Site, load_sites
from crawler.text import clean
from indexer.facets.locality import Unit
from indexer.gazetteer import find_unit
from tests.conftest import CHECKOUT
from tests.portals import PORTALS
from tests.portals.answer import Request
from tests.portals.portal import Portal
from tests.portals.recorded import load_recorded
from tests.portals.seeds import load_seeds
from tests.portals.story import Figure, Story
from tests.portals.test_seeds import ENTRIES
from tests.quality.labels import Label, OfficialLabel, Truth, days, load_labels

HOST = "mau.example.vn"
HANOI, HANOI_SITE = "https://sotttt.hanoi.gov.vn", "hanoi/so-thong-tin-truyen-thong"
VAN_LANG, VAN_LANG_UNIT = "Huyện Văn Lãng, Tỉnh Lạng Sơn", "182"
SPANS = {
    12: "2022-05-26/2022-05-27",
    24: "2022-11-14/2022-11-16",
    29: "2023-02-02/2023-02-03",
    78: "2024-09-07/2024-09-08",
}
"""Events of several days, as the leads say; the corpus's expected.jsonl names one day of each."""
BEFORE_THE_MERGER = date(2025, 6, 30)
RECORDED = {
    "hanoi": datetime(2022, 8, 27, 12, tzinfo=UTC),
    "nukeviet": datetime(2025, 6, 30, tzinfo=UTC),
    "nukeviet-prefix": datetime(2025, 6, 30, tzinfo=UTC),
    "liferay7-pages": datetime(2021, 5, 23, tzinfo=UTC),
}
GROUPS = {"hanoi-1": "hanoi", "hanoi-2": "hanoi", "hanoi-3": "held out"}
"""The set that a file's labels are counted in; "held out" was labelled apart. Files that are not
here are "blind": chosen by lot, labelled before anybody saw what is found on their pages."""
SERVED = datetime(2026, 6, 1, tzinfo=UTC)
"""When the replicas' pages are captured: later than any article of theirs."""


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled page: `group` is the set that it is counted in, `text` what is held to the body.

    `text` is the lead and the body, or the body alone where the truth is the body's.
    """

    group: str
    address: str
    page: Page
    article: Article
    issuer: Unit | None
    text: str
    truth: Truth


def load_cases() -> list[Case]:
    """Return every labelled page that is there."""
    found = [*_replicas(), *_poured()]
    if (SHARED / "seeds").is_dir():
        found += _seeds()
    if (SHARED / "corpus").is_dir():
        found += [*_nukeviet(), *_hanoi(), *_blind()]
    return found


def _labels(of: str) -> dict[str, Label]:
    found = (label for label in load_labels() if label.set == of and not label.article)
    return {label.address: label for label in found}


def _read(group: str, page: Page, platform: str, at: datetime) -> tuple[Article, str]:
    article = extract(page, site=f"mau/{group}", platform=make(platform), captured_at=at)
    return article, "\n".join((article.lead or "", *article.body))


def _served(portal: Portal, story: Story) -> Page:
    """Return the page of an article as its replica renders it."""
    target = portal.path(story.served())
    answer = portal.answer(Request(target, HOST))
    return Page(f"http://{HOST}{target}", answer.body, answer.content_type)


def _told(story: Story) -> Truth:
    """Return what the article's data say: all that its page states but the facets."""
    length = 10 if story.day_only else 16
    return Truth(
        body="\n".join((story.lead, *story.paragraphs)),
        published=story.published_at.isoformat()[:length],
        authors=story.authors,
        office=story.office,
        source=story.source,
    )


def _joined(told: Truth, label: Label | None) -> Truth:
    if label is None:
        return told
    facets = ("event_dates", "places", "officials", "issuer")
    return replace(told, **{name: getattr(label.truth, name) for name in facets})


def _replicas() -> Iterator[Case]:
    for name, kind in PORTALS.items():
        portal, labels = kind(), _labels(name)
        for story in portal.stories:
            if story.missing or story.external:
                continue
            page = _served(portal, story)
            article, text = _read(name, page, kind.platform, SERVED)
            label = labels.pop(str(story.id), None)
            truth = _joined(_told(story), label)
            issuer = _unit(kind, label)
            yield Case("replicas", f"{name}/{story.id}", page, article, issuer, text, truth)
        if labels:
            message = f"labels of {name} name no article of its: {', '.join(labels)}"
            raise LookupError(message)


def _poured() -> Iterator[Case]:
    for label in load_labels():
        if not label.article:
            continue
        kind = PORTALS[label.set]
        story = _story(label, next(iter(kind.sections)))
        page = _served(kind(stories=(story,)), story)
        article, text = _read(label.set, page, kind.platform, SERVED)
        issuer = _unit(kind, label)
        name = f"{label.file}/{label.address}"
        yield Case("cases", name, page, article, issuer, text, _joined(_told(story), label))


def _unit(kind: type[Portal], label: Label | None) -> Unit:
    """Return the unit whose portal a replica is, or is for the label."""
    if label is None:
        return find_unit(kind.unit, BEFORE_THE_MERGER)
    return find_unit(label.unit or kind.unit, label.unit_on or BEFORE_THE_MERGER)


def _story(label: Label, section: str) -> Story:
    known = dict(label.article)
    blocks = known.pop("body", ())
    body = tuple(b if isinstance(b, str) else Figure("anh.jpg", b["caption"]) for b in blocks)
    known["authors"] = tuple(known.get("authors", ()))
    return Story(id=int(label.address), section=section, body=body, **known)


def _sites() -> dict[str, Site]:
    return load_sites(CHECKOUT / "crawler" / "sites")


def _seeds() -> Iterator[Case]:
    sites = _sites()
    for seed in load_seeds(SHARED / "seeds"):
        page = _served(seed.pour(), seed.story)
        article, text = _read(seed.replica, page, PORTALS[seed.replica].platform, SERVED)
        site = sites[ENTRIES[seed.replica]]
        names = set(seed.expected["never_in_body"])
        body = [text for text in seed.story.paragraphs if text not in names]
        truth = _expected_of_seed(seed.expected, "\n".join(body))
        issuer = find_unit(site.unit, site.vintage)
        yield Case("seeds", seed.name, page, article, issuer, text, truth)


def _people(expected: dict[str, Any]) -> tuple[OfficialLabel, ...]:
    known = ("name", "positions", "organisation", "rank")
    return tuple(
        OfficialLabel(
            **{name: person[name] for name in known if name in person}, ranked="rank" in person
        )
        for person in expected["officials"]
    )


def _expected_of_seed(expected: dict[str, Any], body: str) -> Truth:
    issuer = expected["issuer"]
    published = expected["published_at"]
    return Truth(
        body=body,
        published=published and published[:16],
        event_dates=tuple(map(days, expected["event_dates"])),
        issuer=", ".join(filter(None, (issuer.get("district"), issuer["province"]))),
        officials=_people(expected),
        authors=tuple(expected["byline"]["authors"]),
        office=expected["byline"]["office"] or "",
    )


def _nukeviet() -> Iterator[Case]:
    recorded = load_recorded("nukeviet")
    issuer = find_unit(VAN_LANG_UNIT, BEFORE_THE_MERGER)
    for line in recorded.pages["expected.jsonl"].decode().splitlines():
        told = json.loads(line)
        if told["external_link"]:
            continue
        page = recorded.page(told["url"])
        page = Page(f"http://{HOST}{told['url']}", page.body, "text/html; charset=utf-8")
        article, text = _read("nukeviet", page, "nukeviet", RECORDED["nukeviet"])
        rows = [" | ".join(row) for table in told["tables"] for row in table]
        event = SPANS.get(told["id"], told["event_date"])
        truth = Truth(
            body="\n".join((told["lead"], *told["body"], *rows)),
            published=told["published_at"][:16],
            event_dates=tuple(map(days, filter(None, [event]))),
            issuer=VAN_LANG,
            officials=_people(told),
            authors=tuple(told["authors"]),
            source=told["source"],
        )
        yield Case("nukeviet", str(told["id"]), page, article, issuer, text, truth)


def _hanoi() -> Iterator[Case]:
    labels = _labels("hanoi")
    if not labels:
        return
    recorded = load_recorded("hanoi-portal")
    site = _sites()[HANOI_SITE]
    issuer = find_unit(site.unit, site.vintage)
    for address, label in labels.items():
        page = Page(HANOI + address, recorded.page(address).body, "text/html;charset=UTF-8")
        article, _ = _read("hanoi", page, "liferay62", RECORDED["hanoi"])
        container, _ = read_truth(page.body)
        printed = _without_byline(clean(container), label.truth)
        truth = replace(label.truth, body=printed, issuer="Thành phố Hà Nội")
        # Captions stand in the container, too; the other sets judge that they are told apart.
        text = "\n".join((*article.body, *article.captions))
        yield Case(_group(label), address, page, article, issuer, text, truth)


def _group(label: Label) -> str:
    return GROUPS.get(label.file, "blind")


def _blind() -> Iterator[Case]:
    """Return the pages of the smaller corpora that labels name; only NukeViet's has a unit."""
    for corpus in ("nukeviet", "nukeviet-prefix", "liferay7-pages"):
        platform = corpus.partition("-")[0]
        issuer = find_unit(VAN_LANG_UNIT, BEFORE_THE_MERGER) if platform == "nukeviet" else None
        for address, label in _labels(f"recorded/{corpus}").items():
            body = load_recorded(corpus).page(address).body
            # The index of the Liferay pages names files: "pages/ncov-moh_article-6848045-2.html".
            path = address.replace("pages/ncov-moh_article-", "/-/")
            page = Page(f"http://{HOST}{path}", body, "text/html; charset=utf-8")
            article, text = _read(corpus, page, platform, RECORDED[corpus])
            yield Case(_group(label), address, page, article, issuer, text, label.truth)


def _without_byline(text: str, truth: Truth) -> str:
    """Return a container's text without the writers that the label says are printed in it."""
    for name in filter(None, (*(truth.authors or ()), truth.office, truth.source)):
        before, _, after = text.rpartition(name)
        text = before + after
    return text
