"""``touchline doctor``."""

from __future__ import annotations

import sys

import click

from touchline.cli.common import print_json, with_home
from touchline.settings import Settings


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home(any_version=True)
def command(settings: Settings, as_json: bool) -> None:
    """Check a workspace and say in sentences what is wrong. Exit code 1 when something is."""
    from touchline.service.doctor import examine, held_since, served_by

    found = examine()
    wrong = sum(len(sentences) for sentences in found.values())
    served, held = served_by(), held_since()
    if as_json:
        said = {"home": str(settings.home), "served_by": served, "held": held}
        print_json({**said, "parts": found, "wrong": wrong})
    else:
        click.echo(f"{settings.home}: {f'served by {served}' if served else 'not being served'}.")
        if held:
            click.echo(held)
        for part, sentences in found.items():
            click.echo(f"{'✕' if sentences else '✓'} {part}")
            for sentence in sentences:
                click.echo(f"    {sentence}")
        click.echo(
            "Everything is well."
            if not wrong
            else f"{wrong} {'thing needs' if wrong == 1 else 'things need'} a look."
        )
    sys.exit(1 if wrong else 0)
