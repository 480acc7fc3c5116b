"""A portal's state, judged from ledgers that a year of crawls filled."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from crawler.article import Flag
from crawler.config import Config, load_config
from crawler.errors import KhotinError
from crawler.folders import ledger_path
from crawler.ledger import Ledger
from crawler.lock import hold_lock
from crawler.outcomes import SHUTDOWN, SectionEnd
from operations.alerts import tell_changes
from operations.health import check
from operations.verdict import State
from tests.operations.ledgers import HOST, SECTION, SITE, Written, days, url_of

FIRST = date(2026, 3, 2)
"""A Monday. The portal's archive goes back to September, before the first crawl."""
DAY = timedelta(1)
Configure = Callable[..., Config]


def is_office_day(day: date) -> bool:
    return day.weekday() < 5 and not date(2026, 2, 12) <= day <= date(2026, 2, 24)


LAST = FIRST + 27 * DAY
"""A Sunday: the day of the last run of `portal`."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A portal with news on every working day, crawled daily for four weeks."""
    with pytest.MonkeyPatch.context() as patch:

        def configure(clock_offset: float) -> None:
            patch.setenv("KHOTIN_CLOCK_OFFSET", str(clock_offset))
            load_config.cache_clear()

        portal = Written(tmp_path_factory.mktemp("filled"), configure)
        portal.run(FIRST, portal.news(*filter(is_office_day, days(date(2025, 9, 1), FIRST - DAY))))
        for day in days(FIRST + DAY, LAST):
            portal.run(day, portal.news(*([day] if is_office_day(day) else [])))
    load_config.cache_clear()
    return portal


@pytest.fixture
def portal(filled: Written, isolated_config: Configure) -> Written:
    """The test's own copy of `filled`."""
    data = isolated_config().data
    shutil.copytree(filled.data, data)
    return replace(filled, data=data, configure=isolated_config)


def test_daily_news_are_well(portal: Written) -> None:
    health = portal.health(LAST)
    assert health.verdict.reason == ""
    assert health.state is State.OK
    assert health.deadline is not None
    assert LAST < health.deadline < LAST + timedelta(7)
    assert health.to_dict()["completeness"] == 1.0


def test_a_portal_dead_behind_good_runs_is_late_the_day_after_its_rhythm(portal: Written) -> None:
    deadline = portal.health(LAST).deadline
    assert deadline is not None
    for day in days(LAST + DAY, deadline):
        portal.run(day)
        assert portal.health(day).state is State.OK
    portal.run(deadline + DAY)
    verdict = portal.health(deadline + DAY).verdict
    assert verdict.state is State.LATE
    assert verdict.reason.startswith("nothing new since 27/03/2026")
    assert verdict.page == url_of(portal.count)


