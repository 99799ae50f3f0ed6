"""Signing in, with a limit on how often one may guess."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth import authenticate
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from touchline.workspace.models import Member, SignInAttempt

WINDOW = timedelta(minutes=15)
MOST_PER_EMAIL = 5
MOST_PER_ADDRESS = 30


class TooManyAttempts(Exception):
    """Too many wrong passwords in a while. ``wait`` is how many seconds until the next try."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


def sign_in(request: HttpRequest, email: str, password: str) -> Member | None:
    """The member whose password this is, or None. Raises ``TooManyAttempts``.

    Five wrong passwords for one e-mail address, or thirty from one network address, within 15
    minutes close the door for the rest of that time, for right passwords too.
    """
    email = email.strip().lower()[:254]
    address = str(request.META.get("REMOTE_ADDR", ""))[:64]
    now = timezone.now()
    recent = SignInAttempt.objects.filter(at__gt=now - WINDOW)
    for mine, most in (
        (recent.filter(email=email), MOST_PER_EMAIL),
        (recent.filter(address=address), MOST_PER_ADDRESS),
    ):
        times = list(mine.order_by("-at").values_list("at", flat=True)[:most])
        if len(times) >= most:
            raise TooManyAttempts(int((times[-1] + WINDOW - now).total_seconds()) + 1)
    member = authenticate(request, username=email, password=password)
    if isinstance(member, Member):
        SignInAttempt.objects.filter(Q(email=email) | Q(at__lt=now - WINDOW)).delete()
        return member
    SignInAttempt.objects.create(email=email, address=address)
    return None
