"""Addresses that a portal elsewhere cannot have, and a resolver that does not give them out.

A portal's page, a redirect or its DNS may name a host of our own network: the router, a metadata
service, a database. Names are judged by what they resolve to, at the moment of connecting, so that
a name which answers differently every time gains nothing.
"""

from collections.abc import Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred

OWN_NAME = "localhost"
_refused: set[str] = set()


def is_private(host: str) -> bool:
    """Tell whether a host is this machine's or names an address that is not public.

    False for any other name: `PublicResolver` judges it.
    """
    if host.rstrip(".").lower() == OWN_NAME:
        return True
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return False
    return not address.is_global or address.is_multicast


def was_refused(host: str) -> bool:
    """Tell whether a name's last answer was refused for being private."""
    return host in _refused


class PublicResolver(CachingThreadedResolver):
    """Scrapy's resolver; a name that resolves to a private address does not resolve."""

    def getHostByName(  # noqa: N802 - Twisted's name
        self, name: str, timeout: Sequence[int] = ()
    ) -> "Deferred[str]":
        """Return the address; fails with DNSLookupError for one that is not public.

        A name that says by itself what it is passes: whoever asked for it has judged it.
        """
        answer: Deferred[str] = super().getHostByName(name, timeout)
        return answer if is_private(name) else answer.addCallback(self._public, name)

    def _public(self, address: str, name: str) -> str:
        if is_private(address):
            _refused.add(name)
            message = f"{name} resolves to {address}, which is not public"
            raise DNSLookupError(message)
        _refused.discard(name)
        return address
