"""Whether portals are well, judged from outside the crawl: `check(sites, data, now)`.

What is judged are the ledgers, so a job that never ran shows as well as one that failed. A portal
that fails once is left in peace: what is wrong must stand for two runs or a day.

The states are those of `operations.verdict`; what a portal is to be expected to do is learned by
`operations.rhythm`.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from pathlib import Path

from crawler.coverage import SiteStatus
from crawler.dates import VIETNAM
from crawler.errors import KhotinError
from crawler.outcomes import NO_FAULT
from crawler.revisits import DAY
from crawler.schedule import next_moment
from crawler.site import Site
from operations.figures import FINISHED, FailedSection, Figures, RunRow, read_figures
from operations.memory import recall
from operations.rhythm import compare_volume, find_jump, learn_rhythm
from operations.verdict import BAD, DEFECT_NAMES, Health, State, Verdict

GRACE = timedelta(days=1)
"""A run is overdue when the moment after the missed one has come, too, and after a day anyway."""
HUNG = DAY
"""Milliseconds after which a run that brings nothing stands still."""
UNFINISHED = 14 * DAY
"""Milliseconds that runs may be cut short, by hours or by hand, before none coming to its end is a
fault: a large portal's first crawl takes days."""
FEW = 5
"""Sections that fail are a fault of the portal from one in so many on; a start page always is."""
REFUSALS = frozenset({
    "blocked", "robots_txt", "asked_to_wait", "challenge", "refused", "login", "busy",
    "http_401", "http_403", "http_429",
})  # fmt: skip
"""Outcomes of runs and problems of sections that mean that we are shut out."""


def check(
    sites: Sequence[Site], data: Path, now: datetime, registry: Collection[Site] = ()
) -> list[Health]:
    """Judge portals from their folders as of an aware time; nothing is asked and nothing written.

    `registry` are all entries: a host may be another one's today. A portal whose ledger cannot be
    read is broken. What is well again is called fixed by what `operations.memory` kept.
    """
    return [_check(site, data, now, registry) for site in sites]


def _check(site: Site, data: Path, now: datetime, registry: Collection[Site]) -> Health:
    at = int(now.timestamp() * 1000)
    today = now.astimezone(VIETNAM).date()
    damage: Verdict | None = None
    try:
        figures = read_figures(site.id, data, at)
    except KhotinError as error:
        damage = Verdict(State.BROKEN, str(error))
        figures = Figures(SiteStatus(site.id, None, None, None, 0, None, 0, 0, None))
    rhythm = learn_rhythm(list(figures.days))
    deadline = rhythm.deadline(max(figures.days)) if figures.days else None
    next_run = next_moment(site.rhythm(today), _last_start(figures, at) or now)
    volume = compare_volume(figures.days, today)
    health = Health(site, Verdict(State.OK), figures, rhythm, deadline, volume, next_run)
    verdict = damage or _other_unit(health, today, registry) or _judge(health, at)
    return replace(health, verdict=recall(data / site.id).settle(verdict, health.good_run))


def _judge(health: Health, at: int) -> Verdict:
    """Return the first thing that is wrong, in the order in which one hides the next."""
    site, day = health.site, datetime.fromtimestamp(at / 1000, VIETNAM).date()
    if overdue := _overdue(health, at):
        return overdue
    if verdict := next((found for look in _LOOKS for found in look(health, at)), None):
        if verdict.state in BAD and site.valid_until and site.valid_until < day:
            reason = f"valid until {site.valid_until:%d/%m/%Y}: {verdict.reason}"
            return Verdict(State.GONE, reason, verdict.page)
        return verdict
    return Verdict(State.OK)


def _other_unit(health: Health, today: date, registry: Collection[Site]) -> Verdict | None:
    site = health.site
    if site.valid_from and today < site.valid_from:
        return Verdict(State.OK, f"from {site.valid_from:%d/%m/%Y} on")
    if successor := site.find_successor(registry, today):
        return Verdict(State.GONE, f"its host is {successor.id} today", successor.start_urls[0])
    return None


def _last_start(figures: Figures, at: int) -> datetime | None:
    """Return when the last run started; one in the future was timed by a clock that was wrong."""
    starts = (run.started_at for run in figures.runs if run.started_at <= at)
    start = next(starts, None)
    return None if start is None else datetime.fromtimestamp(start / 1000, UTC)


def _overdue(health: Health, at: int) -> Verdict | None:
    site, figures = health.site, health.figures
    started = _last_start(figures, at)
    if started is None:
        return Verdict(State.LATE, "never crawled", site.start_urls[0])
    if figures.is_held and figures.runs[0].outcome is None:
        since = max(figures.runs[0].started_at, figures.active_at)
        stands = f"a run has brought nothing since {_moment(since)}"
        return Verdict(State.LATE, stands, site.start_urls[0]) if at - since > HUNG else None
    now = datetime.fromtimestamp(at / 1000, UTC)
    rule, missed = site.rhythm(now.astimezone(VIETNAM).date()), health.next_run
    latest = missed + GRACE if site.hours else min(next_moment(rule, missed), missed + GRACE)
    if now <= latest:
        return None
    reason = f"no run since {started.astimezone(VIETNAM):%d/%m/%Y %H:%M}; due {missed:%d/%m %H:%M}"
    return Verdict(State.LATE, reason, site.start_urls[0])


