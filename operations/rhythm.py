"""How long a portal is usually silent, and when it publishes less than it did: learned, not set.

Days are counted as working days (Monday to Friday, without Tết), because offices write the news: of
the 2,083 articles of the recorded Hanoi portal 113 are of a weekend.

**Silence.** Of Poisson arrivals the gaps between days with news are memoryless. Be G the k-th
longest of n such gaps; the probability that the next one is longer than c·G is then, whatever the
rate, E[U^c] for the k-th smallest U of n uniform numbers, a Beta(k, n+1-k) variable:

    P(gap > c·G) = Γ(k+c) Γ(n+1) / (Γ(k) Γ(n+1+c))

So c follows from n and from how rarely an alarm may be false; no rate is estimated, no limit is set
by hand, and gaps that are more regular than Poisson's only make false alarms rarer. Counted in
whole days a gap is rounded up, and the level still holds. The two longest gaps of 20 or more are
passed over: an outage, once, is no rhythm.

**Volume.** The last 28 days against the year before, by working days: the likelihood ratio of one
Poisson rate against two, divided by the dispersion of the weeks (quasi-likelihood), because news
come in bursts; it is compared with chi-square of one degree of freedom.

**Quality.** A redesign shows as a jump in the share of articles without date, title or body.
"""

import math
import operator
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise, takewhile

from lunardate import LunarDate

FALSE_ALARMS = 0.02
"""False alarms a portal and year that silence may raise: with 40 portals one in 15 months."""
WINDOW = timedelta(days=365)
"""What a rhythm is learned from: the year before the last news."""
LONGEST = 260
"""Working days, one year: nobody's silence is usual for longer."""
SPARED, ENOUGH = 2, 20
"""So many of the longest gaps are passed over where there are enough."""
TET = timedelta(days=-5), timedelta(days=9)
"""From when to when around the first day of the lunar year offices are closed: the recorded Hanoi
portal published nothing from five days before to eight days after in half of its years."""
RECENT = timedelta(days=28)
DROP = 4
CHANCE = 1e-4
"""How rarely a change of volume or quality may be chance: both are looked at again and again."""
SPLITS, FEWEST = 20, 3
MENDED = 0.02
"""How rarely the good articles at the end may be chance: two do after ten that all were bad."""


@lru_cache(maxsize=512)
def _new_year(year: int) -> date:
    """Return the first day of a lunar year in China; Viet Nam's is a day off at most (2007)."""
    found: date = LunarDate(year, 1, 1).to_solar_date()
    return found


@lru_cache(maxsize=16_384)
def is_working_day(day: date) -> bool:
    """Tell whether offices work on a day in Viet Nam: no weekend, no Tết. One-day feasts count."""
    first = _new_year(day.year)
    return day.weekday() < 5 and not first + TET[0] <= day <= first + TET[1]


def count_working_days(after: date, until: date) -> int:
    """Return the working days after one day and until another, which is counted."""
    days = (until - after).days
    return sum(is_working_day(after + timedelta(n)) for n in range(1, days + 1))


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The longest silence that is usual, in working days, learned from `gaps` gaps."""

    silence: int
    gaps: int

    def deadline(self, last: date) -> date:
        """Return the last day on which silence since the last news is usual."""
        day, left = last, self.silence
        while left:
            day += timedelta(1)
            left -= is_working_day(day)
        return day


def learn_rhythm(days: Sequence[date]) -> Rhythm:
    """Learn a portal's rhythm from the days on which it published, in any order."""
    since = max(days, default=date.min + WINDOW) - WINDOW
    known = sorted({day for day in days if day > since})
    counted = (count_working_days(a, b) for a, b in pairwise(known))
    gaps = sorted((gap for gap in counted if gap), reverse=True)
    if not gaps:
        return Rhythm(LONGEST, 0)
    spared = SPARED if len(gaps) >= ENOUGH else 0
    years = max((known[-1] - known[0]) / WINDOW, 1 / 12)
    level = FALSE_ALARMS * years / len(gaps)
    silence = math.ceil(stretch(len(gaps), spared + 1, level) * gaps[spared])
    return Rhythm(min(silence, LONGEST), len(gaps))


def exceedance(gaps: int, rank: int, factor: float) -> float:
    """Return P(the next gap > factor · the rank-th longest of so many) for Poisson arrivals."""
    return math.exp(
        math.lgamma(rank + factor)
        - math.lgamma(rank)
        + math.lgamma(gaps + 1)
        - math.lgamma(gaps + 1 + factor)
    )


