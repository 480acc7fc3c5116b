"""A world drawn from a seed: forty portals of thirteen families, their articles, their faults.

The days are Vietnam's: nothing over Tết, little at weekends, and on 1 July 2025 the end of the
districts, whose hosts are switched off, handed to a commune, or left as they are.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import count, cycle
from random import Random

from indexer.gazetteer import Unit, list_units
from tests.portals.markup import VIETNAM
from tests.year.plan import FOR_EVER, Fault, Kind, Plan, Post, World

TET = (date(2025, 1, 25), date(2025, 2, 2))
"""The public holiday of 2025: first and last day."""
LAST_DISTRICT_DAY, REFORM = date(2025, 6, 30), date(2025, 7, 1)
CLOSED, HANDED_OVER, REDIRECTED, GOING_ON = 1, 3, 6, 8
"""Of ten portals those of districts, by what becomes of them; the others are provinces'."""
FAMILIES = (
    "nukeviet", "generic", "wordpress", "liferay62", "drupal", "webforms", "liferay7",
    "tandan_sharepoint", "newspaper", "webcenter", "modern_drupal", "sharepoint",
    "liferay_keyless",
)  # fmt: skip
DATED_ADDRESSES = frozenset({"tandan_sharepoint"})
"""Families whose addresses state the day: nothing is lost with the dates of their pages."""
RHYTHMS = ((2, 1.1), (4, 0.5), (6, 0.4), (8, 0.09), (4, 0.6))
"""Days between two runs and articles of a working day: busy, ordinary and quiet portals."""
BACKLOG = 12
"""Articles that a portal shows on the first day."""
FIRST_NUMBER = 40_001
"""The number of a portal's first article: families know them by five digits or more."""
EDITED_AFTER = (1, 1, 2, 3, 5, 9, 30, 90)
"""Days after which an article may be edited."""
UNSEEN = 130
"""Days before a portal's end in which nothing is edited or deleted: nobody need look again."""
LENGTHS = {
    Kind.OUTAGE: 6,
    Kind.ERRORS: 6,
    Kind.CHALLENGE: 8,
    Kind.MAINTENANCE: 7,
    Kind.REDESIGN: 14,
    Kind.SOFT_404: 10,
    Kind.HUNG: 7,
    Kind.DATELESS: 25,
    Kind.FROZEN: 60,
}
"""Days that a fault lasts beyond the portal's own rhythm."""
OF_BUSY = frozenset({Kind.DATELESS, Kind.FROZEN})
"""What only articles show: planted where there are enough."""
BUSY = 0.3
QUIET_START = 45
"""Days before the first fault: a rhythm has to be learned first."""


def plan_world(first: date, last: date, hosts: int, seed: int = 2025) -> World:
    """Draw a world; the same seed draws the same."""
    random = Random(seed)
    districts = [pair for pair in _districts() if pair[1] is not None]
    random.shuffle(districts)
    provinces = [unit for unit in list_units(REFORM) if not unit.commune]
    plans: list[Plan] = []
    kinds = cycle(LENGTHS)
    for host in range(hosts):
        is_district = host % 10 in {CLOSED, HANDED_OVER, REDIRECTED, GOING_ON}
        district, commune = districts[host]
        unit = district if is_district else provinces[host % len(provinces)]
        every, rate = RHYTHMS[host % len(RHYTHMS)]
        plan = Plan(
            id=f"mau/cong-{host + 1:02}",
            name=f"Cổng thông tin điện tử {unit.name}",
            family=FAMILIES[host % len(FAMILIES)],
            host=host,
            unit=unit.code,
            every=every,
            rate=rate * random.uniform(0.8, 1.25),
            valid_until=LAST_DISTRICT_DAY if is_district else None,
        )
        if host % 10 == HANDED_OVER:
            plans += _hand_over(plan, commune, first, last, random)
            continue
        faults = (*_end(host, first, last), *_faults(plan, first, last, kinds, random))
        plans.append(_publish(replace(plan, faults=_apart(faults)), first, last, random))
    return World(first, last, _without_timer(plans, first, last))


@lru_cache(maxsize=1)
def _districts() -> list[tuple[Unit, Unit | None]]:
    """Return the districts of the last day, each with the commune that took its name, if one did.

    No code leads from one to the other: names are compared.
    """
    communes = {(unit.province, unit.commune): unit for unit in list_units(REFORM) if unit.commune}
    districts = (u for u in list_units(LAST_DISTRICT_DAY) if u.district and not u.commune)
    return [(u, communes.get((u.province_now or "", u.district or ""))) for u in districts]


def _hand_over(
    plan: Plan, commune: Unit | None, first: date, last: date, random: Random
) -> Iterator[Plan]:
    """Yield the district's portal, which ends, and the commune's, which begins on its host."""
    yield _publish(replace(plan, is_handed_over=True), first, last, random)
    begin = REFORM
    if commune is not None and begin < last:
        later = replace(
            plan,
            id=f"{plan.id}-xa",
            name=f"Trang thông tin điện tử {commune.name}",
            unit=commune.code,
            valid_from=begin,
            valid_until=None,
        )
        yield _publish(later, begin, last, random)


