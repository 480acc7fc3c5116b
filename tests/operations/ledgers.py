"""A portal's ledger as crawls of many days leave it, written through the ledger's own functions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from crawler.absences import note_absence, note_presence
from crawler.article import Article, Flag
from crawler.clock import now, now_ms
from crawler.dates import VIETNAM
from crawler.extract import EXTRACTOR_VERSION
from crawler.folders import ledger_path
from crawler.ledger import Ledger
from crawler.outcomes import Location, Outcome, SectionEnd, State
from crawler.revisions import mark_indexed, store_article, unextracted, waiting
from crawler.site import Site
from operations.health import check
from operations.verdict import Health

HOST = "https://dong-dang.example"
SECTION = f"{HOST}/tin"
SITE = Site(
    id="langson/dong-dang", name="Xã Đồng Đăng", platform="nukeviet", unit="06184",
    start_urls=(SECTION,), schedule="FREQ=DAILY",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class News:
    """An article that a run finds: its number, its day if its page states one, its flags."""

    number: int
    day: date | None
    flags: tuple[Flag, ...] = ()


@dataclass(slots=True)
class Written:
    """A portal below `data`; `configure` moves the clock."""

    data: Path
    configure: Callable[..., object]
    site: Site = SITE
    count: int = 0
    sections: tuple[SectionEnd, ...] = field(default=(SectionEnd(SECTION),))

    def at(self, day: date, hour: int = 6) -> None:
        """Set the clock to an hour of a day in Viet Nam."""
        self.configure(clock_offset=0)
        wanted = datetime.combine(day, time(hour), VIETNAM)
        self.configure(clock_offset=(wanted - now()).total_seconds())

    def news(self, *days: date, flags: tuple[Flag, ...] = ()) -> list[News]:
        """Return new articles, one for each day."""
        self.count += len(days)
        first = self.count - len(days) + 1
        return [News(first + n, day, flags) for n, day in enumerate(days)]

    def run(
        self,
        day: date,
        found: Iterable[News] = (),
        *,
        hour: int = 6,
        outcome: str | None = "finished",
        sections: Iterable[SectionEnd] | None = None,
        missing: Iterable[int] = (),
        is_indexed: bool = True,
    ) -> None:
        """Leave what a crawl, an extraction and an indexing of that hour leave."""
        self.at(day, hour)
        with Ledger(ledger_path(self.data, self.site.id)) as ledger:
            run = ledger.start_run()
            with ledger.transaction():
                for news in found:
                    self._keep(ledger, run, news)
                for number in missing:
                    gone = Outcome(str(number), url_of(number), State.NOT_FOUND, "http_404")
                    note_absence(ledger, gone, run, now_ms())
                listed = frozenset(str(n + 1) for n in range(self.count))
                for end in self.sections if sections is None else sections:
                    seen = SectionEnd(end.url, listed=listed, problem=end.problem)
                    ledger.finish_section(seen, run, now_ms())
                ledger.execute(
                    "UPDATE run SET absent = (SELECT count(*) FROM absence) WHERE id = ?", run
                )
                if outcome:
                    ledger.end_run(run, outcome)
                for item in waiting(ledger, 1000) if is_indexed else ():
                    mark_indexed(ledger, item.key, item.number, item.version)

    def _keep(self, ledger: Ledger, run: int, news: News) -> None:
        key, url = str(news.number), url_of(news.number)
        ledger.add_addresses([(key, url)], run)
        outcome = Outcome(key, url, State.CAPTURED)
        ledger.settle_address(outcome, now_ms())
        note_presence(ledger, key, now_ms())
        ledger.add_capture(outcome, now_ms(), 200, Location("a.warc.gz", 0, 1, 1))
        (capture,) = unextracted(ledger, EXTRACTOR_VERSION, 1)
        article = Article(
            url=url, canonical_url=url, key=f"{self.site.id}:{key}", site=self.site.id,
            platform=self.site.platform, captured_at=now(), http_status=200, title=f"Tin {key}",
            lead=None, body=(f"Tin số {key}.",), flags=news.flags,
            extractor_version=EXTRACTOR_VERSION,
            published_at=datetime.combine(news.day, time(5), VIETNAM) if news.day else None,
        )  # fmt: skip
        store_article(ledger, capture, article)

    def health(self, day: date, hour: int = 7) -> Health:
        """Return how the portal is at an hour of a day."""
        self.at(day, hour)
        return check([self.site], self.data, now(), [self.site])[0]


def url_of(number: int) -> str:
    """Return an article's address."""
    return f"{HOST}/tin/bai-{number}.html"


def days(first: date, last: date) -> Iterable[date]:
    """Yield the days from one to another, both with them."""
    while first <= last:
        yield first
        first += timedelta(1)
