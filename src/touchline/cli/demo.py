"""``touchline demo``."""

from __future__ import annotations

import click

from touchline.cli.common import refuse, start
from touchline.cli.progress import Bar
from touchline.cli.serve import serve_until_stopped, set_address


@click.command("demo")
@click.option(
    "--people",
    type=click.IntRange(0, 5_000_000),
    default=20_000,
    show_default=True,
    help="People who come by themselves; those they bring come on top.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, another sample.")
@click.option("--no-serve", is_flag=True, help="Fill the workspace and end.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (TOUCHLINE_PORT, else 8000).")
@click.option("--home", metavar="DIR", help="Folder of the workspace.")
@click.pass_context
def command(
    ctx: click.Context, people: int, seed: int, no_serve: bool, port: int | None, home: str | None
) -> None:
    """Fill a workspace with the sample business and serve it.

    A workspace that holds the sample business already is served as it is.
    """
    set_address(port)
    settings = start(home or ctx.find_root().obj, make=True)
    from touchline.service.demo import NotEmptyError, fill

    with Bar("the sample business") as bar:
        try:
            made = fill(people, seed=seed, progress=bar.show)
        except NotEmptyError as error:
            bar.close()
            refuse(str(error))
    if made:
        click.echo(
            f"{made.firm}: {len(made.touches):,} touches of {made.everyone:,} people, in {settings.home}."
        )
    if not no_serve:
        serve_until_stopped(settings)
