"""Day after day: the portals change, what is due is run, and the health check looks at it.

Each day at `HOUR` the clock of `khotin` is set, and its own verbs run as processes of their own.
"""

import json
import shlex
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from crawler.due import due_sites
from crawler.lock import hold_lock
from crawler.site import load_sites
from tests.pipeline.archive import Archive
from tests.portals.markup import VIETNAM
from tests.portals.server import PORTALS
from tests.year.plan import Kind, Plan, World
from tests.year.server import serve_hosts
from tests.year.warm import Warm, warm

TOLD = "told.jsonl"
"""Where the alerts go, in the archive's folder."""
HOUR, CHECKED = time(20), time(21)
"""Vietnam's time of the daily round, after all that is published on its day, and of the check."""


@dataclass(frozen=True, slots=True)
class Day:
    """What the operator saw on a day: of each portal its state, and why."""

    day: date
    states: dict[str, str]
    reasons: dict[str, str]
    deadlines: dict[str, date | None]
    """Until when each portal's silence is usual, as learned from its news."""
    told: frozenset[str] = frozenset()
    """The portals of which an alert was sent."""


def write_entry(folder: Path, plan: Plan, address: str) -> None:
    """Write a portal's entry into the registry."""
    kind = PORTALS[plan.family]
    values: dict[str, object] = {
        "id": plan.id,
        "name": plan.name,
        "platform": kind.platform,
        "unit": plan.unit,
        "start_urls": [address + path for path in kind.starts],
        "schedule": f"FREQ=DAILY;INTERVAL={plan.every}",
        **kind.options,
    }
    lines = ["[[site]]", *(f"{name} = {json.dumps(value)}" for name, value in values.items())]
    bounds = {"valid_from": plan.valid_from, "valid_until": plan.valid_until}
    lines += [f"{name} = {day}" for name, day in bounds.items() if day]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{plan.id.replace('/', '-')}.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def simulate(
    world: World, archive: Archive, progress: Callable[[Day], None] = lambda day: None
) -> list[Day]:
    """Live through a world in an empty archive; `progress` is told of every day."""
    days: list[Day] = []
    with serve_hosts(world) as hosts:
        for plan in world.plans:
            write_entry(archive.folder / "sites", plan, hosts[plan.host].address)
        with warm(environment(archive), archive.folder) as process:
            for day in world.days:
                for host in hosts.values():
                    host.turn(day)
                with _hanging(world, archive, day):
                    _run_what_is_due(world, archive, process, _at(day, HOUR))
                    days.append(_check(archive, process, _at(day, CHECKED)))
                progress(days[-1])
            _look_at_everything(world, process)
    return days


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, VIETNAM)


@contextmanager
def _hanging(world: World, archive: Archive, day: date) -> Iterator[None]:
    """Hold the locks of the portals whose run hangs."""
    faults = {plan.id: plan.fault(day) for plan in world.plans}
    with ExitStack() as stack:
        for site, fault in faults.items():
            if fault and fault.kind is Kind.HUNG:
                stack.enter_context(hold_lock(archive.data / site / "crawl.lock"))
        yield


def _run_what_is_due(world: World, archive: Archive, process: Warm, at: datetime) -> None:
    """Do what a timer does, unless it fails."""
    if any(fault.kind is Kind.TIMER for p in world.plans if (fault := p.fault(at.date()))):
        return
    registry = load_sites(archive.folder / "sites").values()
    due = [site.id for site in due_sites(registry, registry, archive.data, at)]
    if due:
        process.khotin("crawl", *due, "--json", at=at)
        process.khotin("extract", *(w for s in due for w in ("--site", s)), "--json", at=at)
        process.khotin("index", *due, "--json", at=at)


def _check(archive: Archive, process: Warm, at: datetime) -> Day:
    """Ask for the portals' states as a monitor does; what is told is taken from the file."""
    told = archive.folder / TOLD
    before = told.stat().st_size if told.exists() else 0
    done = process.khotin("status", "--check", "--json", at=at)
    found = {line["site"]: line for line in json.loads(done.stdout)}
    messages = told.read_bytes()[before:].splitlines() if told.exists() else []
    return Day(
        at.date(),
        {site: line["state"] for site, line in found.items()},
        {site: line["reason"] for site, line in found.items()},
        {site: _day(line["deadline"]) for site, line in found.items()},
        frozenset(c["site"] for message in messages for c in json.loads(message)["changes"]),
    )


def _day(stated: str | None) -> date | None:
    return date.fromisoformat(stated) if stated else None


def environment(archive: Archive) -> dict[str, str]:
    """Return the operator's environment: what is told goes to a file, a line a message."""
    command = shlex.join(["sh", "-c", f"cat >> {shlex.quote(str(archive.folder / TOLD))}"])
    return {**archive.environment, "KHOTIN_ALERT_COMMAND": command, "KHOTIN_WORKERS": "1"}


def _look_at_everything(world: World, process: Warm) -> None:
    """Look at every known article of the portals that are left, as once in a while one should."""
    left = [plan.id for plan in world.plans if plan.ends is None]
    at = _at(world.last, time(22))
    process.khotin("crawl", "--recheck", *left, at=at)
    process.khotin("extract", at=at)
    process.khotin("index", at=at)
