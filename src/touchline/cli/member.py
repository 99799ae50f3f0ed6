"""``touchline member``."""

from __future__ import annotations

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.settings import Settings

ROLES = ("owner", "editor", "viewer")


@click.group("member")
def command() -> None:
    """List members and make one-time links."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def list_members(_settings: Settings, as_json: bool) -> None:
    """List the members and their roles."""
    from touchline.workspace.models import Member

    rows = list(Member.objects.order_by("pk").values("email", "name", "role"))
    if as_json:
        print_json({"members": rows})
        return
    for row in rows:
        click.echo(f"{row['role']:<7} {row['email']}  {row['name']}")
    if not rows:
        click.echo("Nobody has joined yet. Make the owner's link: touchline member link")


@command.command("link")
@click.option(
    "--role", type=click.Choice(ROLES), default="owner", show_default=True, help="Role of a new member."
)
@click.option("--for", "email", metavar="EMAIL", help="Let this member back in with a new password instead.")
@with_home()
def link(settings: Settings, role: str, email: str | None) -> None:
    """Make a one-time link with which someone joins, or gets back in."""
    from touchline.workspace.joining import make_link
    from touchline.workspace.models import Member

    member = None
    if email:
        member = Member.objects.filter(email__iexact=email).first()
        if member is None:
            refuse(f"No member has the address {email}. See them with: touchline member list")
        role = member.role
    click.echo(f"{settings.public_url}/join/{make_link(role, member)}")