@lru_cache(maxsize=4096)
def stretch(gaps: int, rank: int, level: float) -> float:
    """Return the factor, 1 or more, for which `exceedance` is a level, to a hundredth."""
    low, high = 1.0, 2.0
    while high < LONGEST and exceedance(gaps, rank, high) > level:
        low, high = high, high * 2
    while high - low > 0.01:
        middle = (low + high) / 2
        low, high = (middle, high) if exceedance(gaps, rank, middle) > level else (low, middle)
    return high


@dataclass(frozen=True, slots=True)
class Volume:
    """Articles of the last 28 days, and how many the days before let expect."""

    recent: int
    expected: float
    probability: float
    """Of a difference as large as this by chance, 1 where there is nothing to compare."""

    @property
    def has_dropped(self) -> bool:
        """Tell whether there are less than a quarter of the usual, and not by chance."""
        return self.recent * DROP < self.expected and self.probability < CHANCE


def compare_volume(counts: Mapping[date, int], today: date) -> Volume:
    """Compare the articles of the last 28 days, today among them, with those of the year before."""
    start = today - RECENT
    ((recent, worked), (usual, span)) = (
        _volume(counts, start, today),
        _volume(counts, max(today - WINDOW, min(counts, default=today)), start),
    )
    if not (worked and usual and span >= worked):
        return Volume(recent, 0.0, 1.0)
    rate = (recent + usual) / (worked + span)
    deviance = 2 * sum(
        count * math.log(count / (rate * days))
        for count, days in ((recent, worked), (usual, span))
        if count
    )
    scaled = max(deviance, 0.0) / _dispersion(counts, today - WINDOW, start)
    return Volume(recent, usual / span * worked, math.erfc(math.sqrt(scaled / 2)))


def _volume(counts: Mapping[date, int], after: date, until: date) -> tuple[int, int]:
    """Return the articles and the working days after one day and until another."""
    articles = sum(count for day, count in counts.items() if after < day <= until)
    return articles, count_working_days(after, until)


def _dispersion(counts: Mapping[date, int], after: date, until: date) -> float:
    """Return the variance of weekly articles in multiples of their mean: 1 or more."""
    days = sorted(day for day in counts if after < day <= until)
    weeks = Counter[int]()
    for day in days:
        weeks[(until - day).days // 7] += counts[day]
    span = (until - days[0]).days // 7
    values = [weeks[week] for week in range(span)]
    mean = sum(values) / len(values) if values else 0.0
    if len(values) < 2 or not mean:
        return 1.0
    variance = sum((value - mean) ** 2 for value in values) / (len(values) - 1)
    return max(1.0, variance / mean)


@dataclass(frozen=True, slots=True)
class Jump:
    """From some article on far more of them have a defect than before."""

    recent: int
    of: int
    before: float
    """The share of those before, 0 to 1."""


def find_jump(before: Sequence[bool], since: Sequence[bool]) -> Jump | None:
    """Find the point in the newer articles from which a defect is far more frequent.

    Both say of each article, oldest first, whether it has the defect; the point may lie at any of
    the last 20 of `since`. Fisher's exact test at each, the level divided by their number
    (Bonferroni), and at least half of the articles have the defect from there on. A jump is over
    when articles without the defect follow it that would hardly be without it by chance.
    """
    flags = [*before, *since]
    defects, best = sum(flags), None
    latest = min(len(since), SPLITS)
    for size in range(FEWEST, latest + 1):
        hits = sum(flags[-size:])
        if hits * 2 < size or len(flags) == size:
            continue
        chance = _hypergeometric_tail(hits, size, defects, len(flags))
        if chance < CHANCE / latest and (best is None or chance < best[0]):
            best = chance, Jump(hits, size, (defects - hits) / (len(flags) - size))
    return best[1] if best and not _is_over(flags[-best[1].of :]) else None


def _is_over(flags: Sequence[bool]) -> bool:
    """Tell whether the last articles would be good so rarely if the defect were still there.

    Its share is taken from the articles before them, as if there were one more that is good.
    """
    good = len(list(takewhile(operator.not_, reversed(flags))))
    share = sum(flags) / (len(flags) - good + 1)
    return (1 - share) ** good < MENDED


def _hypergeometric_tail(hits: int, drawn: int, marked: int, total: int) -> float:
    """Return the probability of drawing so many marked ones or more."""
    ways = sum(
        math.comb(marked, n) * math.comb(total - marked, drawn - n)
        for n in range(hits, min(drawn, marked) + 1)
    )
    return ways / math.comb(total, drawn)