def _ended(figures: Figures) -> list[RunRow]:
    """Return the runs that came to an end of their own, newest first; killed ones, too."""
    runs = figures.runs[1:] if figures.is_held and not figures.runs[0].outcome else figures.runs
    return [run for run in runs if run.outcome not in NO_FAULT]


def _lasting(runs: Sequence[RunRow], is_bad: Callable[[RunRow], bool], at: int) -> int:
    """Return how many runs in a row were bad, newest first, 0 if it may pass by itself."""
    streak = len(list(takewhile(is_bad, runs)))
    if not streak or streak >= 2 or streak == len(runs):
        return streak
    return streak if at - runs[streak].started_at >= DAY else 0


def _marked_gone(health: Health, _at: int) -> Iterator[Verdict]:
    status = health.figures.status
    if status.articles and status.gone == status.articles:
        yield Verdict(State.GONE, "all its articles are marked as gone", health.figures.newest_url)


def _failing(health: Health, at: int) -> Iterator[Verdict]:
    figures, runs = health.figures, _ended(health.figures)
    if count := _lasting(runs, lambda run: run.outcome != FINISHED, at):
        outcome = runs[0].outcome or "killed"
        page = figures.failed_url or health.site.start_urls[0]
        runs_failed = "1 run" if count == 1 else f"{count} runs"
        yield Verdict(_shut_out(outcome), f"{runs_failed} failed: {outcome}", page)
    good_at = next((run.started_at for run in runs if run.outcome == FINISHED), None)
    since = figures.runs[-1].started_at if good_at is None else good_at
    if figures.runs[0].outcome in NO_FAULT and at - since > UNFINISHED:
        yield Verdict(State.LATE, f"no run has come to its end since {_moment(since)}")


def _shut_out(word: str) -> State:
    return State.BLOCKED if word.partition(":")[0] in REFUSALS else State.BROKEN


def _sections(health: Health, at: int) -> Iterator[Verdict]:
    site, figures = health.site, health.figures
    runs = _ended(figures)

    def lasts(section: FailedSection) -> bool:
        later = sum(run.id > section.good_run for run in runs)
        return section.good_at is None or later >= 2 or at - section.good_at >= DAY

    failed = [section for section in figures.failed if lasts(section)]
    starts = [section for section in failed if section.url in site.start_urls]
    if starts or len(failed) * FEW > figures.sections.read:
        first = (starts or failed)[0]
        reason = f"{len(failed)} of {figures.sections.read} sections: {first.problem}"
        yield Verdict(_shut_out(first.problem), reason, first.url)
    if figures.sections.lately * 2 < figures.sections.known:
        reason = f"{figures.sections.lately} of {figures.sections.known} sections are still found"
        yield Verdict(State.BROKEN, reason, site.start_urls[0])


def _articles(health: Health, at: int) -> Iterator[Verdict]:
    site, status = health.site, health.figures.status
    if status.articles < max(site.min_articles, 1):
        floor = f"{status.articles} articles, fewer than {site.min_articles}"
        reason = floor if status.articles else "no articles"
        yield Verdict(State.BROKEN, reason, site.start_urls[0])
    if status.absent and _lasting(_ended(health.figures), lambda run: run.absent > 0, at):
        reason = f"{status.absent} known articles not found"
        yield Verdict(State.BROKEN, reason, health.figures.absent_url)


def _quality(health: Health, _at: int) -> Iterator[Verdict]:
    quality = health.figures.quality
    for defect, name in DEFECT_NAMES.items():
        before, since = ([defect in found for found in q] for q in (quality.before, quality.since))
        if jump := find_jump(before, since):
            reason = (
                f"{name} in {jump.recent} of the last {jump.of} articles, {jump.before:.0%} before"
            )
            yield Verdict(State.BROKEN, reason, quality.pages.get(defect))


def _stuck(health: Health, _at: int) -> Iterator[Verdict]:
    if health.figures.is_stuck:
        reason = f"Elasticsearch has no text of last week; {health.figures.waiting} wait"
        yield Verdict(State.LATE, reason)


def _silent(health: Health, _at: int) -> Iterator[Verdict]:
    """Find a portal dead behind good runs; only a run after the deadline proves the silence."""
    figures = health.figures
    good = next((run for run in figures.runs if run.outcome == FINISHED), None)
    if good is None or health.deadline is None:
        return
    if datetime.fromtimestamp(good.started_at / 1000, VIETNAM).date() > health.deadline:
        days, last = health.rhythm.silence, max(figures.days)
        reason = f"nothing new since {last:%d/%m/%Y}; up to {days} working days are usual"
        yield Verdict(State.LATE, reason, figures.newest_url)
    if health.volume.has_dropped:
        usual = f"{health.volume.expected:.0f} are usual"
        reason = f"{health.volume.recent} articles in 28 days, {usual}"
        yield Verdict(State.LATE, reason, figures.newest_url)


_LOOKS = (_marked_gone, _failing, _sections, _articles, _quality, _stuck, _silent)


def _moment(milliseconds: int) -> str:
    return f"{datetime.fromtimestamp(milliseconds / 1000, VIETNAM):%d/%m/%Y %H:%M}"
