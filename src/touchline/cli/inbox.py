"""``touchline inbox``: what came in by messages, what waits, what was refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import IO, Any

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.cli.tables import print_table
from touchline.settings import Settings

PIECE = 500


@click.group("inbox")
def command() -> None:
    """Show what waits in the inbox and what was refused; put messages into it."""


@command.command("show")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def show(_settings: Settings, as_json: bool) -> None:
    """Say how many messages wait, since when, and how many were refused for which reason."""
    from touchline.collect.intake.reasons import Why
    from touchline.service.intake import standing

    now = standing()
    oldest = None if now.oldest is None else datetime.fromtimestamp(now.oldest / 1e6, UTC).isoformat()
    if as_json:
        print_json({"waiting": now.waiting, "oldest": oldest, "refused": now.refused})
        return
    wait = f"{now.waiting:,} {'message waits' if now.waiting == 1 else 'messages wait'}"
    click.echo(f"{wait}, the oldest since {oldest}." if oldest else "No message waits.")
    total = sum(now.refused.values())
    if not total:
        click.echo("None was refused.")
        return
    click.echo(f"{total:,} {'was' if total == 1 else 'were'} refused and kept:")
    for reason, count in now.refused.items():
        click.echo(f"  {count:,}  {reason}: {Why(reason).sentence}")
    click.echo("Look at them: touchline inbox refused")


@command.command("refused")
@click.option("--reason", metavar="REASON", default="", help="Only those refused for this reason.")
@click.option("--most", type=int, default=20, show_default=True, help="Show so many, the newest first.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with the whole message.")
@with_home()
def refused(_settings: Settings, reason: str, most: int, as_json: bool) -> None:
    """List refused messages, the newest first, with the reason of each."""
    from touchline.collect.intake.reasons import Why
    from touchline.service import intake

    if reason and reason not in list(Why):
        refuse(f"There is no reason “{reason}”. See: touchline inbox show")
    rows: list[dict[str, Any]] = []
    for one in intake.refused(max(0, most), reason):
        at = datetime.fromtimestamp(one.received / 1e6, UTC).isoformat(timespec="seconds")
        rows.append({"received": at, "reason": one.reason, "message": one.body})
    if as_json:
        for row in rows:
            print_json(row)
    elif rows:
        print_table([{**row, "message": row["message"][:120]} for row in rows])
        total = sum(count for name, count in intake.standing().refused.items() if reason in ("", name))
        if total > len(rows):
            click.echo(f"{total - len(rows):,} older are not shown. Say --most {total}.")
    else:
        click.echo("None was refused.")


@command.command("put")
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-")
@with_home()
def put(_settings: Settings, file: IO[str]) -> None:
    """Put messages into the inbox: one JSON object a line, from a file or from standard input.

    They are on disk when this ends, and in the answers soon after.
    """
    from touchline.service.intake import bring, settle_inbox, standing

    before = sum(standing().refused.values())
    count, part = 0, []
    try:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            part.append(_message(line, number, count))
            if len(part) == PIECE:
                count += bring(part)
                part = []
        count += bring(part)
    except UnicodeDecodeError as error:
        refuse(f"{file.name} is not in UTF-8: {error.reason}. {_kept(count)}")
    click.echo(f"{count:,} {'message is' if count == 1 else 'messages are'} in the inbox and on disk.")
    if not settle_inbox():
        click.echo("The worker that runs has not taken all of them yet. See: touchline inbox show")
        return
    bad = sum(standing().refused.values()) - before
    if bad > 0:
        click.echo(f"{bad:,} {'was' if bad == 1 else 'were'} refused. See: touchline inbox refused")


def _message(line: str, number: int, count: int) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        refuse(f"Line {number:,} is not one JSON object. {_kept(count)} Put it right and send the rest.")
    return said


def _kept(count: int) -> str:
    return f"{count:,} messages before it are in the inbox." if count else "Nothing was put into the inbox."
