"""The registry: what is wrong with an entry is said with file and line."""

from datetime import date
from pathlib import Path

import pytest
import trustme

from crawler.errors import RegistryError
from crawler.site import load_sites, select_sites

ENTRY = """\
[[site]]
id = "langson/van-lang"
name = "Cổng thông tin điện tử huyện Văn Lãng"
platform = "nukeviet"
unit = "182"
start_urls = ["https://vanlang.langson.example/tin-tuc/"]
valid_until = 2025-06-30
"""


def load(folder: Path, *texts: str) -> str:
    """Return the message with which a registry of these files is refused."""
    for number, text in enumerate(texts):
        (folder / f"{number}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RegistryError) as refused:
        load_sites(folder, lambda code, day: code == "182" and day == date(2025, 6, 30))
    return str(refused.value).replace(f"{folder}/", "")


def test_a_good_entry(tmp_path: Path) -> None:
    (tmp_path / "langson.toml").write_text(ENTRY, encoding="utf-8")
    site = load_sites(tmp_path, lambda code, day: True)["langson/van-lang"]
    assert site.hosts == {"vanlang.langson.example"}
    assert site.request_delay() == 2.0
    assert site.vintage == date(2025, 6, 30)
    assert site.make_platform().name == "nukeviet"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"nukeviet"', '"nukeviett"', "0.toml:4: platform: no platform 'nukeviett'"),
        ('unit = "182"', 'unit = "183"', "0.toml:1: unit: no administrative unit '183'"),
        ('unit = "182"', "unit = 182", "0.toml:5: unit: Input should be a valid string"),
        ("valid_until", "valid_til", "0.toml:7: valid_til: Extra inputs are not permitted"),
        ('platform = "nukeviet"\n', "", "0.toml:1: platform: Field required"),
        ("https://", "ftp://", "0.toml:6: start_urls: String should match pattern"),
        ("van-lang", "Văn Lãng", "0.toml:2: id: String should match pattern"),
        ('"182"', '"182', "0.toml: Illegal character"),
        ("[[site]]", "[site]", "0.toml:1: no [[site]] table"),
        ("valid_until = 2025-06-30", 'hours = "20h-6h"', "0.toml:7: hours: not two times of day"),
        ("valid_until = 2025-06-30", 'ca_bundle = "x.pem"', "0.toml:7: ca_bundle: no PEM file"),
        ("valid_until = 2025-06-30", 'ca_bundle = "0.toml"', "0.toml:7: ca_bundle: no PEM file"),
    ],
)
def test_a_broken_entry_is_named_by_file_and_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert ENTRY.count(old) == 1
    assert load(tmp_path, ENTRY.replace(old, new)).startswith(message)


def test_a_bundle_stands_beside_its_registry_file(tmp_path: Path) -> None:
    folder = tmp_path / "langson"
    folder.mkdir()
    pem = folder / "trung-gian.pem"
    trustme.CA().cert_pem.write_to_path(str(pem))
    keys = 'ca_bundle = "trung-gian.pem"\nhours = "20:00-06:00"\nold_tls = true\n'
    (folder / "huyen.toml").write_text(ENTRY + keys, encoding="utf-8")
    settings = load_sites(tmp_path)["langson/van-lang"].scrapy_settings()
    assert settings["CA_BUNDLE"] == pem
    assert settings["CRAWL_HOURS"] == "20:00-06:00"
    assert settings["OLD_TLS"] is True
    assert settings["PRIVATE_ADDRESSES"] is False


def test_the_line_is_that_of_the_second_table(tmp_path: Path) -> None:
    second = ENTRY.replace("van-lang", "van-quan").replace('"nukeviet"', '"drupal5"')
    assert load(tmp_path, ENTRY + second).startswith("0.toml:11: platform: no platform 'drupal5'")


def test_an_id_stands_once(tmp_path: Path) -> None:
    message = load(tmp_path, ENTRY, "\n" + ENTRY)
    assert message == "1.toml:2: id 'langson/van-lang' stands already at 0.toml:1"


def test_an_empty_or_missing_folder_is_said(tmp_path: Path) -> None:
    assert "no *.toml with a [[site]]" in load(tmp_path)
    assert "no such folder" in load(tmp_path / "nowhere")


def test_sites_are_selected_by_pattern(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(ENTRY + ENTRY.replace("van-lang", "van-quan"), "utf-8")
    sites = load_sites(tmp_path)
    assert [s.id for s in select_sites(sites, ["langson/*"])] == list(sites)
    assert [s.id for s in select_sites(sites, ["*/van-quan"])] == ["langson/van-quan"]
    assert len(select_sites(sites, [])) == 2
    with pytest.raises(RegistryError, match="no site matches 'hanoi/"):
        select_sites(sites, ["hanoi/*"])


def test_a_host_of_another_unit_is_left_to_it(tmp_path: Path) -> None:
    commune = ENTRY.replace("van-lang", "xa-van-lang").replace(
        "until = 2025-06-30", "from = 2025-07-01"
    )
    (tmp_path / "langson.toml").write_text(f"{ENTRY}\n{commune}", encoding="utf-8")
    old, new = load_sites(tmp_path, lambda code, day: True).values()
    today, before = date(2026, 1, 1), date(2025, 6, 30)
    assert (old.find_successor([old, new], today), new.find_successor([old, new], today)) == (
        new,
        None,
    )
    assert (old.find_successor([old, new], before), old.find_successor([old], today)) == (
        None,
        None,
    )
