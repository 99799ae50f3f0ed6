"""What ``touchline import look`` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from touchline.collect.guess import Guess

WIDEST = 24
MOST_COLUMNS = 8


def show(found: Guess) -> None:
    """Say how a file would be imported, and with which command."""
    click.echo(f"{found.path.name}: {found.reading.sentence()}")
    click.echo("")
    for row in (found.header, *found.rows):
        click.echo("  " + _line(row))
    click.echo("")
    click.echo(f"Its rows are {found.kind}: {found.kind_why}.")
    for sentence in (*found.said[1:], *found.notes):
        click.echo(sentence)
    used = {one.place for one in found.columns if one.sure}
    others = [name or f"column {at + 1}" for at, name in enumerate(found.header) if at not in used]
    if others:
        more = f" and {len(others) - 20:,} more" if len(others) > 20 else ""
        click.echo(f"Kept beside: {', '.join(name[:40] for name in others[:20])}{more}.")
    click.echo("")
    if found.questions:
        click.echo("Before it can be imported:")
        for question in found.questions:
            click.echo(f"  {question}")
        click.echo("What is known so far:")
    else:
        click.echo("Import it just so with:")
    click.echo(f"  {found.command()}")


def _line(cells: tuple[str, ...]) -> str:
    shown = [_cell(cell) for cell in cells[:MOST_COLUMNS]]
    more = f" and {len(cells) - MOST_COLUMNS:,} more" if len(cells) > MOST_COLUMNS else ""
    return " | ".join(shown) + more


def _cell(cell: str) -> str:
    plain = " ".join(cell.split())
    return plain if len(plain) <= WIDEST else plain[: WIDEST - 1] + "…"