@pytest.mark.parametrize("pause", [9, 14])
def test_tet_is_no_silence(isolated_config: Configure, pause: int) -> None:
    portal = Written(isolated_config().data, isolated_config)
    start = date(2027, 1, 24)
    portal.run(start, portal.news(*filter(is_office_day, days(date(2026, 9, 7), start - DAY))))
    tet = date(2027, 2, 6)
    closed = set(days(tet - timedelta(pause // 3), tet + timedelta(pause - pause // 3)))
    for day in days(tet - timedelta(12), tet + timedelta(18)):
        is_open = day.weekday() < 5 and day not in closed
        portal.run(day, portal.news(day) if is_open else ())
        assert portal.health(day).state is State.OK, day


def test_a_job_that_never_started_is_late(isolated_config: Configure) -> None:
    portal = Written(isolated_config().data, isolated_config)
    verdict = portal.health(FIRST).verdict
    assert (verdict.state, verdict.reason) == (State.LATE, "never crawled")


def test_a_job_that_starts_no_more_is_late_a_day_after_it_was_due(portal: Written) -> None:
    assert portal.health(LAST + DAY, 23).state is State.OK
    verdict = portal.health(LAST + 2 * DAY, 1).verdict
    assert verdict.state is State.LATE
    assert verdict.reason == "no run since 29/03/2026 06:00; due 30/03 00:00"


def test_a_run_that_goes_on_is_not_overdue_but_one_that_hangs_is(portal: Written) -> None:
    portal.run(LAST + DAY, portal.news(LAST + DAY), outcome=None)
    with hold_lock(portal.data / SITE.id / "crawl.lock"):
        assert portal.health(LAST + DAY, 23).state is State.OK
        verdict = portal.health(LAST + 3 * DAY).verdict
    assert verdict.state is State.LATE
    assert verdict.reason.startswith("a run has brought nothing since 30/03/2026 06:00")


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("unreachable", State.BROKEN),
        ("certificate", State.BROKEN),
        (None, State.BROKEN),
        ("blocked", State.BLOCKED),
        ("robots_txt", State.BLOCKED),
    ],
)
def test_runs_that_fail(portal: Written, outcome: str | None, state: State) -> None:
    portal.run(LAST, hour=12, outcome=outcome, sections=())
    assert portal.health(LAST, 13).state is State.OK, "one failure may pass"
    portal.run(LAST, hour=18, outcome=outcome, sections=())
    verdict = portal.health(LAST, 19).verdict
    assert verdict.state is state
    assert verdict.reason == f"2 runs failed: {outcome or 'killed'}"
    assert verdict.page == SECTION


def test_a_portal_that_never_answered(isolated_config: Configure) -> None:
    portal = Written(isolated_config().data, isolated_config)
    portal.run(FIRST, outcome="unreachable", sections=())
    verdict = portal.health(FIRST).verdict
    assert (verdict.state, verdict.reason) == (State.BROKEN, "1 run failed: unreachable")


def test_a_day_between_two_runs_is_as_long_as_two_failures(portal: Written) -> None:
    portal.run(LAST + DAY, outcome="unreachable", sections=())
    assert portal.health(LAST + DAY).verdict.reason == "1 run failed: unreachable"


def test_what_was_bad_is_fixed_until_the_next_good_run(
    portal: Written, isolated_config: Configure
) -> None:
    def checked(day: date) -> State:
        health = portal.health(day)
        assert tell_changes([health], isolated_config(), health.next_run) == []
        return health.state

    states = [checked(LAST)]
    for n, outcome in enumerate(("unreachable", "unreachable", "finished", "finished"), 1):
        news = portal.news(LAST + n * DAY) if outcome == "finished" else ()
        portal.run(LAST + n * DAY, news, outcome=outcome)
        states += [checked(LAST + n * DAY), checked(LAST + n * DAY)]
    broken, fixed, well = State.BROKEN, State.FIXED, State.OK
    assert states == [well, broken, broken, broken, broken, fixed, fixed, well, well]


def test_runs_that_are_cut_short_are_no_fault_until_none_has_come_to_its_end_for_weeks(
    portal: Written,
) -> None:
    for n in range(1, 16):
        portal.run(LAST + n * DAY, portal.news(LAST + n * DAY), outcome=SHUTDOWN)
        state = portal.health(LAST + n * DAY).state
        assert state is (State.OK if n < 14 else State.LATE), n


@pytest.mark.parametrize(
    ("problem", "state"),
    [("empty", State.BROKEN), ("unknown_layout: h3", State.BROKEN), ("challenge", State.BLOCKED)],
)
def test_lists_that_are_none_any_more(portal: Written, problem: str, state: State) -> None:
    failed = SectionEnd(SECTION, problem=problem)
    portal.run(LAST, hour=12, sections=[failed])
    assert portal.health(LAST, 13).state is State.OK
    portal.run(LAST + DAY, sections=[failed])
    verdict = portal.health(LAST + DAY).verdict
    assert verdict.state is state
    assert verdict.reason == f"1 of 1 sections: {problem}"
    assert verdict.page == SECTION


def test_one_section_of_many_is_no_fault_of_the_portal(portal: Written) -> None:
    portal.sections = tuple(SectionEnd(f"{HOST}/muc-{n}") for n in range(12))
    portal.run(LAST, hour=12)
    lost = [SectionEnd(portal.sections[0].url, problem="http_404"), *portal.sections[1:]]
    for n in range(1, 4):
        portal.run(LAST + n * DAY, portal.news(LAST + n * DAY), sections=lost)
        assert portal.health(LAST + n * DAY).state is State.OK


def test_a_menu_that_leads_nowhere_any_more(portal: Written) -> None:
    portal.sections = (SectionEnd(SECTION), *(SectionEnd(f"{HOST}/muc-{n}") for n in range(6)))
    portal.run(LAST, hour=12)
    home = [SectionEnd(SECTION)]
    portal.run(LAST + DAY, portal.news(LAST + DAY), sections=home)
    assert portal.health(LAST + DAY).state is State.OK
    portal.run(LAST + 2 * DAY, portal.news(LAST + 2 * DAY), sections=home)
    verdict = portal.health(LAST + 2 * DAY).verdict
    assert verdict.state is State.BROKEN
    assert verdict.reason == "1 of 7 sections are still found"


@pytest.mark.parametrize(("flag", "word"), [(Flag.NO_DATE, "no date"), (Flag.NO_TITLE, "no title")])
def test_articles_that_lose_something_suddenly(portal: Written, flag: Flag, word: str) -> None:
    for n in (1, 2, 3):
        day = LAST + n * DAY
        assert portal.health(day).state is State.OK
        portal.run(day, portal.news(day, flags=(flag,)))
    verdict = portal.health(LAST + 3 * DAY).verdict
    assert verdict.state is State.BROKEN
    assert verdict.reason == f"{word} in 3 of the last 3 articles, 0% before"
    assert verdict.page == url_of(portal.count)


def test_scans_are_no_articles_that_lost_their_text(portal: Written) -> None:
    scan = (Flag.NO_BODY, Flag.SCAN_ONLY)
    portal.run(LAST + DAY, portal.news(*[LAST + DAY] * 8, flags=scan))
    assert portal.health(LAST + DAY).state is State.OK


def test_known_articles_that_are_not_found(portal: Written) -> None:
    portal.run(LAST + DAY, missing=range(1, 60))
    verdict = portal.health(LAST + DAY).verdict
    assert verdict.state is State.BROKEN
    assert verdict.reason == "59 known articles not found"
    assert verdict.page in {url_of(n) for n in range(1, 60)}


def test_a_floor_that_is_missed(portal: Written) -> None:
    portal.site = SITE.model_copy(update={"min_articles": 1000})
    verdict = portal.health(LAST).verdict
    assert verdict.state is State.BROKEN
    assert verdict.reason == f"{portal.count} articles, fewer than 1000"


def test_texts_that_do_not_reach_elasticsearch(portal: Written) -> None:
    portal.run(LAST + DAY, portal.news(LAST + DAY), is_indexed=False)
    for n in range(2, 9):
        portal.run(LAST + n * DAY, portal.news(LAST + n * DAY), is_indexed=False)
    verdict = portal.health(LAST + 8 * DAY).verdict
    assert verdict.state is State.LATE
    assert verdict.reason == "Elasticsearch has no text of last week; 8 wait"


def test_volume_that_falls_to_a_sixth(isolated_config: Configure) -> None:
    portal = Written(isolated_config().data, isolated_config)
    before = filter(is_office_day, days(FIRST - timedelta(90), FIRST - DAY))
    portal.run(FIRST, portal.news(*(day for day in before for _ in range(6))))
    for day in days(FIRST + DAY, LAST):
        portal.run(day, portal.news(day) if is_office_day(day) else ())
    verdict = portal.health(LAST).verdict
    assert verdict.state is State.LATE
    assert verdict.reason == "19 articles in 28 days, 125 are usual"


def test_a_closed_portal_is_gone_not_broken(portal: Written) -> None:
    portal.site = SITE.model_copy(update={"valid_until": LAST})
    for n in (1, 2):
        portal.run(LAST + n * DAY, outcome="unreachable", sections=())
    verdict = portal.health(LAST + 2 * DAY).verdict
    assert verdict.state is State.GONE
    assert verdict.reason == "valid until 29/03/2026: 2 runs failed: unreachable"


def test_a_host_that_is_another_unit_s(portal: Written) -> None:
    old = SITE.model_copy(update={"valid_until": LAST})
    new = SITE.model_copy(update={"id": "langson/moi", "valid_from": LAST + DAY})
    portal.at(LAST + 9 * DAY)
    at = portal.health(LAST + 9 * DAY).next_run
    found = check([old, new], portal.data, at, [old, new])
    assert [health.state for health in found] == [State.GONE, State.LATE]
    assert found[0].verdict.reason == "its host is langson/moi today"
    before = check([old, new], portal.data, at - timedelta(8), [old, new])
    assert before[1].state is not State.LATE or before[1].verdict.reason == "never crawled"


def test_a_portal_whose_articles_are_all_marked_as_gone(portal: Written) -> None:
    with Ledger(ledger_path(portal.data, SITE.id)) as ledger, ledger.transaction():
        ledger.execute("UPDATE address SET gone_since = fetched_at")
    assert portal.health(LAST).state is State.GONE


def test_a_ledger_that_cannot_be_read(portal: Written) -> None:
    ledger_path(portal.data, SITE.id).write_bytes(b"no ledger" * 1000)
    verdict = portal.health(LAST).verdict
    assert verdict.state is State.BROKEN
    assert "ledger.sqlite" in verdict.reason
    with pytest.raises(KhotinError):
        Ledger(ledger_path(portal.data, SITE.id))


def test_a_clock_that_ran_ahead_hides_no_silence(portal: Written) -> None:
    portal.run(LAST + timedelta(400))
    verdict = portal.health(LAST + 5 * DAY).verdict
    assert verdict.state is State.LATE
    assert verdict.reason.startswith("no run since 29/03/2026")


def test_late_articles_teach_no_rhythm_that_the_runs_did_not_see(portal: Written) -> None:
    """Articles dated back arrive when they are seen; those of a pause of ours on their own days."""
    before = portal.health(LAST).figures.days
    back = portal.news(LAST - timedelta(40), LAST - timedelta(41))
    later = LAST + timedelta(10)
    pause = portal.news(*filter(is_office_day, days(LAST + DAY, later)))
    portal.run(later, [*back, *(replace(each) for each in pause)])
    after = portal.health(later).figures.days
    expected = {news.day for news in pause} | {later}
    assert {day for day in after if after[day] != before.get(day, 0)} == expected
