"""``touchline export``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from touchline.cli.common import refuse, with_home
from touchline.settings import Settings


@click.command("export")
@click.argument("people", metavar="PERSON...", nargs=-1, required=True)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write it to this file.")
@with_home()
def command(settings: Settings, people: tuple[str, ...], out: Path | None) -> None:
    """Give out everything held of a person, as one JSON document.

    PERSON is an id exactly as it came; several ids of one person may be given.
    """
    from touchline.service.forget import export

    if out is not None and out.absolute().resolve().is_relative_to(settings.home.resolve()):
        refuse("Write it outside of the workspace: there it would outlive the person's wish to be forgotten.")
    said = export(people)
    if not said:
        refuse(f"Nothing is held of “{people[0]}”. Ids are taken exactly as they came.")
    text = json.dumps(said, ensure_ascii=False, indent=2)
    if out is None:
        click.echo(text)
        return
    out.write_text(text + "\n", encoding="utf-8")
    out.chmod(0o600)
    click.echo(f"Everything held of them is in {out}.")
