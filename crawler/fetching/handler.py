"""How a request goes over the wire: to whom, how much of an answer is taken, by which certificates.

Scrapy bounds the body's size and the time; the rest of an answer is bounded here. It also leaves
certificates unverified unless told otherwise.
"""

import logging
from typing import TYPE_CHECKING

from OpenSSL import SSL
from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
)
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached
from service_identity import VerificationError
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from twisted.web._newclient import Request as TxRequest

from crawler.fetching.refusal import CertificateRefused, PrivateAddress, TooLarge
from crawler.fetching.resolver import is_private, was_refused
from crawler.fetching.tls import PortalTrust

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred
    from twisted.web.iweb import IResponse

MAX_HEAD = 256 << 10
"""Bytes of status line and headers; browsers stop at as much (Chromium 256 KiB, Firefox 384)."""

logger = logging.getLogger(__name__)


class BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Gives up an answer whose headers do not end; Twisted bounds a line, not their number."""

    _head = 0

    def request(self, request: TxRequest) -> "Deferred[IResponse]":
        """Send a request; its answer's headers are counted from zero."""
        self._head = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """Take bytes as they come."""
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self._head += len(data)
            if self._head > MAX_HEAD:
                error = TooLarge(f"more than {MAX_HEAD} bytes of headers")
                self._giveUp(Failure(error))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes bounded connections."""

    def buildProtocol(self, addr: IAddress | None) -> BoundedProtocol:  # noqa: N802
        """Return the protocol of a new connection."""
        return BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class PortalHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1; raises a Refusal for what no second try would change."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = BoundedFactory  # noqa: SLF001 - as Scrapy does
        self._trust = PortalTrust.from_crawler(crawler)
        self._contextFactory = self._trust  # type: ignore[assignment]  # zope knows
        self._local = crawler.settings.getbool("PRIVATE_ADDRESSES")
        self._warned: set[str] = set()

    async def download_request(self, request: Request) -> Response:
        """Send a request and return its answer."""
        host = urlparse_cached(request).hostname or ""
        if not self._local and is_private(host):
            message = f"{request.url}: not a public address"
            raise PrivateAddress(message)
        try:
            return await super().download_request(request)
        except CannotResolveHostError as error:
            if not was_refused(host):
                raise
            message = f"{host} resolves to an address that is not public"
            raise PrivateAddress(message) from error
        except DownloadCancelledError as error:
            raise TooLarge(str(error)) from error
        except DownloadFailedError as error:
            raise self._named(error, host) from error

    def _named(self, error: DownloadFailedError, host: str) -> Exception:
        """Return the failure by the name of its cause."""
        reasons = getattr(error.__cause__, "reasons", ())
        for cause in (reason.value for reason in reasons):
            if isinstance(cause, TooLarge):
                return cause
            if isinstance(cause, VerificationError):
                return self._refused(host, "it is issued for another host")
            if isinstance(cause, SSL.Error) and "certificate verify failed" in str(cause):
                return self._refused(host, self._trust.problem(host))
        return error

    def _refused(self, host: str, problem: str) -> CertificateRefused:
        """Return the failure, after saying once a host what to do about it."""
        message = f"{host}: certificate: {problem}"
        if host not in self._warned:
            self._warned.add(host)
            logger.warning(message)
        return CertificateRefused(message)
