"""``touchline plan``."""

from __future__ import annotations

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.cli.plan_file import apply_file, check_plan, diff_file, export_file
from touchline.cli.tables import print_table
from touchline.settings import Settings


@click.group("plan")
def command() -> None:
    """Plan touchpoints and chains; check the plan, weigh it, keep it in a file.

    A plan is a map: touchpoints on the stages of a scheme, and chains between them. One map is current:
    it is held against the record. Commands work on that one unless --map names another.
    """


for one in (export_file, diff_file, apply_file, check_plan):
    command.add_command(one)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def list_maps(_settings: Settings, as_json: bool) -> None:
    """List the maps: what is on each, and which is current."""
    from touchline.plan.reading import maps

    rows = [
        {
            "map": one.key,
            "name": one.name,
            "current": one.current,
            "scheme": one.scheme,
            "touchpoints": one.touchpoints.count(),
            "chains": one.chains.count(),
            "version": one.number,
        }
        for one in maps()
    ]
    if as_json:
        print_json(rows)
    elif rows:
        print_table(rows)
    else:
        click.echo("There is no map yet. Start one: touchline plan start")


@command.command("current")
@click.argument("name", metavar="MAP")
@with_home()
def make_current(_settings: Settings, name: str) -> None:
    """Make a map the current one. Its linked touchpoints are placed in the record where they stand on it."""
    from touchline.plan import maps
    from touchline.plan.reading import PlanError, find_map
    from touchline.service.refresh import settle

    try:
        found = find_map(name)
        changed = maps.make_current(found, member=None)
    except PlanError as error:
        refuse(str(error))
    click.echo(f"{found.name} is the current map{' now' if changed else ' already'}.")
    if changed:
        settle()


@command.command("kinds")
@click.option("--stage", help="Only kinds usual at this stage of the hourglass, such as trust.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def kinds(stage: str | None, as_json: bool) -> None:
    """List the kinds of touchpoints of the catalogue: where each is usual, what its owner has to answer."""
    from touchline.plan.catalogue import KINDS, kinds_at
    from touchline.plan.criteria import criteria_in
    from touchline.touchpoints.schemes import HOURGLASS

    if stage is not None and stage not in HOURGLASS.stages:
        refuse(f"There is no stage {stage!r}. Take one of {', '.join(HOURGLASS.stages)}.")
    listed = kinds_at(stage) if stage else list(KINDS.values())
    if as_json:
        print_json(
            [
                {
                    "kind": one.id,
                    "name": one.name,
                    "stages": list(one.stages),
                    "group": one.group,
                    "question": one.question,
                    "measure": one.measure,
                    "channels": list(one.channels),
                    "criteria": [criterion.id for criterion in criteria_in(one.criteria)],
                    "rhythm_days": one.rhythm,
                    "delivers": one.delivers,
                    "paid": one.paid,
                }
                for one in listed
            ]
        )
        return
    print_table(
        [
            {"kind": one.id, "at": " ".join(one.stages), "of": one.group, "question": one.question}
            for one in listed
        ]
    )


@command.command("weights")
@click.option("--map", "name", metavar="MAP", default="", help="Another map than the current one.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def show_weights(_settings: Settings, name: str, as_json: bool) -> None:
    """List what each touchpoint weighs, from 1 to 5, the heaviest first, and why."""
    from touchline.plan.reading import PlanError, find_map, plan_of
    from touchline.plan.weights import weights

    try:
        found = weights(plan_of(find_map(name)))
    except PlanError as error:
        refuse(str(error))
    ranked = sorted(found.values(), key=lambda one: (-one.weight, one.key))
    if as_json:
        print_json(
            [
                {
                    "touchpoint": one.key,
                    "name": one.name,
                    "weight": one.weight,
                    "why": list(one.reasons),
                    "rows": list(one.rows),
                }
                for one in ranked
            ]
        )
        return
    print_table(
        [{"touchpoint": one.name, "weight": one.weight, "why": " ".join(one.reasons)} for one in ranked]
    )


@command.command("start")
@click.option(
    "--from",
    "source",
    type=click.Choice(["catalogue", "touchpoints", "empty"]),
    required=True,
    help="An idea for each fitting kind, the touchpoints of the record, or nothing.",
)
@click.option("--name", default="As it is", show_default=True, help="Name of the map.")
@click.option("--scheme", default="hourglass", show_default=True, help="Scheme whose stages it has.")
@click.option("--sell", default="", help="What you sell; becomes an object of the plan.")
@click.option("--as", "as_", type=click.Choice(["goods", "service"]), help="What that is; without it, both.")
@click.option("--to", type=click.Choice(["people", "businesses"]), help="Who buys it; without it, both.")
@click.option("--where", type=click.Choice(["online", "place"]), help="Where it is sold; without it, both.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def start_map(
    _settings: Settings,
    source: str,
    name: str,
    scheme: str,
    sell: str,
    as_: str | None,
    to: str | None,
    where: str | None,
    as_json: bool,
) -> None:
    """Start a map: from the catalogue by a few answers, from the touchpoints of the record, or empty."""
    from touchline.plan import starting
    from touchline.plan.reading import PlanError

    try:
        if source == "catalogue":
            answers = starting.Answers(sell, as_ or "", to or "", where or "")
            saved = starting.start_from_catalogue(name, answers, scheme=scheme, member=None)
        elif source == "touchpoints":
            saved = starting.start_from_touchpoints(name, scheme=scheme, member=None)
        else:
            saved = starting.start_empty(name, scheme=scheme, member=None)
    except PlanError as error:
        refuse(str(error))
    count = len(saved.plan.touchpoints)
    if as_json:
        print_json({"map": saved.key, "name": name, "touchpoints": count})
    else:
        click.echo(f"{name} ({saved.key}) has {count:,} {'touchpoint' if count == 1 else 'touchpoints'}.")
