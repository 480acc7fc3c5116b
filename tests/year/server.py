"""The world's hosts over HTTP on loopback, each at its state of the day."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from tests.portals.answer import Answer, Request, page, redirect
from tests.portals.portal import Portal
from tests.portals.server import PORTALS, PortalServer
from tests.portals.story import Story
from tests.year.plan import Fault, Kind, Plan, World

POLL = 0.5
"""Seconds after which a server sees that it is to stop: forty must not keep a core busy."""
WHOLE = {
    Kind.ERRORS: page("<title>Server Error</title><h1>Runtime Error</h1>", 500),
    Kind.MAINTENANCE: page(
        "<html><head><title>Hệ thống đang bảo trì</title></head>"
        "<body><p>Mời quý vị quay lại sau.</p></body></html>"
    ),
    Kind.CHALLENGE: page(
        "<html><head><title>Just a moment...</title></head><body>"
        "<script>window._cf_chl_opt = {cvId: '3'};</script></body></html>"
    ),
}
"""What a host answers in every page's place."""
NOWHERE = page(
    "<html><head><title>Không tìm thấy trang</title></head>"
    "<body><h1>Không tìm thấy trang</h1><p>Trang không tồn tại.</p></body></html>"
)
"""An error page that answers 200."""
BUILT_BY_SCRIPT = page(
    "<html><head><title>Cổng thông tin điện tử</title></head><body><div id='app'></div>"
    "<noscript>Trang này cần JavaScript.</noscript><script src='/app.js'></script></body></html>"
)
"""A redesigned list: no link, a script that nobody runs."""
DATES = re.compile(
    r"\(?(?:(?:Thứ [^\s,]+|Chủ nhật),\s*)?".encode()
    + rb"(?:\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?20\d\d(?:[ ,|-]*\d{1,2}:\d\d(?: [AP]M)?)?"
    rb"|20\d\d-\d\d-\d\d(?:T[\d:]+(?:\.\d+)?(?:[+-]\d\d:?\d\d|Z)?)?)\)?"
)
"""A day in any form that a replica prints, with its weekday and in brackets."""


@dataclass(slots=True)
class Host:
    """One host: the portal that has it today, and what goes wrong there."""

    plans: tuple[Plan, ...]
    address: str = ""
    elsewhere: str = ""
    """Where a redirected host leads: another host's address."""
    fault: Fault | None = None
    name: str = "year"
    _shown: tuple[Story, ...] = ()
    _portal: Portal | None = None
    _paths: frozenset[str] = field(default_factory=frozenset)

    def turn(self, day: date) -> None:
        """Show the state of a day."""
        plan = next(plan for plan in self.plans if plan.is_valid(day))
        self.fault = plan.fault(day)
        is_frozen = self.fault is not None and self.fault.kind is Kind.FROZEN
        shown = tuple(plan.stories(self.fault.first if self.fault and is_frozen else day))
        if shown != self._shown or self._portal is None:
            self._portal, self._shown = make_replica(plan.family, shown), shown
            self._paths = frozenset(self._portal.path(story) for story in self._portal.stories)

    def answer(self, request: Request) -> Answer:
        """Answer as the portal would today; raises ConnectionResetError where nobody does."""
        if self._portal is None:
            message = "no day was turned to"
            raise LookupError(message)
        match self.fault.kind if self.fault else None:
            case Kind.OUTAGE | Kind.CLOSED:
                raise ConnectionResetError
            case Kind.ERRORS | Kind.MAINTENANCE | Kind.CHALLENGE as kind:
                return WHOLE[kind]
            case Kind.REDIRECTED:
                return redirect(f"{self.elsewhere}/")
            case Kind.REDESIGN if self._is_page(request):
                return BUILT_BY_SCRIPT
            case Kind.SOFT_404 if request.target in self._paths or request.path in self._paths:
                return NOWHERE
            case Kind.DATELESS:
                answer = self._portal.answer(request)
                return replace(answer, body=DATES.sub(b"", answer.body))
        return self._portal.answer(request)

    def _is_page(self, request: Request) -> bool:
        """Tell whether it is no article and no file: what a redesign rewrites."""
        return request.path not in self._paths and request.path != "/robots.txt"


def make_replica(family: str, stories: tuple[Story, ...]) -> Portal:
    """Return a replica of a family that shows these articles in its first two sections."""
    kind = PORTALS[family]
    names = list(kind.sections)[: None if family == "webforms" else 2]  # its sub-site is the third
    places = dict(zip(("first", "second"), names, strict=False))
    sections = {name: kind.sections[name] for name in names}
    narrowed: type[Portal] = type(kind.__name__, (kind,), {"sections": sections})
    return narrowed(stories=[replace(story, section=places[story.section]) for story in stories])


@contextmanager
def serve_hosts(world: World) -> Iterator[dict[int, Host]]:
    """Serve every host of a world on a port of its own; give the hosts by number."""
    numbers = sorted({plan.host for plan in world.plans})
    hosts = {n: Host(tuple(plan for plan in world.plans if plan.host == n)) for n in numbers}
    servers = [PortalServer(host, 0) for host in hosts.values()]  # type: ignore[arg-type]
    for place, host in enumerate(hosts.values()):
        host.address, host.elsewhere = (servers[n].served.url for n in (place, place - 1))
    threads = [
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": POLL})
        for server in servers
    ]
    for thread in threads:
        thread.start()
    try:
        yield hosts
    finally:
        stops = [threading.Thread(target=server.shutdown) for server in servers]
        for stop in stops:
            stop.start()
        for thread in (*stops, *threads):
            thread.join()
        for server in servers:
            server.server_close()
