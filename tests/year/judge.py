"""Was the year kept, and told? The index beside what was published, alarms beside faults."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

from operations.verdict import BAD, State
from tests.portals.markup import VIETNAM
from tests.portals.story import Story
from tests.year.plan import Fault, Kind, Plan, Post, World
from tests.year.simulate import Day

ONE = timedelta(days=1)
OF_ARTICLES = frozenset({Kind.FROZEN, Kind.DATELESS})
"""Faults that only news can show: reported within the rhythm of news, not of runs."""
TOLERATED = 2
"""Days that a false alarm may stay."""


@dataclass(frozen=True, slots=True)
class Told:
    """A planted fault: when it had to be reported, and when and how it was."""

    site: str
    fault: Fault
    due: date
    told: date | None
    state: str = ""
    reason: str = ""

    @property
    def is_in_time(self) -> bool:
        """Tell whether it was reported, and not too late."""
        return self.told is not None and self.told <= self.due


@dataclass(frozen=True, slots=True)
class FalseAlarm:
    """A portal that was called bad while nothing was wrong, from one day to another."""

    site: str
    first: date
    last: date
    state: str
    reason: str

    @property
    def days(self) -> int:
        """How many days it stayed."""
        return (self.last - self.first).days + 1


def judge_faults(world: World, days: Sequence[Day]) -> list[Told]:
    """Return every planted fault with its report.

    It has to come within the portal's rhythm and one day: the days between two runs, for what only
    news can show the days of silence that its news let expect when the fault began.
    """
    return [
        _judge_fault(plan, fault, days)
        for plan in world.plans
        for fault in plan.faults
        if fault.first <= days[-1].day
    ]


def _judge_fault(plan: Plan, fault: Fault, days: Sequence[Day]) -> Told:
    rhythm = timedelta(days=plan.every)
    due = fault.first + rhythm + ONE
    if fault.kind in OF_ARTICLES:
        begin = next(day for day in days if day.day == fault.first)
        due = max(due, (begin.deadlines.get(plan.id) or fault.first) + rhythm + ONE)
    for day in days:
        state = State(day.states[plan.id])
        if fault.first <= day.day < fault.end and state in {*BAD, State.GONE}:
            return Told(plan.id, fault, due, day.day, state, day.reasons[plan.id])
    return Told(plan.id, fault, due, None)


def find_false_alarms(world: World, days: Sequence[Day]) -> list[FalseAlarm]:
    """Return the times in which a portal was called bad, or gone, and nothing was wrong.

    What was wrong is over for the operator with the next run.
    """
    found = []
    for plan in world.plans:
        bad = [day for day in days if _is_false(plan, day)]
        numbered = enumerate(bad)
        for _, group in groupby(numbered, key=lambda pair: pair[1].day - pair[0] * ONE):
            stretch = [day for _, day in group]
            first, last = stretch[0], stretch[-1]
            state, reason = first.states[plan.id], first.reasons[plan.id]
            found.append(FalseAlarm(plan.id, first.day, last.day, state, reason))
    return found


def _is_false(plan: Plan, day: Day) -> bool:
    state = State(day.states[plan.id])
    if state not in {*BAD, State.GONE}:
        return False
    if plan.ends is not None and day.day > plan.ends:
        return False
    after = timedelta(days=plan.every)
    return not any(fault.first <= day.day < fault.end + after for fault in plan.faults)


@dataclass(frozen=True, slots=True)
class Difference:
    """A document that is not what was published, or an article without one."""

    site: str
    title: str
    what: str


def compare(
    world: World, until: date, documents: Sequence[Mapping[str, Any]]
) -> Iterator[Difference]:
    """Yield how the index differs from what was published until a day, that day included.

    An article may be missing if it disappeared before any run must have seen it.
    """
    kept: dict[tuple[str, str], Mapping[str, Any]] = {}
    for document in documents:
        place = document["site"], document["title"] or ""
        if place in kept:
            yield Difference(*place, "twice in the index")
        kept[place] = document
    for plan in world.plans:
        last = min(until, plan.ends or until)
        for post in (post for post in plan.posts if post.shown <= last):
            story = post.story(plan.id, last)
            document = kept.pop((plan.id, story.title), {})
            is_gone = post.deleted is not None and post.deleted <= last
            texts = _possible_texts(plan, post, last) if is_gone else [story]
            found = [_differs(document, text, is_gone=is_gone) for text in texts]
            what = found[-1] if all(found) else ""
            if what and (document or _could_be_seen(plan, post, last)):
                yield Difference(plan.id, story.title, what)
    yield from (Difference(*place, "never published") for place in kept)


def _possible_texts(plan: Plan, post: Post, last: date) -> list[Story]:
    """Return the texts that may be the last one seen of an article that was taken down.

    A text is looked at again at the latest when it has stood as long again as it had stood at the
    look before. So an edit may be missed that is gone sooner than the text before it had stood.
    """
    moments = (*post.edits, post.deleted or last)
    texts, stood = [post.story(plan.id, post.shown)], post.published_at.date()
    for edit, end in pairwise(moments):
        days = (edit + timedelta(days=n) for n in range((end - edit).days))
        if sum(plan.fault(day) is None for day in days) > (edit - stood).days + plan.every:
            texts.clear()
        texts.append(post.story(plan.id, edit))
        stood = edit
    return texts


def _could_be_seen(plan: Plan, post: Post, last: date) -> bool:
    """Tell whether it was shown, with nothing wrong, for the days between two runs."""
    if post.deleted is None and plan.ends is None:
        return True
    count = ((post.deleted or last + ONE) - post.shown).days
    days = (post.shown + timedelta(days=n) for n in range(count))
    return sum(plan.fault(day) is None for day in days) > plan.every


def _differs(document: Mapping[str, Any], story: Story, *, is_gone: bool) -> str:
    """Return in words what is wrong, "" if nothing is."""
    if not document:
        return "not in the index"
    if [document["lead"], *document["body"]] != [story.lead, *story.paragraphs]:
        return "another text"
    if bool(document["gone_since"]) != is_gone:
        return "gone, and not marked" if is_gone else "marked as gone, and is there"
    stated = document["published_at"]
    if stated is None:
        return "without its date"
    day = datetime.fromisoformat(stated).astimezone(VIETNAM).date()
    return "" if day == story.published_at.date() else f"dated {day}"
