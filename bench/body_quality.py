r"""Body token F1 of the extraction on the recorded Hanoi portal, beside trafilatura's.

    python -m bench.body_quality ../shared/corpus/hanoi-portal.tar.xz [--worst 20]

The truth of a page is the text of the article's own `div.journal-content-article` (the first inside
its `div.asset-content`, never a sidebar's) without the CMS account `p.view-content-author`, a space
put around every element that is not inline, because Word's markup splits words into letters. A
token is a maximal run of `\w` in NFC and lower case; F1 is over the two multisets of tokens, 1
where both are empty. Mean over 200 pages, `random.Random(2022).sample` of the article rows of
index.tsv in their order. "body" is Article.body alone; "everything" adds what the extraction moved
out of the body: captions, authors, office and source; "whole_page" is trafilatura on the whole
page. "date" is the share whose date equals the label, read independently.
"""

import argparse
import csv
import random
import re
import sys
import tarfile
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import trafilatura
from lxml import html

from bench.figure import Figure, shared
from crawler.extract import extract
from crawler.page import Page
from crawler.platforms import make

ORIGIN = "https://sotttt.hanoi.gov.vn"
CAPTURED = datetime(2022, 8, 27, 12, tzinfo=UTC)
SEED, SAMPLE = 2022, 200
_INLINE = frozenset(("a", "b", "em", "font", "i", "span", "strong", "sub", "sup", "u"))
_LABEL = re.compile(r"(\d\d)/(\d\d)/(\d{4}) \| (\d{1,2}):(\d\d) ([AP]M)")


@dataclass(frozen=True, slots=True)
class Score:
    """One page: F1 of the body, of everything extracted, of trafilatura; is the date right."""

    file: str
    body: float
    everything: float
    whole_page: float
    date: bool
    authors: tuple[str, ...]


def read_corpus(corpus: Path) -> Iterator[tuple[str, str, bytes]]:
    """Yield (file, address, bytes) of each recorded article in the order of index.tsv."""
    with tarfile.open(corpus) as tar:
        content = {m.name: file.read() for m in tar if (file := tar.extractfile(m))}
    for row in csv.DictReader(content["index.tsv"].decode().splitlines(), delimiter="\t"):
        if row["kind"] == "article":
            yield row["file"], ORIGIN + row["url"], content[row["file"]]


def sample(corpus: Path, size: int = SAMPLE) -> list[tuple[str, str, bytes]]:
    """Return the pages that are measured, always the same."""
    return random.Random(SEED).sample(list(read_corpus(corpus)), size)


def tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", unicodedata.normalize("NFC", text).lower()))


def f1(found: Counter[str], truth: Counter[str]) -> float:
    if not found and not truth:
        return 1.0
    return 2 * (found & truth).total() / (found.total() + truth.total())


def read_truth(body: bytes) -> tuple[str, str]:
    """Return the text of the article's own container and the date of its label, by plain lxml."""
    root = html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8"))
    own = "//div[contains(@class, 'asset-content') and starts-with(@id, '_101_')]"
    container = root.xpath(f"{own}//div[@class='journal-content-article']")[0]
    for element in list(container.iter()):
        if not isinstance(element.tag, str) or element.get("class") == "view-content-author":
            element.drop_tree()
        elif element.tag not in _INLINE:
            element.text = f" {element.text or ''}"
            element.tail = f" {element.tail or ''}"
    label = root.xpath("string(//div[contains(@class, 'assetPublishDate')])")
    found = _LABEL.search(label)
    if found is None:
        return container.text_content(), ""
    day, month, year, hour, minute, half = found.groups()
    hours = int(hour) % 12 + (12 if half == "PM" else 0)
    return container.text_content(), f"{year}-{month}-{day}T{hours:02}:{minute}"


def measure(file: str, url: str, body: bytes, *, against: bool = True) -> Score:
    """Extract one page and compare; `against` measures trafilatura on the whole page too."""
    page = Page(url, body, "text/html;charset=UTF-8")
    platform = make("liferay62")
    article = extract(page, site="hanoi/so", platform=platform, captured_at=CAPTURED)
    text, date = read_truth(body)
    truth = tokens(text)
    aside = (*article.captions, *article.authors, article.office or "", article.source or "")
    whole = trafilatura.extract(body, url=url, include_comments=False) if against else None
    return Score(
        file=file,
        body=f1(tokens(" ".join(article.body)), truth),
        everything=f1(tokens(" ".join((*article.body, *aside))), truth),
        whole_page=f1(tokens(whole or ""), truth),
        date=article.published_at is not None and article.published_at.isoformat()[:16] == date,
        authors=article.authors,
    )


def figures() -> list[Figure]:
    """Return the mean F1 of the body beside trafilatura's, held by itself, and the right dates."""
    scores = [measure(*page) for page in sample(shared("corpus", "hanoi-portal.tar.xz"))]
    body = sum(score.body for score in scores) / len(scores)
    dates = sum(score.date for score in scores) / len(scores)
    whole_page = sum(score.whole_page for score in scores) / len(scores)
    return [
        Figure("body token F1", body, 0.985, whole_page, by_itself=True),
        Figure("published dates right", dates, 0.995),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--worst", type=int, default=0, help="name the pages with the lowest F1")
    options = parser.parse_args()
    scores = [measure(*page) for page in sample(options.corpus)]
    mean = {
        name: sum(getattr(score, name) for score in scores) / len(scores)
        for name in ("body", "everything", "whole_page", "date")
    }
    lines = [f"{name:<12}{value:.4f}" for name, value in mean.items()]
    worst = sorted(scores, key=lambda score: score.everything)[: options.worst]
    lines += [f"{s.file}  body {s.body:.3f}  all {s.everything:.3f}" for s in worst]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
