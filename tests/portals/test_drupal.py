"""The two Drupal replicas as the platform reads them: lists, copies, totals, short links."""

import pytest

from crawler.platforms import make
from tests.portals import serve
from tests.portals.drupal import Drupal
from tests.portals.modern_drupal import ModernDrupal
from tests.portals.portal import Portal
from tests.portals.recorded import fetch, fetch_page
from tests.portals.walking import walk

PLATFORM = make("drupal")
PATTERN = str(ModernDrupal.options["article_pattern"])


@pytest.mark.parametrize(
    ("replica", "pattern"), [(Drupal(), None), (ModernDrupal(), PATTERN)], ids=["7", "10"]
)
def test_a_walk_finds_every_article_once(replica: Portal, pattern: str | None) -> None:
    platform = make("drupal", **({"article_pattern": pattern} if pattern else {}))
    with serve(replica) as portal:
        found = walk(platform, [portal.url + start for start in replica.starts])
        wanted = {platform.article_key(portal.url + replica.path(s)) for s in replica.stories}
    (planted,) = set(found) - wanted
    assert planted in ("node/79999", "tin-trong-huyen/hoi-dap-truc-tuyen-dang-nang-cap")
    assert wanted <= set(found)


def test_a_view_states_its_total_and_counts_its_pages_from_zero() -> None:
    with serve("drupal") as portal:
        first = PLATFORM.parse_list(fetch_page(f"{portal.url}/vi/tin-tuc-su-kien"))
        last = PLATFORM.parse_list(fetch_page(f"{portal.url}/vi/tin-tuc-su-kien?page=1"))
    stories = Drupal().listed("tin-tuc-su-kien")
    assert first.declared_total == last.declared_total == len(stories)
    assert first.next_url == f"{portal.url}/vi/tin-tuc-su-kien?page=1"
    assert last.next_url is None


def test_copies_of_a_node_have_its_key_or_none() -> None:
    with serve("drupal") as portal:
        keys = {
            path: (fetch(portal.url + path).status, PLATFORM.article_key(portal.url + path))
            for path in ("/node/73091", "/en/node/73091", "/bm/print/73091", "/vi/print/73091")
        }
    assert set(keys.values()) == {(200, "node/73091"), (200, None)}
    assert keys["/bm/print/73091"] == keys["/vi/print/73091"] == (200, None)


def test_a_pattern_leaves_short_links_alone() -> None:
    replica = ModernDrupal()
    with serve(replica) as portal:
        page = fetch_page(portal.url + replica.path(replica.stories[0]))
    short = page.one("link[rel=shortlink]").get("href")
    assert make("drupal").article_key(short) == f"node/{replica.stories[0].id}"
    assert make("drupal", article_pattern=PATTERN).article_key(short) is None
