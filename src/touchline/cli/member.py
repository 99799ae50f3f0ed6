"""``touchline member``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.cli.tables import print_table
from touchline.settings import Settings

if TYPE_CHECKING:
    from touchline.workspace.models import Member

ROLES = ("owner", "editor", "viewer")


@click.group("member")
def command() -> None:
    """List members, let them in, change their roles, end their sessions."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def list_members(_settings: Settings, as_json: bool) -> None:
    """List the members: role, whether they may sign in, where they are signed in."""
    from touchline.workspace.models import Member
    from touchline.workspace.sessions import sessions_of

    rows = [
        {
            "email": one.email,
            "name": one.name,
            "role": one.role,
            "active": one.is_active,
            "joined": one.joined_at.date().isoformat(),
            "signed in": one.last_login.isoformat(timespec="minutes") if one.last_login else None,
            "sessions": sessions_of(one).count(),
        }
        for one in Member.objects.order_by("pk")
    ]
    if as_json:
        print_json({"members": rows})
    elif rows:
        print_table(rows)
    else:
        click.echo("Nobody has joined yet. Make the owner's link: touchline member link")


@command.command("link")
@click.option(
    "--role", type=click.Choice(ROLES), default="owner", show_default=True, help="Role of a new member."
)
@click.option("--for", "email", metavar="EMAIL", help="Let this member back in with a new password instead.")
@click.option("--note", default="", help="Whom the link is for; shown on the page Members while it is open.")
@with_home()
def link(settings: Settings, role: str, email: str | None, note: str) -> None:
    """Make a one-time link with which someone joins, or gets back in."""
    from touchline.service.address import public_address
    from touchline.workspace.joining import invite, way_back

    if email is None:
        token = invite(None, role, note)
    else:
        member = _member(email)
        if not member.is_active:
            refuse(
                f"{member.email} is removed. Let them back in first: touchline member let-in {member.email}"
            )
        token = way_back(None, member)
    click.echo(f"{public_address(settings)}/join/{token}")


@command.command("role")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@with_home()
def role_of(_settings: Settings, email: str, role: str) -> None:
    """Give a member another role."""
    from touchline.workspace.members import MemberError, change_role

    member = _member(email)
    try:
        changed = change_role(member, role, None)
    except MemberError as error:
        refuse(str(error))
    click.echo(f"{member.email} is {role} now." if changed else f"{member.email} is {role} already.")


@command.command("remove")
@click.argument("email")
@with_home()
def remove_member(_settings: Settings, email: str) -> None:
    """Keep a member out: sign them out everywhere. What they did stays."""
    from touchline.workspace.members import MemberError, remove

    member = _member(email)
    try:
        changed = remove(member, None)
    except MemberError as error:
        refuse(str(error))
    click.echo(f"{member.email} is removed." if changed else f"{member.email} is removed already.")


@command.command("let-in")
@click.argument("email")
@with_home()
def let_member_in(_settings: Settings, email: str) -> None:
    """Let a removed member sign in again, with the role they had."""
    from touchline.workspace.members import let_in

    member = _member(email)
    changed = let_in(member, None)
    click.echo(f"{member.email} may sign in again." if changed else f"{member.email} may sign in already.")


@command.command("sessions")
@click.argument("email")
@click.option("--end", metavar="ID", multiple=True, help="End this session; may be repeated.")
@click.option("--end-all", is_flag=True, help="End all of them.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def sessions(_settings: Settings, email: str, end: tuple[str, ...], end_all: bool, as_json: bool) -> None:
    """List where a member is signed in; with options, end sessions first."""
    from touchline.workspace.sessions import end_by_name, sessions_of

    member = _member(email)
    for name in ("",) if end_all else end:
        if not end_by_name(member, name, None) and name:
            refuse(f"{member.email} has no session {name}. See them without --end.")
    rows = [
        {
            "id": one.name,
            "signed in": one.signed_in_at.isoformat(timespec="minutes") if one.signed_in_at else None,
            "ends": one.expire_date.isoformat(timespec="minutes"),
            "address": one.address,
            "browser": one.agent,
        }
        for one in sessions_of(member)
    ]
    if as_json:
        print_json({"sessions": rows})
    elif rows:
        print_table(rows)
    else:
        click.echo(f"{member.email} is not signed in anywhere.")


def _member(email: str) -> Member:
    from touchline.workspace.members import MemberError, find_member

    try:
        return find_member(email)
    except MemberError as error:
        refuse(f"{error} See them with: touchline member list")
