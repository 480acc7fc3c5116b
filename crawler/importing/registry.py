"""Whose an old answer is: a host belonged to one unit until a day, and to another one after it."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from crawler.dates import VIETNAM
from crawler.importing.record import Unusable
from crawler.site import Site
from crawler.urls import host_of


class DatedHosts:
    """The registry's portals by host and day.

    Several entries may share a host on one day (a province's portal with a part for each district):
    then an address is that entry's whose list pages share the longest path with it.
    """

    def __init__(self, sites: Iterable[Site]) -> None:
        self._sites: dict[str, list[Site]] = {}
        self.schemes: dict[str, str] = {}
        """How addresses of each host begin: "http" or "https"."""
        for site in sites:
            for url in site.start_urls:
                host = host_of(url)
                self.schemes.setdefault(host, urlsplit(url).scheme.lower())
                entries = self._sites.setdefault(host, [])
                if site not in entries:
                    entries.append(site)

    def find(self, url: str, at: datetime) -> Site:
        """Return the portal that answered at an address at a time.

        Raises Unusable: `no_portal` for a host of none, `other_days` for one that was no portal's
        on that day in Viet Nam, `several_portals` where the path does not tell whose it is.
        """
        entries = self._sites.get(host_of(url))
        if not entries:
            raise Unusable("no_portal")
        day = at.astimezone(VIETNAM).date()
        valid = [site for site in entries if site.is_valid_on(day)]
        if not valid:
            raise Unusable("other_days")
        if len(valid) == 1:
            return valid[0]
        shared = sorted(((_shared_path(site, url), site.id, site) for site in valid), reverse=True)
        if shared[0][0] == shared[1][0]:
            raise Unusable("several_portals")
        return shared[0][2]


def _shared_path(site: Site, url: str) -> int:
    """Return how many folders an address has in common with one of a portal's list pages."""
    path = urlsplit(url).path.split("/")
    starts = (urlsplit(start).path.split("/") for start in site.start_urls)
    return max(_common(path, start) for start in starts)


def _common(first: list[str], second: list[str]) -> int:
    same = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        same += 1
    return same
