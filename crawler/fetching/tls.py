"""Which certificates a portal may show: the system's trust, and what its entry adds to it.

Many portals leave out the intermediate certificate; browsers fetch or remember it, we name it in
the registry. Verification is never switched off. Old protocols are spoken where the entry says so.
"""

from pathlib import Path

from OpenSSL import SSL
from scrapy.crawler import Crawler
from twisted.internet._sslverify import OpenSSLDefaultPaths
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.internet.ssl import AcceptableCiphers, TLSVersion, optionsForClientTLS
from twisted.web.client import BrowserLikePolicyForHTTPS

CIPHERS = "DEFAULT"
OLD_CIPHERS = "DEFAULT:@SECLEVEL=0"
"""OpenSSL signs TLS 1.0 and 1.1 with SHA-1, which it allows at this level only."""
_LEGACY_SERVER = 0x4
"""SSL_OP_LEGACY_SERVER_CONNECT: a server without RFC 5746; pyOpenSSL gives it no name."""
_ALERTS = {
    42: "it is not valid yet, or damaged",
    45: "it has expired",
    48: "its issuer is not known: name the missing intermediate as ca_bundle",
}
"""Alerts of RFC 8446, 6.2, that OpenSSL sends for a certificate that it refuses."""


class Trust(OpenSSLDefaultPaths):
    """The system's certificates and a portal's own; notes why a certificate is refused."""

    def __init__(self, bundle: Path | None, *, old: bool) -> None:
        self._bundle = bundle
        self._old = old
        self.problem: str | None = None

    def _addCACertsToContext(self, context: SSL.Context) -> None:  # noqa: N802 - Twisted's name
        super()._addCACertsToContext(context)  # type: ignore[no-untyped-call]
        if self._bundle is not None:
            context.load_verify_locations(str(self._bundle))
        if self._old:
            context.set_cipher_list(OLD_CIPHERS.encode())
            context.set_options(_LEGACY_SERVER)
        context.set_info_callback(self._note)

    def _note(self, _: SSL.Connection, where: int, value: int) -> None:
        if where & SSL.SSL_CB_ALERT and where & SSL.SSL_CB_WRITE:
            self.problem = _ALERTS.get(value & 0xFF, self.problem)


class PortalTrust(BrowserLikePolicyForHTTPS):
    """Makes the TLS side of a portal's connections, by the entry's `ca_bundle` and `old_tls`."""

    def __init__(self, bundle: Path | None, *, old: bool) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._bundle = bundle
        self._old = old
        self._trusts: dict[str, Trust] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "PortalTrust":
        """Make one by the settings CA_BUNDLE and OLD_TLS."""
        bundle = crawler.settings.get("CA_BUNDLE")
        return cls(Path(bundle) if bundle else None, old=crawler.settings.getbool("OLD_TLS"))

    def creatorForNetloc(  # noqa: N802 - Twisted's name
        self, hostname: bytes, port: int
    ) -> IOpenSSLClientConnectionCreator:
        """Return what makes a verified connection to a host."""
        name = hostname.decode("ascii")
        trust = self._trusts.setdefault(name, Trust(self._bundle, old=self._old))
        ciphers = AcceptableCiphers.fromOpenSSLCipherString(  # type: ignore[no-untyped-call]
            OLD_CIPHERS if self._old else CIPHERS
        )
        options = {"fixBrokenPeers": True, "acceptableCiphers": ciphers}
        if self._old:
            options["insecurelyLowerMinimumTo"] = TLSVersion.TLSv1_0
        return optionsForClientTLS(
            name,
            trustRoot=trust,  # type: ignore[arg-type]  # zope knows
            extraCertificateOptions=options,
        )

    def problem(self, hostname: str) -> str:
        """Return why a host's last certificate was refused, for a person to act on."""
        trust = self._trusts.get(hostname)
        return (trust and trust.problem) or "it could not be verified"
