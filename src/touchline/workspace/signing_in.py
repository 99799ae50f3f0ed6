"""Signing in, with limits on how often one may guess."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from django.contrib.auth import authenticate
from django.core import signing
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from touchline.workspace.models import Member, SignInAttempt

WINDOW = timedelta(minutes=15)
MOST_HERE = 5
MOST_PER_EMAIL = 50
MOST_PER_ADDRESS = 30

_SALT = "touchline.device"


class TooManyAttempts(Exception):
    """Too many wrong passwords in a while. ``wait`` is how many seconds until the next try."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


def network(address: str) -> str:
    """The network an address counts for: an IPv4 address itself, the /64 of an IPv6 address."""
    try:
        one = ip_address(address)
    except ValueError:
        return address[:64]
    if not isinstance(one, IPv6Address):
        return str(one)
    if one.ipv4_mapped:
        return str(one.ipv4_mapped)
    return str(IPv6Network((int(one) >> 64 << 64, 64)))


def known_device(member: Member) -> str:
    """What a browser keeps so that it is known when this member signs in again. It opens nothing."""
    return signing.dumps([member.pk, secrets.token_urlsafe(12)], salt=_SALT)


def sign_in(request: HttpRequest, email: str, password: str, device: str = "") -> Member | None:
    """The member whose password this is, or None. Raises ``TooManyAttempts``.

    Within 15 minutes five wrong passwords for one e-mail address from one network, thirty from one
    network, or fifty for one e-mail address close the door for the rest of that time, for right
    passwords too. A browser in which the member signed in before (``device``) has five tries of its
    own and is not held up by what others do: nobody can lock a member out of it. Tries that lie in the
    future were made before the clock was put right; they count for half an hour at most.
    """
    email = email.strip().lower()[:254]
    address = network(str(request.META.get("REMOTE_ADDR", "")))
    known = _known(device, email)
    now = timezone.now()
    recent = SignInAttempt.objects.filter(at__gt=now - WINDOW, at__lt=now + WINDOW)
    if known:
        _wait(recent.filter(device=known, email=email), MOST_HERE, now)
    else:
        strange = recent.filter(device="")
        _wait(strange.filter(email=email, address=address), MOST_HERE, now)
        _wait(strange.filter(address=address), MOST_PER_ADDRESS, now)
        _wait(strange.filter(email=email), MOST_PER_EMAIL, now)
    member = authenticate(request, username=email, password=password)
    SignInAttempt.objects.exclude(at__gt=now - WINDOW, at__lt=now + WINDOW).delete()
    if isinstance(member, Member):
        SignInAttempt.objects.filter(
            Q(device=known) if known else Q(address=address, device=""), email=email
        ).delete()
        return member
    SignInAttempt.objects.create(email=email, address=address, device=known)
    return None


def _wait(tries: QuerySet[SignInAttempt], most: int, now: datetime) -> None:
    times = list(tries.order_by("-at").values_list("at", flat=True)[:most])
    if len(times) >= most:
        raise TooManyAttempts(int((times[-1] + WINDOW - now).total_seconds()) + 1)


def _known(device: str, email: str) -> str:
    """The name of a browser in which the member of this address signed in before, else ""."""
    try:
        number, name = signing.loads(device, salt=_SALT) if device else (0, "")
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    mine = name and Member.objects.filter(pk=number, email__iexact=email).exists()
    return str(name)[:64] if mine else ""
