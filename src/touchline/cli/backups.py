"""``touchline backups``."""

from __future__ import annotations

from typing import Any

import click

from touchline.cli.common import print_json, with_home
from touchline.cli.tables import print_table
from touchline.settings import Settings


@click.command("backups")
@click.option("--prune", is_flag=True, help="First remove the files that are past their date.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def command(_settings: Settings, prune: bool, as_json: bool) -> None:
    """List the backups, until when they are kept, and which are no longer in their place."""
    from touchline.workspace import backups

    removed = backups.prune() if prune else []
    rows: list[dict[str, Any]] = [
        {
            "file": one.path,
            "made_at": one.made_at.isoformat(timespec="seconds"),
            "kept_until": one.expires_at.date().isoformat(),
            "bytes": one.size,
            "state": one.state,
        }
        for one in backups.listed()
    ]
    if as_json:
        print_json({"backups": rows, "removed": [one.path for one in removed]})
        return
    for one in removed:
        click.echo(f"Removed {one.path}, kept until {one.expires_at:%d %b %Y}.")
    if rows:
        print_table(rows)
    else:
        click.echo("There is no backup. Make one: touchline backup FILE")
