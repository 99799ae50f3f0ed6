"""``touchline settings``."""

from __future__ import annotations

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.settings import Settings

FIELDS = ("name", "zone", "currency", "silence_days")


@click.command("settings")
@click.option("--name", help="Name of the business.")
@click.option("--zone", help="Its time zone, such as Europe/Berlin.")
@click.option("--currency", help="Its currency, such as EUR.")
@click.option(
    "--silence-days", type=int, help="Days without a touch of their own after which a person is silent."
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def command(_settings: Settings, as_json: bool, **given: object) -> None:
    """Show what the business settled; with options, change it first."""
    from django.core.exceptions import ValidationError

    from touchline.collect.zones import after_change
    from touchline.service.refresh import settle
    from touchline.workspace.business import save_business
    from touchline.workspace.models import BusinessSettings

    now = BusinessSettings.current()
    wanted = {name: given[name] if given[name] is not None else getattr(now, name) for name in FIELDS}
    if any(given[name] is not None for name in FIELDS):
        try:
            save_business(None, **wanted)  # type: ignore[arg-type]
        except ValidationError as error:
            refuse(" ".join(error.messages))
        settle()
        said = after_change(now.zone, str(wanted["zone"]))
        if said:
            click.echo(said, err=True)
    if as_json:
        print_json(wanted)
        return
    for name, value in wanted.items():
        click.echo(f"{name.replace('_', ' ')}: {value}")
