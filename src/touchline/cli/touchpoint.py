"""``touchline touchpoint``."""

from __future__ import annotations

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.cli.tables import print_table
from touchline.settings import Settings


@click.group("touchpoint")
def command() -> None:
    """List touchpoints and put them on a stage and a channel."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def list_touchpoints(_settings: Settings, as_json: bool) -> None:
    """List the touchpoints: stage and channel, or what is proposed while they have no place."""
    from touchline.service.left_out import left_out
    from touchline.service.overview import touchpoints_overview

    overview = touchpoints_overview()
    rows = [
        {
            "touchpoint": one.name,
            "stage": one.stage,
            "channel": one.channel,
            "touches": one.touches,
            "people": one.people,
            "proposed_stage": one.proposed_stage,
            "proposed_channel": one.proposed_channel,
            "reason": one.reason,
        }
        for one in overview.touchpoints
    ]
    if as_json:
        print_json(
            {
                "touchpoints": rows,
                "placed_share": overview.placed_share,
                "as_of": overview.as_of,
                "left_out": left_out(overview.generation),
            }
        )
        return
    print_table(rows)
    if rows:
        click.echo(f"{overview.placed_share * 100:.1f} % of touches have a place.")
    for sentence in left_out(overview.generation):
        click.echo(sentence)


@command.command("place")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--stage", help="Stage of the scheme, such as trust.")
@click.option("--scheme", default="hourglass", show_default=True, help="Scheme the stage belongs to.")
@click.option("--channel", help="Channel it happens on, such as site or phone.")
@click.option(
    "--proposed",
    is_flag=True,
    help="Accept the proposals: for the names given, else for every touchpoint without a place.",
)
@with_home()
def place(
    _settings: Settings,
    names: tuple[str, ...],
    stage: str | None,
    scheme: str,
    channel: str | None,
    proposed: bool,
) -> None:
    """Put touchpoints on a stage and a channel. Answers follow at once."""
    from touchline.service.overview import accept_proposals
    from touchline.service.refresh import settle
    from touchline.touchpoints.place import PlaceError, find, place

    if not names and not proposed:
        refuse("Name the touchpoint, or accept every proposal with --proposed.")
    if not proposed and not stage and channel is None:
        refuse("Say where it stands with --stage, where it happens with --channel, or take --proposed.")
    try:
        if proposed:
            placed = accept_proposals([find(name) for name in names] or None, member=None)
        else:
            placed = [
                place(find(name), stage=stage, scheme=scheme, channel=channel, member=None) for name in names
            ]
    except PlaceError as error:
        refuse(str(error))
    click.echo(f"{len(placed):,} {'touchpoint' if len(placed) == 1 else 'touchpoints'} placed.")
    if not settle():
        click.echo("Answers follow as soon as the running worker has caught up.", err=True)
