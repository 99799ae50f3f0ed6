"""Signing in and out, and joining with a one-time link."""

from __future__ import annotations

from math import ceil
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters

from touchline.web.secret import LONGEST_PASSWORD, private, wrong_password
from touchline.web.shell import member_of
from touchline.workspace.joining import find_link
from touchline.workspace.joining import join as use_link
from touchline.workspace.models import JoinLink, Member
from touchline.workspace.sessions import enter
from touchline.workspace.signing_in import TooManyAttempts, known_device
from touchline.workspace.signing_in import sign_in as check

DEVICE = f"{settings.SESSION_COOKIE_NAME}-known"
"""The cookie by which a browser is known where a member signed in before. It lets nobody in."""

A_YEAR = 365 * 86_400


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page. Too many wrong passwords: 429 with how long to wait."""
    onward = _onward(request)
    if request.method != "POST":
        return redirect(onward) if member_of(request) else _ask(request, onward)
    email, password = request.POST.get("email", ""), request.POST.get("password", "")
    device = request.COOKIES.get(DEVICE, "")
    try:
        member = check(request, email, password[:LONGEST_PASSWORD], device)
    except TooManyAttempts as closed:
        minutes = ceil(closed.wait / 60)
        wait = ngettext(
            "Too many wrong passwords. Try again in {number} minute.",
            "Too many wrong passwords. Try again in {number} minutes.",
            minutes,
        ).format(number=minutes)
        response = _ask(request, onward, wait, email, status=429)
        response["Retry-After"] = str(closed.wait)
        return response
    if member is None:
        wrong = _("This e-mail address and password do not belong together.")
        return _ask(request, onward, wrong, email, status=401)
    return _enter(request, member, onward)


def _ask(
    request: HttpRequest, onward: str, wrong: str = "", email: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "wrong": wrong,
        "email": email,
        "next": onward,
        "nobody": not Member.objects.filter(is_active=True).exists(),
    }
    return private(render(request, "touchline/sign-in.html", context, status=status))


def _onward(request: HttpRequest) -> str:
    """Where to go after signing in: only to a page of this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and wanted.startswith("/") else "/"


def _enter(request: HttpRequest, member: Member, onward: str) -> HttpResponse:
    """Begin a session, and let the browser be known the next time."""
    enter(request, member)
    response = redirect(onward)
    response.set_cookie(
        DEVICE,
        known_device(member),
        max_age=A_YEAR,
        path="/sign-in",
        secure=settings.TOUCHLINE.secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out and go back to the sign-in page."""
    logout(request)
    return redirect("sign-in")


@sensitive_post_parameters("password")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a one-time link: a new member gives name, e-mail address and password.

    A link that lets a member back in asks for a new password only. Opening the page does not use
    the link, so a preview made by a mail program does not either.
    """
    link = find_link(token)
    if link is None:
        return private(render(request, "touchline/join-gone.html", status=404))
    fields = {name: request.POST.get(name, "").strip() for name in ("name", "email")}
    if link.member:
        fields = {"name": link.member.name, "email": link.member.email}
    wrong: dict[str, str] = {}
    if request.method == "POST":
        password = request.POST.get("password", "")
        wrong = _wrong(link, fields["name"], fields["email"], password)
        if not wrong:
            try:
                member = use_link(
                    token, email=fields["email"].lower(), name=fields["name"], password=password
                )
            except IntegrityError:
                wrong["email"] = _("A member with this address is there already. Sign in instead.")
            else:
                if member is None:
                    return private(render(request, "touchline/join-gone.html", status=404))
                return _enter(request, member, "/")
    context: dict[str, Any] = {"fields": fields, "wrong": wrong, "back": link.member, "role": _role(link)}
    return private(render(request, "touchline/join.html", context, status=422 if wrong else 200))


def _role(link: JoinLink) -> str:
    return {
        "owner": _("As an owner you see and change everything."),
        "editor": _("As an editor you place touchpoints and import files."),
    }.get(link.role, _("As a viewer you see every answer and change nothing."))


def _wrong(link: JoinLink, name: str, email: str, password: str) -> dict[str, str]:
    """What is wrong with the fields: one sentence a field."""
    wrong: dict[str, str] = {}
    if link.member is None:
        if not name or len(name) > 200:
            wrong["name"] = _("Give your name, in at most 200 letters.")
        try:
            validate_email(email)
            if len(email) > 254:
                raise ValidationError("")
            if Member.objects.filter(email__iexact=email).exists():
                wrong["email"] = _("A member with this address is there already. Sign in instead.")
        except ValidationError:
            wrong["email"] = _("Give an e-mail address, like ada@example.com.")
    refused = wrong_password(password, Member(email=email, name=name))
    return wrong | ({"password": refused} if refused else {})
