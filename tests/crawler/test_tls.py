"""Certificates are verified, against the system's trust and what a portal's entry adds to it."""

import os
import ssl
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.crawler.certificates import Authority, serve_tls
from tests.crawler.fetch import fetch


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority whose root the crawl trusts."""
    return Authority.in_folder(tmp_path_factory.mktemp("authority"))


def ask(
    authority: Authority, servers: Mapping[str, ssl.SSLContext], **entry: object
) -> tuple[dict[str, str], str]:
    """Return what became of one page of each server, and all that was said."""
    environment = {**os.environ, "SSL_CERT_FILE": str(authority.trusted)}
    with ExitStack() as stack:
        urls = {stack.enter_context(serve_tls(context)): n for n, context in servers.items()}
        found = fetch(list(urls), environment=environment, entry=entry)
    return {urls[url]: outcome for url, outcome in found.outcomes.items()}, found.log


def old(authority: Authority) -> ssl.SSLContext:
    """Return the side of a server that speaks TLS 1.0 and nothing newer."""
    context = authority.context()
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSVersion.TLSv1 is deprecated"):
        context.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning, match="TLSVersion.TLSv1 is deprecated"):
        context.maximum_version = ssl.TLSVersion.TLSv1
    return context


def test_a_chain_is_verified_against_the_systems_trust(authority: Authority) -> None:
    whole, alone = authority.context(), authority.context(whole=False)
    outcomes, log = ask(authority, {"whole": whole, "alone": alone, "old": old(authority)})
    assert outcomes == {"whole": "200", "alone": "certificate", "old": "DownloadFailedError"}
    (said,) = (line for line in log.splitlines() if "certificate" in line)
    assert "localhost: certificate: its issuer is not known" in said
    assert "ca_bundle" in said


def test_a_bundled_intermediate_completes_a_chain_and_excuses_nothing(authority: Authority) -> None:
    servers = {
        "alone": authority.context(whole=False),
        "expired": authority.context(days=-1, whole=False),
        "another host": authority.context("tinh.example.vn"),
        "self-signed": authority.self_signed(),
    }
    outcomes, _ = ask(authority, servers, ca_bundle=str(authority.bundle))
    assert outcomes == dict.fromkeys(servers, "certificate") | {"alone": "200"}


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("expired", "it has expired"),
        ("another host", "it is issued for another host"),
    ],
)
def test_what_is_wrong_is_said(authority: Authority, fault: str, said: str) -> None:
    days, host = (-1, "localhost") if fault == "expired" else (30, "tinh.example.vn")
    _, log = ask(authority, {fault: authority.context(host, days=days)})
    assert f"localhost: certificate: {said}" in log


def test_a_bundle_is_no_trust_by_itself(tmp_path: Path, authority: Authority) -> None:
    stranger = Authority.in_folder(tmp_path)
    servers = {"stranger": stranger.context(whole=False)}
    outcomes, _ = ask(authority, servers, ca_bundle=str(stranger.bundle))
    assert outcomes == {"stranger": "certificate"}


def test_an_old_protocol_is_spoken_by_decision_and_verified_all_the_same(
    authority: Authority,
) -> None:
    servers = {"old": old(authority), "expired": authority.context(days=-1)}
    outcomes, _ = ask(authority, servers, old_tls=True)
    assert outcomes == {"old": "200", "expired": "certificate"}