def _end(host: int, first: date, last: date) -> Iterator[Fault]:
    """Yield how a portal of a district ends for good after the reform, if it does."""
    after_all = last + timedelta(days=1)
    begin = REFORM + timedelta(days=9 * (host // 10))
    if first < begin < last and host % 10 in {CLOSED, REDIRECTED}:
        yield Fault(Kind.CLOSED if host % 10 == CLOSED else Kind.REDIRECTED, begin, after_all)


def _faults(
    plan: Plan, first: date, last: date, kinds: "cycle[Kind]", random: Random
) -> Iterator[Fault]:
    """Yield a portal's passing faults, one or two in a year, each followed by a time of peace."""
    earliest = first + timedelta(days=min(QUIET_START, (last - first).days // 3))
    while True:
        kind = next(kinds)
        if kind in OF_BUSY and plan.rate < BUSY:
            kind = Kind.OUTAGE
        if kind is Kind.DATELESS and plan.family in DATED_ADDRESSES:
            kind = Kind.REDESIGN
        length = timedelta(days=LENGTHS[kind] + plan.every)
        latest = last - length - timedelta(days=plan.every + 3)
        if earliest > latest:
            return
        begin = earliest + timedelta(days=random.randrange(min(150, (latest - earliest).days + 1)))
        yield Fault(kind, begin, begin + length)
        earliest = begin + length + timedelta(days=60)


def _apart(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Drop passing faults that would reach into a portal's end."""
    ends = [fault.first for fault in faults if fault.kind in FOR_EVER]
    limit = min(ends, default=date.max) - timedelta(days=10) if ends else date.max
    return tuple(f for f in faults if f.kind in FOR_EVER or f.end < limit)


def _without_timer(plans: list[Plan], first: date, last: date) -> tuple[Plan, ...]:
    """Let no run start at all for nine days in October, longer than any portal's rhythm."""
    begin = date(2025, 10, 6)
    if not first < begin < last:
        return tuple(plans)
    timer = Fault(Kind.TIMER, begin, begin + timedelta(days=9))
    margin = timedelta(days=12)
    return tuple(
        replace(
            plan,
            faults=(
                *(
                    fault
                    for fault in plan.faults
                    if fault.kind in FOR_EVER
                    or fault.end + margin < timer.first
                    or fault.first > timer.end + margin
                ),
                timer,
            ),
        )
        if plan.ends is None or plan.ends > timer.first
        else plan
        for plan in plans
    )


def _publish(plan: Plan, first: date, last: date, random: Random) -> Plan:
    """Give a portal its articles: what it shows on the first day, and what comes day by day."""
    numbers = iter(count(FIRST_NUMBER))
    sections = cycle(("first", "first", "second"))
    end = plan.ends
    calm = last if end is None else end - timedelta(days=UNSEEN)
    posts = [
        _post(number, next(sections), (shown, dated, calm), random)
        for number, (shown, dated) in zip(
            numbers, _days(plan.rate, first, min(end or last, last), random), strict=False
        )
    ]
    return replace(plan, posts=tuple(posts))


def _days(rate: float, first: date, last: date, random: Random) -> Iterator[tuple[date, date]]:
    """Yield for each article the day on which it appears and the day that it states."""
    dates = [first - timedelta(days=1 + int(n / rate * 7 / 5)) for n in range(BACKLOG)]
    yield from ((first, dated) for dated in reversed(dates))
    for n in range(1, (last - first).days + 1):
        day = first + timedelta(days=n)
        for _ in range(_count(_rate_on(rate, day), random)):
            late = random.random() < 0.06
            yield day, day - timedelta(days=random.randint(1, 25) if late else 0)


def _rate_on(rate: float, day: date) -> float:
    if TET[0] <= day <= TET[1]:
        return 0.0
    return rate * (0.15 if day.weekday() >= 5 else 1.0)


def _count(rate: float, random: Random) -> int:
    """Return a number drawn from Poisson's distribution: arrivals of a day."""
    count, elapsed = 0, random.expovariate(rate) if rate else 2.0
    while elapsed < 1:
        count, elapsed = count + 1, elapsed + random.expovariate(rate)
    return count


def _post(number: int, section: str, days: tuple[date, date, date], random: Random) -> Post:
    """Draw an article's life from the days on which it appears, that it states, and of its peace.

    After the last of these it is neither edited nor deleted.
    """
    shown, dated, calm = days
    moment = datetime.combine(dated, time(random.randint(7, 17), random.randrange(60)), VIETNAM)
    edits: tuple[date, ...] = ()
    if random.random() < 0.1:
        after = random.choices(EDITED_AFTER, k=random.choice((1, 1, 2)))
        moments = sorted({shown + timedelta(days=n) for n in after})
        edits = tuple(day for day in moments if day <= calm)
    deleted = None
    if random.random() < 0.03:
        gone = shown + timedelta(days=random.randint(15, 150))
        deleted = gone if gone <= calm else None
    edits = tuple(day for day in edits if deleted is None or day < deleted)
    return Post(number, section, moment, shown, edits, deleted)
