"""Which portal is due when: a fake clock walks through rhythms, failures and jumps."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from crawler.dates import VIETNAM
from crawler.due import History, due_since, due_sites, read_history, what_is_due
from crawler.errors import RegistryError
from crawler.folders import ledger_path
from crawler.ledger import Ledger
from crawler.lock import hold_lock
from crawler.schedule import AFTERWARDS, USUAL, check_rule, latest_moment, next_moment
from crawler.site import Site, load_sites
from tests.crawler.test_site import ENTRY

MONDAY = datetime(2025, 3, 3, tzinfo=VIETNAM)
TICK = timedelta(minutes=30)
"""How often a timer asks what is due."""
HOUR = timedelta(hours=1)
YEAR = timedelta(days=365)


@pytest.mark.parametrize(
    ("rule", "latest", "following"),
    [
        (USUAL, "2025-03-05T06:00", "2025-03-05T12:00"),
        ("FREQ=HOURLY;INTERVAL=5", "2025-03-05T04:00", "2025-03-05T09:00"),
        ("FREQ=DAILY;BYHOUR=5,17;BYMINUTE=30", "2025-03-05T05:30", "2025-03-05T17:30"),
        (AFTERWARDS, "2025-03-03T00:00", "2025-03-10T00:00"),
        ("FREQ=MONTHLY", "2025-03-01T00:00", "2025-04-01T00:00"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2024-02-29T00:00", "2028-02-29T00:00"),
    ],
)
def test_a_rule_names_moments_in_viet_nams_time(rule: str, latest: str, following: str) -> None:
    asked = datetime(2025, 3, 4, 23, 15, tzinfo=UTC)  # Wednesday, 06:15 there
    assert check_rule(rule) == rule
    assert latest_moment(rule, asked) == datetime.fromisoformat(f"{latest}:00+07:00")
    assert next_moment(rule, asked) == datetime.fromisoformat(f"{following}:00+07:00")


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("every day", "no recurrence rule of hours or longer"),
        ("freq=daily", "no recurrence rule of hours or longer"),
        ("FREQ=MINUTELY", "no recurrence rule of hours or longer"),
        ("FREQ=DAILY\nRDATE:20250101T000000", "no recurrence rule of hours or longer"),
        ("FREQ=DAILY;COUNT=3", "COUNT: a rhythm has no end"),
        ("FREQ=DAILY;UNTIL=20250701T000000", "UNTIL: a rhythm has no end"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL: no number from 1 to 99"),
        ("FREQ=DAILY;BYDAY=XX", "invalid 'BYDAY': XX"),
        ("FREQ=HOURLY;BYHOUR=25", "no recurrence rule"),
        ("FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2", "names no moment at all"),
    ],
)
def test_a_rule_that_would_silence_a_portal_is_refused_at_load(
    rule: str, message: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=message):
        check_rule(rule)
    text = rule.replace("\n", "\\n")
    (tmp_path / "langson.toml").write_text(f'{ENTRY}schedule = "{text}"\n', encoding="utf-8")
    with pytest.raises(RegistryError) as refused:
        load_sites(tmp_path)
    assert str(refused.value).startswith(f"{tmp_path}/langson.toml:8: schedule: ")


def walk(
    rule: str, clock: Sequence[datetime], failing: Sequence[str] = ()
) -> Iterator[tuple[datetime, bool]]:
    """Yield when a portal is crawled, and whether it went well, as a timer sees a clock.

    It fails on the days of `failing`.
    """
    history = History(clock[0] - TICK)
    for at in clock:
        if due_since(rule, history, at) is not None:
            failed = f"{at:%Y-%m-%d}" in failing
            history = History(at, failures=history.failures + 1 if failed else 0)
            yield at, not failed


def ticks(begin: datetime, length: timedelta) -> list[datetime]:
    """Return the moments at which a timer asks."""
    return [begin + TICK * number for number in range(1 + length // TICK)]


def times(runs: Iterator[tuple[datetime, bool]]) -> list[str]:
    """Return the times of runs, as days and hours."""
    return [f"{at:%d %H:%M}" for at, _ in runs]


def test_after_a_failure_a_portal_is_asked_sooner_and_then_at_its_rhythm() -> None:
    found = times(walk(USUAL, ticks(MONDAY, timedelta(hours=33)), failing=["2025-03-03"]))
    assert found == [
        "03 00:00", "03 01:00", "03 03:00", "03 06:00", "03 12:00", "03 18:00",
        "04 00:00", "04 06:00",
    ]  # fmt: skip
    weekly = times(walk("FREQ=WEEKLY", ticks(MONDAY, 9 * 24 * HOUR), failing=["2025-03-03"]))
    assert weekly == [
        "03 00:00", "03 01:00", "03 03:00", "03 07:00", "03 15:00", "04 07:00", "10 00:00"
    ]  # fmt: skip


def test_a_portal_that_is_down_for_years_is_asked_no_more_than_its_rhythm_says() -> None:
    history = History(MONDAY - HOUR, failures=5000)
    assert due_since("FREQ=MONTHLY", history, MONDAY + 20 * 24 * HOUR) is None
    assert due_since("FREQ=MONTHLY", history, MONDAY + 30 * 24 * HOUR) is not None


def test_a_clock_that_jumps_costs_a_run_each_and_silences_nothing() -> None:
    day = 24 * HOUR
    clock = [
        *ticks(MONDAY, day - TICK),
        *ticks(MONDAY + YEAR, 3 * HOUR),  # forward by a year, and three hours there
        *ticks(MONDAY + day + 3 * HOUR, day - TICK),  # put right
        *ticks(MONDAY + day, day - TICK),  # back by a day
    ]
    runs = Counter(at.astimezone(VIETNAM).date() for at, _ in walk(USUAL, clock))
    assert runs == {
        date(2025, 3, 3): 4,
        date(2026, 3, 3): 1,
        date(2025, 3, 4): 4 + 4,  # at 3, when it was put right, 6, 12, 18; and again 0, 6, 12, 18
        date(2025, 3, 5): 1,
    }


@pytest.fixture
def registry(tmp_path: Path) -> dict[str, Site]:
    """Portals of every rhythm."""
    entries = {
        "usual": "",
        "daily": 'schedule = "FREQ=DAILY;BYHOUR=5;BYMINUTE=30"\n',
        "nightly": 'hours = "20:00-04:00"\n',
        "closed": "valid_until = 2025-03-01\n",
        "kept": 'valid_until = 2025-03-01\nschedule = "FREQ=DAILY"\n',
        "handed": "valid_until = 2025-03-05\n",
        "taker": "valid_from = 2025-03-06\n",
    }
    text = ""
    for name, lines in entries.items():
        entry = ENTRY.replace("van-lang", name).replace("valid_until = 2025-06-30\n", lines)
        host = "shared" if name in ("handed", "taker") else name
        text += entry.replace("vanlang.langson", host)
    (tmp_path / "langson.toml").write_text(text, encoding="utf-8")
    return load_sites(tmp_path)


def note_run(path: Path, at: datetime, outcome: str | None) -> None:
    """Enter a run into a portal's ledger; None: it was killed."""
    with Ledger(path) as ledger, ledger.transaction():
        values = int(at.timestamp() * 1000), outcome
        ledger.execute("INSERT INTO run (started_at, outcome) VALUES (?, ?)", *values)


