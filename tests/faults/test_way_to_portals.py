"""Between us and a portal: resets, halves of answers, closed connections, names without address."""

import json
from urllib.parse import urlsplit

from crawler.site import load_sites
from tests.faults.portal import ARTICLES, SITE, SmallPortal
from tests.faults.proxies import Fault, faulty_proxy
from tests.faults.seen import count, index
from tests.pipeline.archive import Archive
from tests.portals import serve

CLOSED = Fault(requests=1)
"""Keep-alive was promised, and the connection is closed when the next request comes."""
CUTS = (
    Fault(cut_after=0, reset=True),
    Fault(cut_after=40),
    Fault(cut_after=900),
    Fault(cut_after=900, reset=True),
)
"""Before the header, amid the header, amid the body, and amid the body by a reset."""


def test_a_portal_whose_connections_break_is_read_whole(archive: Archive) -> None:
    faults = [fault for cut in CUTS for fault in (CLOSED, CLOSED, cut)]
    with serve(SmallPortal()) as portal, faulty_proxy(portal.url, *faults) as broken:
        archive.add_site(SITE, "nukeviet", broken.url + "/")
        (result,) = json.loads(archive.khotin("crawl", "--json").stdout)
        assert next(broken.numbers) > len(faults), "too few connections to show anything"
    counters = result["counters"]
    assert sum(n for name, n in counters.items() if name.startswith("failures/")) >= len(CUTS)
    assert counters["articles/captured"] == ARTICLES
    archive.khotin("extract", "--site", SITE)
    assert index(archive).code == 0
    assert count(archive) == ARTICLES


def test_a_name_without_address_loses_nothing_and_comes_back(waiting: Archive) -> None:
    assert index(waiting).code == 0
    before = waiting.documents()
    address = str(load_sites(waiting.folder / "sites")[SITE].start_urls[0])
    with serve(SmallPortal(), port=urlsplit(address).port or 0):
        waiting.add_site(SITE, "nukeviet", "http://khong-co.invalid/")
        said = waiting.khotin("crawl", "--recheck", code=10).stderr
        assert "Traceback" not in said
        assert SITE in said
        waiting.add_site(SITE, "nukeviet", address)
        waiting.khotin("crawl", "--recheck")
    waiting.khotin("extract", "--site", SITE)
    assert index(waiting).code == 0
    assert waiting.documents().keys() == before.keys()
    assert [d for d in waiting.documents().values() if d["gone_since"]] == []
