"""One's own account: name, password, and where one is signed in."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters

from touchline.web import wording
from touchline.web.secret import LONGEST_PASSWORD, private, wrong_password
from touchline.web.session_list import session_rows
from touchline.web.shell import member_of
from touchline.workspace.members import MemberError, change_password, rename
from touchline.workspace.models import BusinessSettings, Member
from touchline.workspace.sessions import end_by_name
from touchline.workspace.signing_in import TooManyAttempts, sign_in


def _me(request: HttpRequest) -> Member:
    member = member_of(request)
    assert member is not None
    return member


def page(request: HttpRequest) -> HttpResponse:
    """Name, password and sessions of the member who asks."""
    return _page(request, {}, _me(request).name)


def _page(request: HttpRequest, wrong: dict[str, str], name: str) -> HttpResponse:
    me, zone = _me(request), ZoneInfo(BusinessSettings.current().zone)
    sessions = session_rows(me, zone, request.session.session_key)
    said = ngettext(
        "You are signed in with {n} browser.", "You are signed in with {n} browsers.", len(sessions)
    )
    context: dict[str, Any] = {
        "sentence": said.format(n=wording.count(len(sessions))),
        "name": name,
        "wrong": wrong,
        "sessions": sessions,
        "others": len(sessions) > 1,
        "joined": wording.day(me.joined_at.astimezone(zone).date()),
    }
    return private(render(request, "touchline/account.html", context, status=422 if wrong else 200))


def change_name(request: HttpRequest) -> HttpResponse:
    """Save another name."""
    me, name = _me(request), request.POST.get("name", "").strip()
    try:
        changed = rename(me, name, me)
    except MemberError as error:
        return _page(request, {"name": str(error)}, name)
    if changed:
        messages.success(request, _("You are called {name} now.").format(name=name))
    else:
        messages.info(request, _("Nothing to save: this is your name already."))
    return redirect("account")


@sensitive_post_parameters("old", "password")
def new_password(request: HttpRequest) -> HttpResponse:
    """Save another password; it takes the old one. Other sessions end, this one goes on."""
    me = _me(request)
    old, password = request.POST.get("old", ""), request.POST.get("password", "")
    wrong = _wrong(request, me, old, password)
    if wrong:
        return _page(request, wrong, me.name)
    with transaction.atomic():
        ended = change_password(me, password, keep=request.session.session_key)
        update_session_auth_hash(request, me)
        request.session.save()
    said = _("Your password is changed.")
    if ended:
        over = ngettext("{n} other session ended.", "{n} other sessions ended.", ended)
        said += " " + over.format(n=wording.count(ended))
    messages.success(request, said)
    return redirect("account")


def _wrong(request: HttpRequest, me: Member, old: str, password: str) -> dict[str, str]:
    try:
        right = sign_in(request, me.email, old[:LONGEST_PASSWORD]) is not None
    except TooManyAttempts:
        return {"old": _("Too many wrong passwords. Try again in a quarter of an hour.")}
    if not right:
        return {"old": _("This is not your password. Forgotten? An owner makes a link for you.")}
    refused = wrong_password(password, me)
    return {"password": refused} if refused else {}


def end_session(request: HttpRequest) -> HttpResponse:
    """End one of one's own sessions, or with no name all others. Ending this one leads to sign in."""
    me, name = _me(request), request.POST.get("session", "")
    ended = end_by_name(me, name, me, but=request.session.session_key)
    said = ngettext("{n} session ended.", "{n} sessions ended.", ended).format(n=wording.count(ended))
    messages.success(request, said) if ended else messages.info(request, _("No session to end: it is over."))
    return redirect("account")
