"""``touchline systemd``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from touchline.cli.common import refuse
from touchline.cli.serve import address_options, set_address


@click.command("systemd")
@click.option("--user", default="touchline", show_default=True, help="User of the machine it runs as.")
@address_options
@click.option("--home", metavar="DIR", help="Folder of the workspace.")
@click.pass_context
def command(ctx: click.Context, /, user: str, home: str | None, **where: Any) -> None:
    """Print a systemd unit that serves this workspace, hardened and restarted when it ends."""
    import os

    from touchline.service.unit import unit
    from touchline.settings import SettingsError, load

    set_address(**where)
    home = home or ctx.find_root().obj
    if home:
        os.environ["TOUCHLINE_HOME"] = str(Path(home).expanduser().absolute())
    try:
        click.echo(unit(load(os.environ), _program(), user), nl=False)
    except SettingsError as error:
        refuse(str(error))


def _program() -> list[str]:
    """How this Touchline is called, whoever calls it from wherever."""
    beside = Path(sys.executable).parent / "touchline"
    return [str(beside)] if beside.exists() else [sys.executable, "-m", "touchline"]
