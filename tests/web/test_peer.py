"""Who really asks, behind proxies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from touchline.web.peer import PeerMiddleware
from touchline.web.peer import client as client_of

TRUSTED = (ip_network("127.0.0.1/32"), ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
Ask = Callable[..., HttpRequest]


@pytest.fixture
def ask(settings) -> Ask:  # type: ignore[no-untyped-def]
    """A request as the pages see it."""
    settings.TOUCHLINE = replace(settings.TOUCHLINE, trusted_proxies=TRUSTED)

    def through(peer: str, **headers: str) -> HttpRequest:
        seen = []

        def page(request: HttpRequest) -> HttpResponse:
            seen.append(request)
            return HttpResponse()

        PeerMiddleware(page)(RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers))
        return seen[0]

    return through


def test_nobody_else_is_believed(ask: Ask) -> None:
    lies = {"X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    request = ask("192.0.2.7", **lies)
    assert request.META["REMOTE_ADDR"] == "192.0.2.7"
    assert not request.is_secure()
    assert request.META.get("HTTP_HOST", "testserver") == "testserver"
    assert not [name for name in request.META if "FORWARDED" in name]


def test_a_trusted_proxy_is_believed(ask: Ask) -> None:
    told = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "t.example.com"}
    request = ask("127.0.0.1", **told)
    assert request.META["REMOTE_ADDR"] == "192.0.2.7"
    assert request.is_secure()
    assert request.META["HTTP_HOST"] == "t.example.com"


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "1.1.1.1, 192.0.2.7", "192.0.2.7"),
        ("127.0.0.1", "1.1.1.1, 192.0.2.7, 10.1.2.3", "192.0.2.7"),
        ("127.0.0.1", "10.9.9.9, 10.1.2.3", "10.9.9.9"),
        ("127.0.0.1", "192.0.2.7, unknown", "127.0.0.1"),
        ("127.0.0.1", "192.0.2.7, nonsense, 10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "192.0.2.7:4711", "192.0.2.7"),
        ("127.0.0.1", "[2001:db8::7]:4711", "2001:db8::7"),
        ("127.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "fe80::1%eth0", "fe80::1"),
        ("127.0.0.1", "::ffff:192.0.2.7", "192.0.2.7"),
        ("::ffff:127.0.0.1", "192.0.2.7", "192.0.2.7"),
        ("fd00::1", "192.0.2.7", "192.0.2.7"),
        ("192.0.2.9", "192.0.2.7", "192.0.2.9"),
        ("127.0.0.1", ",".join(["10.0.0.1"] * 200 + ["192.0.2.7"]), "192.0.2.7"),
        ("127.0.0.1", "<script>", "127.0.0.1"),
    ],
)
def test_the_nearest_stranger_asks(ask: Ask, peer: str, forwarded: str, found: str) -> None:
    assert ask(peer, **{"X-Forwarded-For": forwarded}).META["REMOTE_ADDR"] == found


def test_a_proxy_that_says_nonsense_changes_neither_scheme_nor_host(ask: Ask) -> None:
    request = ask("127.0.0.1", **{"X-Forwarded-Proto": "gopher", "X-Forwarded-Host": ""})
    assert request.scheme == "http"
    assert request.get_host() == "testserver"


@pytest.mark.django_db
def test_https_is_kept_to_once_a_trusted_proxy_says_so(client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.TOUCHLINE = replace(settings.TOUCHLINE, trusted_proxies=TRUSTED)
    settings.SECURE_HSTS_SECONDS = 31_536_000
    told = {"X-Forwarded-Proto": "https"}
    assert client.get("/healthy", headers=told)["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in client.get("/healthy")
    assert "Strict-Transport-Security" not in client.get("/healthy", headers=told, REMOTE_ADDR="192.0.2.7")


ADDRESSES = st.ip_addresses().map(str)


@given(
    st.lists(ADDRESSES, max_size=6), ADDRESSES, st.lists(st.sampled_from(["10.1.1.1", "fd00::5"]), max_size=5)
)
def test_what_a_stranger_writes_never_counts(made_up: list[str], stranger: str, proxies: list[str]) -> None:
    if any(ip_address(stranger) in network for network in TRUSTED):
        return
    forwarded = ", ".join([*made_up, stranger, *proxies])
    mapped = getattr(ip_address(stranger), "ipv4_mapped", None)
    assert client_of(ip_address("127.0.0.1"), forwarded, TRUSTED) == (mapped or ip_address(stranger))
