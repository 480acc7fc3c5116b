"""The learned rhythm: as rarely wrong as it says, and a portal that died is always found."""

import math
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operations.rhythm import (
    CHANCE,
    FALSE_ALARMS,
    LONGEST,
    compare_volume,
    count_working_days,
    exceedance,
    find_jump,
    is_working_day,
    learn_rhythm,
    stretch,
)

TODAY = date(2026, 11, 20)
DAY = timedelta(1)
working = (TODAY - DAY * n for n in range(1000))
WORKING_DAYS = sorted(day for day in working if is_working_day(day))


def poisson_days(rate: float, seed: int) -> list[date]:
    """Return the working days on which Poisson arrivals at a rate a day fell."""
    draw = random.Random(seed)
    return [day for day in WORKING_DAYS if draw.random() < 1 - math.exp(-rate)]


@pytest.mark.parametrize(("gaps", "rank"), [(1, 1), (5, 1), (20, 3), (250, 3)])
@pytest.mark.parametrize("level", [0.01, 1e-4])
def test_the_level_of_a_stretch_is_that_of_exponential_gaps(
    gaps: int, rank: int, level: float
) -> None:
    """The closed form against its own definition, integrated: E[U^c] for the k-th of n uniforms."""
    factor = stretch(gaps, rank, level)
    if factor >= LONGEST:
        assert exceedance(gaps, rank, LONGEST / 2) > level
        return
    steps = 20_000
    ways = math.comb(gaps, rank) * rank
    points = ((n + 0.5) / steps for n in range(steps))
    density = (u**factor * ways * u ** (rank - 1) * (1 - u) ** (gaps - rank) for u in points)
    assert sum(density) / steps == pytest.approx(exceedance(gaps, rank, factor), rel=0.01)
    assert exceedance(gaps, rank, factor) <= level


@pytest.mark.parametrize("rate", [3.0, 0.7, 0.2, 0.05])
def test_false_alarms_are_as_rare_as_stated(rate: float) -> None:
    """A year of Poisson news after a year of learning, 200 times: a Poisson bound on alarms."""
    portals, alarms = 200, 0
    for seed in range(portals):
        days = poisson_days(rate, seed)
        rhythm = learn_rhythm([day for day in days if day <= TODAY - 365 * DAY])
        later = [day for day in days if day > TODAY - 365 * DAY]
        alarms += sum(count_working_days(a, b) > rhythm.silence for a, b in pairwise(later))
    expected = FALSE_ALARMS * portals
    assert alarms <= expected + 4 * math.sqrt(expected)


