"""The registry: one TOML file a province, one [[site]] a portal, validated and frozen."""

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from cryptography.x509 import load_pem_x509_certificates
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo
from rich.table import Table

from crawler.errors import RegistryError
from crawler.fetching.rendering import rendering_settings
from crawler.hours import CrawlHours
from crawler.platforms import PLATFORMS, make
from crawler.platforms.base import Platform
from crawler.schedule import AFTERWARDS, USUAL, check_rule
from crawler.urls import host_of


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        message = f"not a regular expression: {error}"
        raise ValueError(message) from None
    return text


def _platform(name: str) -> str:
    if name not in PLATFORMS:
        message = f"no platform {name!r}; there are {', '.join(sorted(PLATFORMS))}"
        raise ValueError(message)
    return name


def _hours(text: str) -> str:
    CrawlHours.parse(text)
    return text


def _bundle(path: Path, info: ValidationInfo) -> Path:
    """Return a PEM file's path, from the registry file's folder; raises ValueError."""
    path = (info.context or {}).get("folder", Path()) / path
    try:
        load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        message = f"no PEM file with certificates: {error}"
        raise ValueError(message) from None
    return path


def _is_loopback(host: str | None) -> bool:
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


HttpUrl = Annotated[str, Field(pattern=r"^https?://[^/?#@\s]+([/?#]|$)")]
"""Without user and password: addresses are kept, shown and sent on."""


class Site(BaseModel):
    """A portal's entry; what follows `start_urls` is there only where it is not the default."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)+$")
    """Province and portal, such as "thanhhoa/tho-xuan"; also the portal's folder below the data
    folder."""
    name: str = Field(min_length=1)
    platform: Annotated[str, AfterValidator(_platform)]
    unit: str = Field(pattern=r"^\d{2,5}$")
    """Administrative code of the unit that publishes, in the vintage of `vintage`."""
    start_urls: Annotated[tuple[HttpUrl, ...], Field(min_length=1, strict=False)]
    """List pages, sitemaps, or a home page where the platform finds its sections from there."""
    delay: Annotated[float, Field(ge=0, strict=False)] | None = None
    """Seconds between two requests; None: the platform's, or none for a portal on this machine."""
    connections: int = Field(default=1, ge=1, le=16)
    """Connections to the portal at one time."""
    hours: Annotated[str, AfterValidator(_hours)] | None = None
    """Hours of the day, in Vietnam's time, outside which nothing is asked: "20:00-06:00"."""
    schedule: Annotated[str, AfterValidator(check_rule)] | None = None
    """When `khotin run --due` crawls it: a recurrence rule of RFC 5545, such as "FREQ=DAILY"; None:
    `crawler.schedule` says."""
    ca_bundle: Annotated[Path, Field(strict=False), AfterValidator(_bundle)] | None = None
    """PEM file, relative to the registry file, of certificates that the portal does not send, such
    as a missing intermediate; trusted beside the system's, for this portal only."""
    old_tls: bool = False
    """Speak TLS 1.0 and 1.1, and renegotiate without RFC 5746, with a portal that knows nothing
    newer; its certificate is verified all the same."""
    min_articles: int = Field(default=1, ge=0)
    """The floor: a portal known to have fewer articles than this fails its run."""
    article_pattern: Annotated[str, AfterValidator(_pattern)] | None = None
    """For `generic`: a regular expression that the path of an article's address matches."""
    attachments: bool = False
    """Fetch the files that articles offer, and read them; without it they are kept by name only."""
    file_hosts: Annotated[frozenset[str], Field(strict=False)] = frozenset()
    """Further hosts, with ports and in lower case, from which files are fetched."""
    render: bool = False
    """Have a browser run the scripts of its lists; needs the extra `render` and Chromium."""
    valid_from: date | None = None
    valid_until: date | None = None
    """The days between which the host belongs to the unit; None: without a bound."""
    verified: date | None = None
    """The day on which a person or a recording last proved the entry."""

    @property
    def vintage(self) -> date:
        """The day by whose administrative map `unit` is to be read."""
        return self.valid_until or date.today()  # noqa: DTZ011 - a calendar day, not an instant

    @cached_property
    def hosts(self) -> frozenset[str]:
        """Hosts that belong to the portal, as `crawler.urls.host_of` spells them."""
        return frozenset(map(host_of, self.start_urls))

    @cached_property
    def attachment_hosts(self) -> frozenset[str]:
        """Hosts from which files are fetched; none unless the entry asks for `attachments`."""
        return self.hosts | self.file_hosts if self.attachments else frozenset()

    def may_offer(self, url: str) -> bool:
        """Tell whether a file is to be fetched from an address."""
        return host_of(url) in self.attachment_hosts

    def is_valid_on(self, day: date) -> bool:
        """Tell whether the host belongs to the unit on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)

    def rhythm(self, day: date) -> str:
        """Return the recurrence rule of its crawls on a day."""
        return self.schedule or (USUAL if self.is_valid_on(day) else AFTERWARDS)

    def find_successor(self, sites: Iterable["Site"], day: date) -> "Site | None":
        """Return the entry whose unit has one of this one's hosts on a day, if this one has not."""
        if self.is_valid_on(day):
            return None
        return next((s for s in sites if s.is_valid_on(day) and s.hosts & self.hosts), None)

    @property
    def is_local(self) -> bool:
        """Tell whether the portal runs on this machine, where politeness protects nobody."""
        return all(_is_loopback(urlsplit(url).hostname) for url in self.start_urls)

    def make_platform(self) -> Platform:
        """Return the platform with this entry's options."""
        options = {"article_pattern": self.article_pattern} if self.article_pattern else {}
        return make(self.platform, **options)

    def request_delay(self) -> float:
        """Return the seconds to leave between two requests."""
        if self.delay is not None:
            return self.delay
        return 0.0 if self.is_local else PLATFORMS[self.platform].delay

    def scrapy_settings(self) -> dict[str, Any]:
        """Return the Scrapy settings that the entry decides.

        Raises PrerequisiteError if it asks for a browser that is not there.
        """
        delay = self.request_delay()
        rendering = rendering_settings(self.start_urls[0], self.hosts) if self.render else {}
        return {
            "CONCURRENT_REQUESTS": self.connections,
            "CONCURRENT_REQUESTS_PER_DOMAIN": self.connections,
            "DOWNLOAD_DELAY": delay,
            # A delay is what a portal's flood blocker allows: half of it is too little.
            "DOWNLOAD_DELAY_JITTER": 0.0,
            "AUTOTHROTTLE_ENABLED": delay > 0,
            # Scrapy's 5 s would cost every run ten seconds; a slow answer slows the next one down.
            "AUTOTHROTTLE_START_DELAY": delay,
            "AUTOTHROTTLE_TARGET_CONCURRENCY": float(self.connections),
            "CRAWL_HOURS": self.hours,
            "CA_BUNDLE": self.ca_bundle,
            "OLD_TLS": self.old_tls,
            "PRIVATE_ADDRESSES": self.is_local,
            **rendering,
        }


