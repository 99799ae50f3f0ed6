"""Members: who works here, with which role; invitations, and ways back in. For owners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.web import wording
from touchline.web.editing import compare, who_changed
from touchline.web.secret import private
from touchline.web.session_list import session_rows
from touchline.web.shell import member_of
from touchline.workspace.joining import invite as make_invitation
from touchline.workspace.joining import open_links, way_back, withdraw
from touchline.workspace.members import GAVE_ROLE, MemberError, change_role, let_in, remove
from touchline.workspace.models import AuditEntry, BusinessSettings, JoinLink, Member, Role
from touchline.workspace.sessions import end_by_name, sessions_of
from touchline.workspace.turns import take_turns


def page(request: HttpRequest) -> HttpResponse:
    """Members with role, joined and last seen; open invitations."""
    return _page(request)


def _page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    zone = ZoneInfo(BusinessSettings.current().zone)
    members = list(Member.objects.order_by("-is_active", "pk"))
    inside = sum(one.is_active for one in members)
    context: dict[str, Any] = {
        "sentence": ngettext("{n} member works here.", "{n} members work here.", inside).format(
            n=wording.count(inside)
        ),
        "rows": [_row(one, zone) for one in members],
        "roles": Role.choices,
        "links": [_link(one, zone) for one in open_links()],
        "me": member_of(request),
    }
    return private(render(request, "touchline/members.html", context | more, status=status))


def _row(one: Member, zone: ZoneInfo) -> dict[str, Any]:
    """A member; last seen is when they last signed in or changed something: looking leaves no trace."""
    changed = AuditEntry.objects.filter(member=one).order_by("-pk").values_list("at", flat=True).first()
    seen = max((when for when in (one.last_login, changed) if when), default=None)
    return {
        "is": one,
        "role": one.get_role_display(),
        "joined": wording.day(one.joined_at.astimezone(zone).date()),
        "seen": wording.moment(seen, zone) if seen else "",
        "sessions": sessions_of(one).count(),
    }


def _link(one: JoinLink, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "number": one.pk,
        "role": one.get_role_display(),
        "member": one.member,
        "note": one.note,
        "by": one.made_by.name if one.made_by else "",
        "made": wording.moment(one.made_at, zone),
        "until": wording.moment(one.expires_at, zone),
    }


def invite(request: HttpRequest) -> HttpResponse:
    """Make a link for a new member, and show it this once."""
    role, note = request.POST.get("role", ""), request.POST.get("note", "")
    if role not in Role.values:
        return _page(request, 422, wrong=_("Choose a role: owner, editor or viewer."), note=note)
    token = make_invitation(member_of(request), role, note)
    said = _("This link lets one person join as {role}. Copy it now: it is not shown again.")
    return _page(request, fresh=_address(token), fresh_said=said.format(role=Role(role).label))


def new_way_in(request: HttpRequest, number: int) -> HttpResponse:
    """Make a link with which a member sets a new password, and show it this once."""
    member = _find(number)
    if not member.is_active:
        return _page(
            request, 422, wrong=_("{name} is removed. Let them back in first.").format(name=member.name)
        )
    token = way_back(member_of(request), member)
    said = _("With this link {name} sets a new password. Copy it now: it is not shown again.")
    return _page(request, fresh=_address(token), fresh_said=said.format(name=member.name))


def _address(token: str) -> str:
    return f"{settings.TOUCHLINE.public_url}/join/{token}"


def end_invitation(request: HttpRequest, number: int) -> HttpResponse:
    """Make an open link useless."""
    if number < 2**63 and withdraw(number, member_of(request)):
        messages.success(request, _("Withdrawn: this link lets nobody in any more."))
    else:
        messages.info(request, _("This link was used or withdrawn already."))
    return redirect("members")


def give_role(request: HttpRequest, number: int) -> HttpResponse:
    """Give a member another role, unless somebody else did meanwhile: then ask once more (409)."""
    member = _find(number)
    try:
        with transaction.atomic():
            take_turns("members")
            member.refresh_from_db()
            edit = compare(request.POST, {"role": member.role})
            if edit.clashes:
                return _page(request, 409, clash=_clash(member, edit.mine["role"]))
            changed = change_role(member, edit.merged["role"], member_of(request))
    except MemberError as error:
        messages.error(request, str(error))
        return redirect("members")
    if changed:
        said = _("{name} is {role} now.").format(name=member.name, role=Role(edit.merged["role"]).label)
        messages.success(request, said)
    else:
        messages.info(request, _("Nothing to change: this is the role already."))
    return redirect("members")


def _clash(member: Member, wanted: str) -> dict[str, Any]:
    return {
        "member": member,
        "who": who_changed(verb=GAVE_ROLE, what=member.email),
        "now": member.get_role_display(),
        "wanted": wanted,
        "wanted_said": Role(wanted).label if wanted in Role.values else wanted,
    }


def keep_out(request: HttpRequest, number: int) -> HttpResponse:
    """Remove a member: their sessions end, what they did stays."""
    return _in_or_out(request, number, remove, _("{name} is removed and signed out everywhere."))


def let_back_in(request: HttpRequest, number: int) -> HttpResponse:
    """Let a removed member sign in again."""
    return _in_or_out(request, number, let_in, _("{name} may sign in again, with the role of before."))


def _in_or_out(
    request: HttpRequest, number: int, change: Callable[[Member, Member | None], bool], said: str
) -> HttpResponse:
    member = _find(number)
    try:
        if change(member, member_of(request)):
            messages.success(request, said.format(name=member.name))
        else:
            messages.info(request, _("Nothing to change: somebody else did it already."))
    except MemberError as error:
        messages.error(request, str(error))
    return redirect("members")


def sessions(request: HttpRequest, number: int) -> HttpResponse:
    """Where a member is signed in."""
    member, zone = _find(number), ZoneInfo(BusinessSettings.current().zone)
    rows = session_rows(member, zone, request.session.session_key)
    said = ngettext(
        "{name} is signed in with {n} browser.", "{name} is signed in with {n} browsers.", len(rows)
    ).format(name=member.name, n=wording.count(len(rows)))
    if not rows:
        said = _("{name} is not signed in anywhere.").format(name=member.name)
    return render(
        request, "touchline/member-sessions.html", {"sentence": said, "sessions": rows, "one": member}
    )


def end_session(request: HttpRequest, number: int) -> HttpResponse:
    """End one session of a member, or with no name all of them."""
    member = _find(number)
    ended = end_by_name(member, request.POST.get("session", ""), member_of(request))
    said = ngettext("{n} session ended.", "{n} sessions ended.", ended).format(n=wording.count(ended))
    messages.success(request, said) if ended else messages.info(request, _("No session to end: it is over."))
    return redirect("member-sessions", number=member.pk)


def _find(number: int) -> Member:
    found = Member.objects.filter(pk=number).first() if number < 2**63 else None
    if found is None:
        raise Http404(_("There is no member of this number."))
    return found
