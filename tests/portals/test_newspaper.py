"""The newspaper replica as the platform reads it: lists, copies, numbers."""

from crawler.platforms import make
from tests.portals import serve
from tests.portals.newspaper import UPKEEP, Newspaper
from tests.portals.recorded import fetch
from tests.portals.walking import walk

PLATFORM = make("newspaper")


def test_a_walk_finds_every_article_once() -> None:
    replica = Newspaper()
    with serve(replica) as portal:
        found = walk(PLATFORM, [f"{portal.url}/"])
    assert set(found) == {str(story.id) for story in replica.stories} | {str(UPKEEP)}


def test_a_number_is_enough_and_copies_are_left_alone() -> None:
    replica = Newspaper()
    story = replica.stories[0]
    right = replica.path(story)
    with serve(replica) as portal:
        wrong = fetch(f"{portal.url}/thoi-su/tieu-de-cu-post{story.id}.html")
        amp = f"{portal.url}/amp{right[right.rindex('/') :]}"
        assert (wrong.status, wrong.headers["Location"]) == (301, right)
        assert fetch(amp).status == 200
    assert PLATFORM.article_key(amp) is None
