"""A portal moves to another CMS: every article has another address, and the old rules find nothing.

What is known stays as it is until somebody says that the old addresses are gone. Then each article
is joined with its new address by its text, so that a search finds it once.
"""

import json
from typing import ClassVar

from tests.pipeline.archive import Archive
from tests.pipeline.test_keeping_up import BEFORE, LATER, SITE, VanQuan, documents, ids, run, story
from tests.portals import serve
from tests.portals.wordpress import WordPress

KEPT = BEFORE[:8]
NEW = [story(number, LATER - 1) for number in (61, 62)]


class Moved(WordPress):
    """The portal's new pages, with the section and the articles of the old ones."""

    sections: ClassVar[dict[str, str]] = VanQuan.sections


def visit(archive: Archive, port: int, platform: str, days: int) -> str:
    """Run once, so many days later, against the new pages; return what was complained of."""
    archive.extra["KHOTIN_CLOCK_OFFSET"] = str(days * 86400)
    with serve(Moved(stories=[*NEW, *KEPT]), port=port) as served:
        archive.add_site(SITE, platform, served.url + "/")
        return archive.khotin("run", code=10).stderr


def test_articles_are_joined_with_their_new_addresses(archive: Archive) -> None:
    _, port = run(archive, VanQuan(stories=KEPT), 0, 0)
    before = documents(archive)
    assert before.keys() == ids(KEPT)

    visit(archive, port, "nukeviet", LATER)
    assert documents(archive) == before
    (status,) = json.loads(archive.khotin("status", "--json", SITE, code=None).stdout)
    assert "sections: empty" in status["reason"]
    assert status["absent"] == len(KEPT)

    said = visit(archive, port, "wordpress", LATER + 1)
    assert f"{len(KEPT)} known articles not found: not believed; `khotin gone` would mark" in said
    told = archive.khotin("gone", SITE).stdout
    assert told == f"{SITE}: 8 articles taken for gone, 8 found at a new address\n"
    archive.khotin("index", SITE)
    found = archive.documents().values()
    paths = {s.id: f"{SITE}:{Moved().path(s).strip('/')}" for s in [*KEPT, *NEW]}
    assert {d["key"] for d in found if not d["moved_to"]} == set(paths.values())
    assert {d["key"]: d["moved_to"] for d in found if d["moved_to"]} == {
        f"{SITE}:{number}": paths[number] for number in ids(KEPT)
    }
    assert {d["key"]: len(d["moved_from"]) for d in found if d["key"] in paths.values()} == {
        path: int(number in ids(KEPT)) for number, path in paths.items()
    }
    assert not [d["key"] for d in found if d["gone_since"]]
