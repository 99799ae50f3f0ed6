"""Who really asks: the address, scheme and host behind a reverse proxy that is trusted."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from touchline.settings import Address, Network

_TOLD = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")
MOST_HOPS = 20


class PeerMiddleware:
    """Believes ``X-Forwarded-For``, ``-Proto`` and ``-Host`` from a trusted proxy, and from nobody else.

    What the rest of Touchline reads (sign-in limits, the list of sessions, whether this is https) is
    then of the person's own browser.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hand the request on, with what is known of who asks."""
        told = {name: str(request.META.pop(name, "")) for name in _TOLD}
        trusted = settings.TOUCHLINE.trusted_proxies
        peer = _address(str(request.META.get("REMOTE_ADDR", "")))
        if peer is not None and is_trusted(peer, trusted):
            peer = client(peer, told["HTTP_X_FORWARDED_FOR"], trusted)
            _believe(request, told["HTTP_X_FORWARDED_PROTO"], told["HTTP_X_FORWARDED_HOST"])
        if peer is not None:
            request.META["REMOTE_ADDR"] = str(peer)
        return self._get_response(request)


def _believe(request: HttpRequest, proto: str, host: str) -> None:
    scheme = proto.rpartition(",")[2].strip().lower()
    if scheme in ("http", "https"):
        request.environ["wsgi.url_scheme"] = scheme  # type: ignore[attr-defined]
    name = host.rpartition(",")[2].strip()
    if name:
        request.META["HTTP_HOST"] = name


def client(peer: Address, forwarded: str, trusted: tuple[Network, ...]) -> Address:
    """The nearest address that is no trusted proxy, going back from ``peer`` through what proxies wrote.

    Each proxy adds the address it was asked from at the right end; what stands left of the first one
    that is not trusted may be made up. Where an entry cannot be read the address before it holds.
    """
    found = peer
    for entry in reversed(forwarded.split(",")[-MOST_HOPS:]):
        if not is_trusted(found, trusted):
            break
        hop = _address(entry.strip())
        if hop is None:
            break
        found = hop
    return found


def is_trusted(address: Address, trusted: tuple[Network, ...]) -> bool:
    """Whether an address is one of the proxies that are believed."""
    return any(address in network for network in trusted)


def _address(text: str) -> Address | None:
    """An address, with or without port, brackets and zone; IPv4 in IPv6 clothes is IPv4."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        one = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return one.ipv4_mapped or one if isinstance(one, IPv6Address) else one
