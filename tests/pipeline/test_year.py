"""Two weeks around 1 July 2025: what `make year` shows of a year, in small."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from tests.pipeline.archive import Archive
from tests.year.judge import (
    TOLERATED,
    Difference,
    FalseAlarm,
    Told,
    compare,
    find_false_alarms,
    judge_faults,
)
from tests.year.plan import Fault, Kind, Plan, Post, World
from tests.year.simulate import Day, simulate
from tests.year.world import CLOSED, HANDED_OVER, REDIRECTED, plan_world

pytestmark = pytest.mark.drill

FIRST, LAST = date(2025, 6, 22), date(2025, 7, 6)
BEGIN, END = date(2025, 6, 26), date(2025, 7, 2)
FAULTS = {0: Kind.CHALLENGE, 5: Kind.REDESIGN, 10: Kind.HUNG}
"""What fails on hosts that come in two-day rhythms: an answer, a list, the crawler itself."""


def plan_weeks() -> World:
    """Return six hosts of which all but one are struck by something."""
    world = plan_world(FIRST, LAST, 11)
    chosen = {*FAULTS, CLOSED, HANDED_OVER, REDIRECTED}
    plans = [strike(plan) for plan in world.plans if plan.host in chosen]
    return replace(world, plans=tuple(plans))


def strike(plan: Plan) -> Plan:
    """Return a portal that is crawled every two days, with its fault, its edits and deletions."""
    plan = replace(plan, every=2)
    if plan.host not in FAULTS:
        return plan
    fault = Fault(FAULTS[plan.host], BEGIN, END)
    return replace(plan, faults=(fault,), posts=tuple(map(stir, plan.posts)))


def stir(post: Post) -> Post:
    """Return an article of the first day that is edited or deleted soon, if its number says so."""
    if post.shown > FIRST:
        return post
    edits = (FIRST + timedelta(days=1),) if post.number % 3 == 0 else ()
    deleted = FIRST + timedelta(days=3) if post.number % 10 == 1 else None
    return replace(post, edits=edits, deleted=deleted)


@dataclass(frozen=True, slots=True)
class Lived:
    """What came of the weeks."""

    world: World
    days: list[Day]
    told: list[Told]
    false_alarms: list[FalseAlarm]
    differences: list[Difference]


@pytest.fixture(scope="module")
def lived(make_archive: Callable[[str], Archive]) -> Lived:
    """Live through the weeks once."""
    world, archive = plan_weeks(), make_archive("year")
    days = simulate(world, archive)
    told, alarms = judge_faults(world, days), find_false_alarms(world, days)
    documents = list(archive.documents().values())
    return Lived(world, days, told, alarms, list(compare(world, LAST, documents)))


def test_the_index_is_what_was_published(lived: Lived) -> None:
    assert sum(len(plan.posts) for plan in lived.world.plans) > 100
    assert lived.differences == []


def test_every_failure_is_reported_within_the_rhythm_and_a_day(lived: Lived) -> None:
    kinds = {told.fault.kind for told in lived.told}
    assert kinds == {*FAULTS.values(), Kind.CLOSED, Kind.REDIRECTED}
    assert [told for told in lived.told if not told.is_in_time] == []


def test_no_false_alarm_stays(lived: Lived) -> None:
    assert [alarm for alarm in lived.false_alarms if alarm.days > TOLERATED] == []


def test_a_host_that_is_another_unit_s_is_gone_and_the_new_one_is_well(lived: Lived) -> None:
    last = lived.days[-1]
    before, after = sorted(p.id for p in lived.world.plans if p.host == HANDED_OVER)
    assert (last.states[before], last.states[after]) == ("gone", "ok")


def test_a_change_of_state_is_told_once(lived: Lived) -> None:
    for before, day in zip(lived.days, lived.days[1:], strict=False):
        bad = {"late", "broken", "blocked", "gone"}
        changed = {s for s in day.states if day.states[s] != before.states[s]}
        assert {s for s in changed if day.states[s] in bad} <= day.told <= changed


def test_what_was_mended_is_well_again(lived: Lived) -> None:
    after = [day for day in lived.days if day.day > END + timedelta(days=2)]
    struck = [plan.id for plan in lived.world.plans if plan.host in FAULTS]
    assert {day.states[site] for day in after for site in struck} <= {"ok", "fixed"}
