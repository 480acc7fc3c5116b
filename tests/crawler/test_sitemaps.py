"""Sitemaps and feeds that attack: entities, files of this machine, bombs, depth, broken XML."""

import gzip
import zlib
from pathlib import Path

import pytest
from scrapy.http import Response

from crawler.fetching.lists import MAX_UNPACKED, UnreadableList, read_list
from crawler.platforms import make

URL = "https://tinh.example.vn/sitemap.xml"
LOC = "https://tinh.example.vn/tin-1.html"
URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
RSS = '<rss version="2.0"><channel>{}</channel></rss>'
KINDS = pytest.mark.parametrize(
    ("root", "entry"),
    [
        (URLSET, "<url><loc>{}</loc></url>"),
        (RSS, "<item><title>Tin</title><link>{}</link></item>"),
    ],
    ids=["sitemap", "feed"],
)


def document(root: str, *entries: str, doctype: str = "") -> bytes:
    text = f'<?xml version="1.0" encoding="UTF-8"?>{doctype}{root.format("".join(entries))}'
    return text.encode()


def pages(body: bytes) -> tuple[str, ...]:
    """Return the pages that a list's answer names, none if it is no list."""
    response = Response(URL, headers={"Content-Type": "text/xml"}, body=body)
    try:
        return read_list(response, make("generic")).articles
    except UnreadableList:
        return ()


@KINDS
def test_a_list_and_its_gzip(root: str, entry: str) -> None:
    body = document(root, entry.format(LOC))
    assert pages(body) == pages(gzip.compress(body)) == (LOC,)


@KINDS
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY x SYSTEM "{secret}">]>',
        '<!DOCTYPE x [<!ENTITY x PUBLIC "x" "{secret}">]>',
        '<!DOCTYPE x [<!ENTITY % y SYSTEM "{dtd}"> %y;]>',
        '<!DOCTYPE x SYSTEM "{dtd}">',
    ],
)
def test_no_file_of_this_machine_is_read(
    tmp_path: Path, root: str, entry: str, doctype: str
) -> None:
    secret, dtd = tmp_path / "secret", tmp_path / "x.dtd"
    secret.write_text("https://tinh.example.vn/bi-mat.html")
    dtd.write_text('<!ENTITY x "https://tinh.example.vn/bi-mat.html">')
    doctype = doctype.format(secret=secret.as_uri(), dtd=dtd.as_uri())
    body = document(root, entry.format("&x;"), entry.format(LOC), doctype=doctype)
    assert not any("bi-mat" in page for page in pages(body))


@KINDS
def test_entities_do_not_multiply(root: str, entry: str) -> None:
    names = zip("abcdefgh", "bcdefghi", strict=True)
    entities = '<!ENTITY a "cười">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in names
    )
    body = document(root, entry.format("&i;"), doctype=f"<!DOCTYPE x [{entities}]>")
    assert sum(map(len, pages(body))) < 10_000


@KINDS
def test_a_gzip_bomb_is_no_list(root: str, entry: str) -> None:
    packer = zlib.compressobj(1, wbits=zlib.MAX_WBITS + 16)
    bomb = packer.compress(document(root, entry.format(LOC))[:-20])
    for _ in range(MAX_UNPACKED // (1 << 20) + 1):
        bomb += packer.compress(bytes(1 << 20))
    assert pages(bomb + packer.flush()) == ()


@KINDS
def test_depth_ends(root: str, entry: str) -> None:
    assert LOC in pages(document(root, entry.format(LOC), "<a>" * 50_000))


@pytest.mark.parametrize(
    "body",
    [
        b"<urlset",
        b"<urlset>",
        b"<rss",
        b"<feed>",
        b"<?xml version='1.0' encoding='utf-32'?><rss></rss>",
        b"<!-- <rss -->",
        b"<!-- <urlset -->",
        b"\xff\xfe<urlset>",
        b"<?xml version='1.0' encoding='utf-32'?><urlset></urlset>",
        b"<html><body>&lt;urlset <urlset></body></html>",
        document(URLSET, f"<url><loc>{LOC}</loc></url>")[:-20],
        document(RSS, f"<item><link>{LOC}</link></item>")[:-20],
        gzip.compress(document(URLSET))[:-12],
        b"http://127.0.0.1:9/?<rss",
        b"/etc/hostname#<rss",
    ],
)
def test_what_is_broken_raises_nothing(body: bytes) -> None:
    assert set(pages(body)) <= {LOC}
