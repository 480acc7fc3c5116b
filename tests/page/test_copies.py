"""Records of archived copies: only those of a document's own portal, and only whole ones."""

from pathlib import Path
from typing import Any

import pytest

from crawler.config import Config
from crawler.errors import ArchiveDamaged
from crawler.site import load_sites
from search.page.copies import CopyElsewhere, read_copy, record_path
from tests.page.copies import FILE, SITE, keep

DOCUMENT = {"key": f"{SITE}:1", "site": SITE, "warc_file": FILE, "warc_offset": 0}


@pytest.mark.parametrize(
    "fields",
    [
        {"warc_file": "../../../secret.warc.gz"},
        {"warc_file": "../warc/copies.warc.gz"},
        {"warc_file": "/etc/passwd"},
        {"warc_file": "secret.warc.gz\0.warc.gz"},
        {"warc_file": "%2e%2e%2fsecret.warc.gz"},
        {"warc_file": "..\\secret.warc.gz"},
        {"warc_file": ".hidden.warc.gz"},
        {"warc_file": "ledger.sqlite"},
        {"warc_file": ""},
        {"warc_file": None},
        {"warc_file": "a" * 5000 + ".warc.gz"},
        {"site": ".."},
        {"site": "../yenbai/mu-cang-chai"},
        {"site": "/tmp/a"},
        {"site": "yenbai"},
        {"site": "yenbai/mu-cang-chai/"},
        {"warc_offset": -1},
        {"warc_offset": 1 << 80},
        {"warc_offset": None},
    ],
)
def test_a_document_leads_to_its_portals_warc_only(tmp_path: Path, fields: dict[str, Any]) -> None:
    data = tmp_path / "data"
    offset = keep(data, {"https://example.vn/1": b"<p>"})[0]
    (tmp_path / "secret.warc.gz").write_bytes((data / SITE / "warc" / FILE).read_bytes())
    good = {**DOCUMENT, "warc_offset": offset}
    assert read_copy(data, good).body == b"<p>"
    with pytest.raises(ArchiveDamaged, match="names no WARC record"):
        read_copy(data, good | fields)


def test_every_portal_has_a_safe_folder() -> None:
    for site in load_sites(Config().sites):
        assert record_path({**DOCUMENT, "site": site}) == f"{site}/warc/{FILE}"


@pytest.mark.parametrize("left", [0, 10, 200, -1])
def test_a_record_that_is_not_whole_is_damage(tmp_path: Path, left: int) -> None:
    offset = keep(tmp_path, {"https://example.vn/1": bytes(range(256)) * 40})[0]
    path = tmp_path / SITE / "warc" / FILE
    document = {**DOCUMENT, "warc_offset": offset}
    whole = path.read_bytes()
    assert len(read_copy(tmp_path, document).body) == 256 * 40
    broken = whole[: offset + left] if left >= 0 else whole[:offset] + b"not gzip at all" * 9
    path.write_bytes(broken)
    with pytest.raises(ArchiveDamaged):
        read_copy(tmp_path, document)
    path.unlink()
    with pytest.raises(CopyElsewhere):
        read_copy(tmp_path, document)
