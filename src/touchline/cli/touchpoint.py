"""``touchline touchpoint``."""

from __future__ import annotations

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.cli.tables import print_table
from touchline.settings import Settings


@click.group("touchpoint")
def command() -> None:
    """List touchpoints, put them on a stage and a channel, merge and rename them."""


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
            "proposed_stage": one.proposed_stage or ("none" if one.waits else ""),
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
    from touchline.touchpoints.place import PlaceError, find, place

    if not names and not proposed:
        refuse("Name the touchpoint, or accept every proposal with --proposed.")
    if not proposed and not stage and channel is None:
        refuse("Say where it stands with --stage, where it happens with --channel, or take --proposed.")
    try:
        if proposed:
            done = accept_proposals([find(name) for name in names] or None, member=None)
            placed, aside = done.placed, done.aside
        else:
            for name in names:
                place(find(name), stage=stage, scheme=scheme, channel=channel, member=None)
            placed, aside = len(names), 0
    except PlaceError as error:
        refuse(str(error))
    click.echo(f"{placed:,} {'touchpoint' if placed == 1 else 'touchpoints'} placed.")
    if aside:
        click.echo(f"{aside:,} left on no stage, as proposed, and not asked for again.")
    _catch_up()


@command.command("merge")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option("--into", required=True, metavar="NAME", help="The touchpoint that stays.")
@with_home()
def merge(_settings: Settings, names: tuple[str, ...], into: str) -> None:
    """Merge touchpoints into one, which keeps its stage and its channel.

    Their touches count at the one that stays, and so do later events of their names. A NAME that is
    not recognised yet, because the workspace is full, is recognised as the one that stays. On the page
    of the touchpoint this can be undone.
    """
    from touchline.service.naming import merge_names
    from touchline.touchpoints.place import PlaceError, find

    try:
        kept = find(into)
        merged, recognised = merge_names(names, kept, member=None)
    except PlaceError as error:
        refuse(str(error))
    count = merged + recognised
    click.echo(f"{count:,} {'name counts' if count == 1 else 'names count'} at {kept.name} now.")
    _catch_up()


@command.command("rename")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@with_home()
def rename(_settings: Settings, old: str, new: str) -> None:
    """Give a touchpoint another name. Events keep the names they came with and count as before."""
    from touchline.touchpoints.place import PlaceError, find
    from touchline.touchpoints.rename import rename

    try:
        touchpoint = find(old)
        renamed = rename(touchpoint, new, member=None)
    except PlaceError as error:
        refuse(str(error))
    click.echo(f"{touchpoint.name} is called {renamed.name} now.")
    _catch_up()


@command.command("unrecognised")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def unrecognised(_settings: Settings, as_json: bool) -> None:
    """List the most frequent names that are not recognised, because the workspace is full."""
    from touchline.service.naming import unrecognised

    found = unrecognised()
    rows = [{"name": name, "events": events} for name, events in found.often]
    if as_json:
        print_json({"events": found.events, "names": found.names, "more": found.more, "often": rows})
        return
    print_table(rows)
    click.echo(found.said() or "Every name of the record is recognised.")


@command.command("recognise")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@with_home()
def recognise(_settings: Settings, names: tuple[str, ...]) -> None:
    """Make touchpoints of names that are not recognised yet, as far as the workspace has room."""
    from touchline.service.naming import recognise_names
    from touchline.touchpoints.place import PlaceError

    try:
        made = recognise_names(names, member=None)
    except PlaceError as error:
        refuse(str(error))
    click.echo(f"{made:,} {'name is a touchpoint' if made == 1 else 'names are touchpoints'} now.")
    _catch_up()


def _catch_up() -> None:
    from touchline.service.refresh import settle

    if not settle():
        click.echo("Answers follow as soon as the running worker has caught up.", err=True)