@given(rate=st.floats(0.02, 5.0), seed=st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_a_portal_that_died_is_found_after_its_rhythm(rate: float, seed: int) -> None:
    days = poisson_days(rate, seed)
    if not days:
        return
    rhythm = learn_rhythm(days)
    deadline = rhythm.deadline(max(days))
    assert count_working_days(max(days), deadline) == rhythm.silence <= LONGEST
    following = next(d for n in range(1, 30) if is_working_day(d := deadline + DAY * n))
    assert count_working_days(max(days), following) == rhythm.silence + 1


@given(days=st.lists(st.dates(date(2024, 1, 1), date(2026, 1, 1)), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_whatever_the_days_a_rhythm_is_longer_than_most_gaps(days: list[date]) -> None:
    rhythm = learn_rhythm(days)
    assert rhythm == learn_rhythm(sorted(days, reverse=True))
    known = [day for day in sorted(set(days)) if day > max(days) - 365 * DAY]
    longer = sum(count_working_days(a, b) > rhythm.silence for a, b in pairwise(known))
    assert longer <= 2
    assert 1 <= rhythm.silence <= LONGEST


def test_two_outages_teach_nothing() -> None:
    """On days 60 and 120 of daily news a pause of three weeks each: the rhythm stays some days."""
    days = WORKING_DAYS[-250:]
    with_pauses = days[:60] + days[75:120] + days[135:]
    assert learn_rhythm(with_pauses).silence <= learn_rhythm(days).silence + 1 <= 6


def test_a_portal_that_slows_down_for_good_is_learned_after_three_times() -> None:
    days, late = WORKING_DAYS[-200:-100], 0
    for day in WORKING_DAYS[-100::10]:
        late += count_working_days(days[-1], day) > learn_rhythm(days).silence
        days.append(day)
    assert late == 3


@pytest.mark.parametrize(
    ("first", "year"), [(date(2024, 2, 10), 2024), (date(2025, 1, 29), 2025)], ids=str
)
def test_no_office_works_at_tet(first: date, year: int) -> None:
    assert first.year == year
    assert not any(is_working_day(first + n * DAY) for n in range(-5, 10))
    assert is_working_day(date(year, 9, 5))
    assert count_working_days(first - 6 * DAY, first + 9 * DAY) == 0


HANOI = Path(__file__).with_name("hanoi_days.txt")
"""The days of publication of the 2,083 articles of the recorded Hanoi portal, and how many each."""


def test_eleven_years_of_a_real_portal_raise_two_alarms_and_both_are_silences() -> None:
    lines = (line.split() for line in HANOI.read_text(encoding="utf-8").splitlines())
    counts = {date.fromisoformat(day): int(number) for day, number in lines}
    days = sorted(counts)
    assert sum(counts.values()) == 2083
    begun = next(n for n, day in enumerate(days) if day > date(2011, 6, 1))
    late = [
        (before, day)
        for n, (before, day) in enumerate(pairwise(days), 1)
        if n > begun and count_working_days(before, day) > learn_rhythm(days[:n]).silence
    ]
    assert late == [
        (date(2020, 10, 23), date(2021, 4, 16)),
        (date(2021, 4, 16), date(2022, 1, 29)),
    ]
    months = (days[begun] + 28 * n * DAY for n in range(140))
    assert not any(
        compare_volume({d: n for d, n in counts.items() if d <= day}, day).has_dropped
        for day in months
    )


def bursts(rate: float, seed: int) -> Counter[date]:
    """Return articles a working day in bursts: negative binomial, its variance twice the mean."""
    draw = random.Random(seed)
    return Counter({d: n for d in WORKING_DAYS[-270:] if (n := poisson(draw, rate))})


def poisson(draw: random.Random, rate: float) -> int:
    """Draw from a Poisson distribution whose mean is drawn from a gamma one."""
    mean, arrived = draw.gammavariate(rate, 1.0), 0
    while (mean := mean - draw.expovariate(1.0)) > 0:
        arrived += 1
    return arrived


@pytest.mark.parametrize("rate", [0.3, 2.0, 8.0])
def test_volume_in_bursts_raises_no_alarm_and_a_fall_does(rate: float) -> None:
    counts = [bursts(rate, seed) for seed in range(100)]
    assert sum(compare_volume(c, TODAY).has_dropped for c in counts) <= 100 * CHANCE + 1
    fallen = [
        Counter({d: n for d, n in c.items() if d <= TODAY - 28 * DAY or d.day % 9 == 0})
        for c in counts
    ]
    found = sum(compare_volume(c, TODAY).has_dropped for c in fallen)
    assert found >= {0.3: 0, 2.0: 60, 8.0: 95}[rate]


def test_nothing_to_compare_is_no_fall() -> None:
    assert not compare_volume({}, TODAY).has_dropped
    assert not compare_volume({TODAY: 50}, TODAY).has_dropped


def defects(share: float, number: int, seed: int) -> Iterator[bool]:
    draw = random.Random(seed)
    return (draw.random() < share for _ in range(number))


@pytest.mark.parametrize("share", [0.0, 0.05, 0.3, 0.6])
def test_a_jump_of_quality_is_found_and_chance_is_none(share: float) -> None:
    alarms = 0
    for seed in range(200):
        before, since = list(defects(share, 150, seed)), list(defects(share, 40, seed + 1000))
        alarms += find_jump(before, since) is not None
        jump = find_jump(before, [*since[:20], *[True] * 20])
        assert (jump is not None) or share >= 0.6
    assert alarms <= 2


def test_three_articles_suffice_after_a_hundred() -> None:
    assert find_jump([False] * 100, [True] * 2) is None
    assert find_jump([False] * 10, [*[False] * 100, *[True] * 3]) is not None
    jump = find_jump([False] * 100, [False, True, True, True])
    assert jump is not None
    assert (jump.recent, jump.of, jump.before) == (3, 3, 0.0)


@pytest.mark.parametrize(("bad", "good"), [(7, 2), (12, 2), (20, 2)])
def test_a_jump_is_over_with_the_articles_that_prove_it(bad: int, good: int) -> None:
    since = [False] * 10 + [True] * bad
    assert find_jump([False] * 100, since) is not None
    assert find_jump([False] * 100, [*since, *[False] * (good - 1)]) is not None
    assert find_jump([False] * 100, [*since, *[False] * good]) is None
    assert find_jump([False] * 100, [*since, *[False] * good, True]) is not None


def test_a_defect_of_every_second_article_is_not_over_with_a_good_one() -> None:
    since = [True, True, False] * 6
    assert find_jump([False] * 100, since) is not None
    assert find_jump([False] * 100, [*since, False, False]) is not None
