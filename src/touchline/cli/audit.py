"""``touchline audit``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.cli.tables import print_table
from touchline.settings import Settings

if TYPE_CHECKING:
    from touchline.workspace.models import AuditEntry

DAY = click.DateTime(["%Y-%m-%d"])


@click.group("audit", invoke_without_command=True)
@click.option("--member", metavar="EMAIL", help="Only this member's changes; - for the command line's.")
@click.option("--kind", metavar="VERB", help="Only this kind, such as placed.")
@click.option("--since", type=DAY, metavar="DAY", help="From this day on, in the business's zone.")
@click.option("--until", type=DAY, metavar="DAY", help="Up to this day, and with it.")
@click.option("--find", metavar="TEXT", help="Part of the name of what was changed.")
@click.option("--most", type=click.IntRange(0), default=50, show_default=True, help="So many; 0 for all.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON, with how it was before and after.")
@with_home()
def command(_settings: Settings, most: int, as_json: bool, **wanted: Any) -> None:
    """List what members changed, newest first; undo a change."""
    if click.get_current_context().invoked_subcommand:
        return
    from touchline.workspace.models import BusinessSettings
    from touchline.workspace.trail import Filter

    since, until = wanted["since"], wanted["until"]
    entries = Filter(
        member=wanted["member"] or "",
        verb=wanted["kind"] or "",
        first=since.date() if since else None,
        last=until.date() if until else None,
        text=wanted["find"] or "",
    ).entries()
    total = entries.count()
    shown = list(entries[:most] if most else entries)
    if as_json:
        print_json({"changes": [_whole(one) for one in shown], "total": total})
        return
    zone = ZoneInfo(BusinessSettings.current().zone)
    print_table([_line(one, zone) for one in shown])
    if len(shown) < total:
        click.echo(f"{total - len(shown):,} older ones are not shown. See them with --most 0.")


def _who(entry: AuditEntry | None) -> str:
    return "" if entry is None else entry.member.email if entry.member else "command line"


def _line(entry: AuditEntry, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "number": str(entry.pk),
        "when": entry.at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        "who": _who(entry),
        "change": f"{entry.verb} {entry.what}",
        "undone by": _who(entry.undone_by),
    }


def _whole(entry: AuditEntry) -> dict[str, Any]:
    return {
        "number": entry.pk,
        "at": entry.at.isoformat(),
        "member": entry.member.email if entry.member else None,
        "verb": entry.verb,
        "what": entry.what,
        "before": entry.before,
        "after": entry.after,
        "undone_by": entry.undone_by_id,
    }


@command.command("undo")
@click.argument("number", type=int)
@with_home()
def undo_one(_settings: Settings, number: int) -> None:
    """Undo the change of this number, unless it was changed again since."""
    from touchline.collect.models import Import, State
    from touchline.service.taking import finish
    from touchline.service.undoing import CannotUndo, undo

    try:
        said = undo(number, None)
    except CannotUndo as error:
        refuse(f"Not undone: {error} See the numbers with: touchline audit")
    finish(list(Import.objects.filter(state=State.UNDOING)))
    click.echo(f"Change {number} of {said.what} is undone.")