def test_a_week_of_portals_with_rhythms_of_their_own(
    registry: dict[str, Site], tmp_path: Path
) -> None:
    runs: dict[str, list[datetime]] = {name: [] for name in registry}
    sites = list(registry.values())
    for at in ticks(MONDAY, 7 * 24 * HOUR - TICK):
        for site in due_sites(sites, sites, tmp_path, at):
            runs[site.id].append(at)
            note_run(ledger_path(tmp_path, site.id), at, "finished")
    found = {name.removeprefix("langson/"): times(iter([(t, True) for t in at]))
             for name, at in runs.items()}  # fmt: skip
    six_hours = [f"{day:02} {hour:02}:00" for day in range(3, 10) for hour in (0, 6, 12, 18)]
    assert found["usual"] == six_hours
    assert found["daily"] == ["03 00:00", *(f"{day:02} 05:30" for day in range(3, 10))]
    assert found["nightly"] == [
        f"{day:02} {hour}" for day in range(3, 10) for hour in ("00:00", "20:00")
    ]
    assert found["closed"] == ["03 00:00"]
    assert found["kept"] == [f"{day:02} 00:00" for day in range(3, 10)]
    assert found["handed"] == six_hours[:12]
    assert found["taker"] == six_hours[12:]


@pytest.mark.parametrize(
    ("outcomes", "was_cut", "failures"),
    [
        ([], False, 0),
        (["finished"], False, 0),
        (["unreachable", "finished", "imported"], False, 0),
        (["finished", None], False, 1),
        (["finished", "unreachable", "imported", None, "memusage_exceeded"], False, 3),
        (["unreachable", "shutdown"], True, 1),
        (["finished", "closespider_timeout", "outside_hours"], True, 0),
    ],
    ids=str,
)
def test_a_ledger_tells_what_became_of_runs(
    outcomes: list[str | None], was_cut: bool, failures: int, tmp_path: Path
) -> None:
    started = None
    for number, outcome in enumerate(outcomes):
        note_run(ledger_path(tmp_path, "mau/mot"), MONDAY + number * HOUR, outcome)
        started = MONDAY + number * HOUR if outcome != "imported" else started
    assert read_history(tmp_path, "mau/mot") == History(started, was_cut, failures)


def test_who_has_waited_longest_comes_first_and_who_is_crawled_not_at_all(
    registry: dict[str, Site], tmp_path: Path
) -> None:
    sites = [registry[f"langson/{name}"] for name in ("usual", "daily", "kept")]
    for site, hours in zip(sites, (7, 30, 50), strict=True):
        note_run(ledger_path(tmp_path, site.id), MONDAY - hours * HOUR, "finished")
    note_run(ledger_path(tmp_path, sites[0].id), MONDAY - 7 * HOUR, "closespider_timeout")
    at = MONDAY + 5 * HOUR
    assert due_sites(sites, sites, tmp_path, at) == [sites[1], sites[0], sites[2]]
    with hold_lock(tmp_path / sites[1].id / "crawl.lock"):
        assert due_sites(sites, sites, tmp_path, at) == [sites[0], sites[2]]


def test_a_damaged_ledger_is_left_for_the_crawl_to_report(
    registry: dict[str, Site], tmp_path: Path
) -> None:
    site = registry["langson/usual"]
    path = ledger_path(tmp_path, site.id)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no ledger" * 1000)
    assert what_is_due([site], [site], tmp_path, MONDAY) == ([site], [])