def _line_of(lines: Sequence[str], entry: int, key: str | None) -> int:
    """Return the 1-based line of a key in the n-th [[site]] table, or of the table's header."""
    headers = [n for n, line in enumerate(lines, 1) if line.strip() == "[[site]]"]
    start = headers[entry] if entry < len(headers) else 1
    end = headers[entry + 1] if entry + 1 < len(headers) else len(lines) + 1
    for number in range(start, end):
        if key and re.match(rf"\s*{re.escape(key)}\s*=", lines[number - 1]):
            return number
    return start


def _parse_file(path: Path) -> list[tuple[Site, str]]:
    """Return the file's sites, each with the "file:line" of its header."""
    try:
        text = path.read_text(encoding="utf-8")
        entries = tomllib.loads(text).get("site")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{path}: {error}"
        raise RegistryError(message) from None
    if not isinstance(entries, list):
        message = f"{path}:1: no [[site]] table"
        raise RegistryError(message)
    lines = text.splitlines()
    sites = []
    context = {"folder": path.parent}
    for number, entry in enumerate(entries):
        try:
            site = Site.model_validate(entry, context=context)
            sites.append((site, f"{path}:{_line_of(lines, number, None)}"))
        except ValidationError as error:
            first = error.errors()[0]
            key = str(first["loc"][0]) if first["loc"] else None
            reason = first["msg"].removeprefix("Value error, ")
            message = f"{path}:{_line_of(lines, number, key)}: {key}: {reason}"
            raise RegistryError(message) from None
    return sites


def load_sites(
    folder: Path, unit_exists: Callable[[str, date], bool] | None = None
) -> dict[str, Site]:
    """Read every *.toml below a folder into sites by id, in order of file and line.

    `unit_exists` says whether an administrative code exists on a day; without it codes are not
    looked up. Raises RegistryError, with file and line, on the first entry that cannot be used.
    """
    if not folder.is_dir():
        message = f"{folder}: no such folder (KHOTIN_SITES names the registry)"
        raise RegistryError(message)
    sites: dict[str, Site] = {}
    places: dict[str, str] = {}
    for path in sorted(folder.rglob("*.toml")):
        for site, place in _parse_file(path):
            if site.id in sites:
                message = f"{place}: id {site.id!r} stands already at {places[site.id]}"
                raise RegistryError(message)
            if unit_exists and not unit_exists(site.unit, site.vintage):
                message = f"{place}: unit: no administrative unit {site.unit!r} on {site.vintage}"
                raise RegistryError(message)
            sites[site.id], places[site.id] = site, place
    if not sites:
        message = f"{folder}: no *.toml with a [[site]] (KHOTIN_SITES names the registry)"
        raise RegistryError(message)
    return sites


def find_site(sites: dict[str, Site], name: str) -> Site:
    """Return the site with an id; raises RegistryError if there is none."""
    if name not in sites:
        message = f"no site {name!r}; `khotin sites` lists them"
        raise RegistryError(message)
    return sites[name]


def select_sites(sites: dict[str, Site], patterns: Iterable[str]) -> list[Site]:
    """Return the sites whose id matches one of the patterns ("thanhhoa/*"), all for no pattern.

    Raises RegistryError for a pattern that matches nothing.
    """
    wanted = list(patterns) or ["*"]
    for pattern in wanted:
        if not any(fnmatchcase(name, pattern) for name in sites):
            message = f"no site matches {pattern!r}; `khotin sites` lists them"
            raise RegistryError(message)
    return [s for name, s in sites.items() if any(fnmatchcase(name, p) for p in wanted)]


def sites_table(sites: Iterable[Site]) -> Table:
    """Return the registry as a table that fits 80 columns."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Id", "Platform", "Unit", "Sections", "Name"):
        table.add_column(name, overflow="fold", justify="right" if name == "Sections" else "left")
    for site in sites:
        table.add_row(site.id, site.platform, site.unit, str(len(site.start_urls)), site.name)
    return table
