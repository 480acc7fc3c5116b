"""Every platform on pages written for it: `<platform>/<case>.html` beside what it must yield."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.extract import extract
from crawler.page import Page
from crawler.platforms import PLATFORMS, make, recognise

HERE = Path(__file__).parent
CASES = sorted(page.relative_to(HERE).with_suffix("").as_posix() for page in HERE.glob("*/*.html"))
CAPTURED = datetime.fromisoformat("2024-12-27T08:00:00+07:00")
NOT_COMPARED = {"captured_at", "content_hash", "extractor_version", "warc_file", "warc_offset"}


def read(case: str) -> tuple[Page, dict[str, Any]]:
    expected = json.loads((HERE / f"{case}.json").read_text(encoding="utf-8"))
    return Page(expected.pop("address"), (HERE / f"{case}.html").read_bytes()), expected


def test_every_platform_has_a_list_and_an_article() -> None:
    assert set(CASES) >= {f"{name}/{kind}" for name in PLATFORMS for kind in ("list", "article")}


@pytest.mark.parametrize("case", CASES)
def test_page_yields_what_stands_beside_it(case: str) -> None:
    page, expected = read(case)
    platform = make(case.split("/")[0])
    if "next_url" in expected:
        found = json.loads(json.dumps(asdict(platform.parse_list(page))))
    else:
        article = extract(page, site="tinh/xa", platform=platform, captured_at=CAPTURED)
        found = {k: v for k, v in article.to_dict().items() if k not in NOT_COMPARED}
    assert found == expected


@pytest.mark.parametrize("case", CASES)
def test_page_is_recognised(case: str) -> None:
    assert recognise(read(case)[0]).name == case.split("/")[0]
