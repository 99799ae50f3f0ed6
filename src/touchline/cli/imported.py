"""``touchline imports``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.cli.tables import print_table
from touchline.cli.verdicts import sentences
from touchline.settings import Settings

if TYPE_CHECKING:
    from touchline.collect.models import Import


@click.command("imports")
@click.argument("number", type=int, required=False)
@click.option(
    "--rows",
    type=click.Choice(("odd", "accepted", "suspicious", "duplicate", "refused")),
    help="List rows of import NUMBER with this verdict; odd: those refused and those suspicious.",
)
@click.option("--most", default=20, show_default=True, help="Rows to list.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def command(_settings: Settings, number: int | None, rows: str | None, most: int, as_json: bool) -> None:
    """List the imports; with NUMBER say what became of the rows of one."""
    if number is None:
        _list(as_json)
    elif rows:
        _rows(number, "" if rows == "odd" else rows, most, as_json)
    else:
        _one(number, as_json)


def _list(as_json: bool) -> None:
    from touchline.collect.models import Import

    names = ("number", "kind", "file", "state", "rows", "accepted", "suspicious", "duplicates", "refused")
    found = [
        dict(one, file=Path(one["file"]).name) for one in Import.objects.order_by("number").values(*names)
    ]
    if as_json:
        print_json({"imports": found})
    elif found:
        print_table(found)
    else:
        click.echo("Nothing has been imported yet. Begin with: touchline import touches FILE")


def _one(number: int, as_json: bool) -> None:
    one = _find(number)
    if as_json:
        names = ("kind", "file", "state", "rows", "accepted", "suspicious", "duplicates", "refused", "error")
        counts = {name: getattr(one, name) for name in names}
        sums = {"reasons": one.verdicts, "doubts": one.doubts, "money": one.money}
        print_json({"import": one.number, **counts, **sums, "options": one.options.get("given", {})})
        return
    click.echo(f"{one.file} ({one.kind}), {one.get_state_display()}.")
    for sentence in [one.error] if one.error else sentences(one):
        click.echo(sentence)


def _rows(number: int, verdict: str, most: int, as_json: bool) -> None:
    from touchline.collect.verdicts import rows

    found = rows(_find(number).folder, verdict, count=most)
    if as_json:
        print_json({"rows": [asdict(one) for one in found]})
        return
    for one in found:
        why = f" {one.sentence}" if one.why else ""
        click.echo(f"row {one.row}: {one.verdict}.{why}")
        click.echo("    " + ", ".join(one.cells))
    if not found:
        click.echo("No such row is kept.")


def _find(number: int) -> Import:
    from touchline.collect.models import Import

    found = Import.objects.filter(pk=number).first()
    if found is None:
        refuse(f"There is no import {number}. See them with: touchline imports")
    return found
