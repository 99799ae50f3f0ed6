"""``touchline attribute``."""

from __future__ import annotations

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.cli.tables import print_table
from touchline.settings import Settings

PERSON = click.option(
    "--of-people", is_flag=True, help="A fact of people instead of an attribute of touches."
)


@click.group("attribute")
def command() -> None:
    """List, add and remove attributes of touches and facts of people.

    The journey index holds a column of each, so that questions can be cut by them. An attribute of
    touches is campaign, campaign_source, campaign_medium, or a property of events by its name; a fact of
    people is letters, brought_as, or something an import said of them.
    """


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def show(_settings: Settings, as_json: bool) -> None:
    """List what the index holds, and what the record proposes."""
    from dataclasses import asdict

    from touchline.service.attributes import attributes

    found = attributes()
    if as_json:
        print_json(asdict(found))
        return
    print_table(
        [
            {"of": one.of, "held": one.name, "values": one.values, "first": ", ".join(one.first)}
            for one in found.held
        ]
    )
    if not found.held:
        click.echo("The index holds no attributes yet. Add one: touchline attribute add campaign")
    if found.proposed:
        click.echo("")
        print_table(
            [
                {
                    "of": one.of,
                    "proposed": one.name,
                    "have it": one.has,
                    "values": one.values,
                    "often": ", ".join(one.often),
                }
                for one in found.proposed
            ]
        )
    click.echo(
        f"Looked at the newest {found.events_looked_at:,} of {found.events:,} events, and at the last "
        f"{found.people_looked_at:,} of {found.people:,} people of whom something is known."
    )


@command.command("add")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@PERSON
@with_home()
def add(_settings: Settings, names: tuple[str, ...], of_people: bool) -> None:
    """Let the index hold these. Answers can be cut by them when it is built anew."""
    from touchline.service.attributes import hint
    from touchline.workspace import attributes
    from touchline.workspace.models import Attribute

    _each(names, of_people, attributes.add)
    click.echo(f"The index holds {_listed(names)} from now on.")
    of = Attribute.Of.PEOPLE if of_people else Attribute.Of.TOUCHES
    hints = [said for said in (hint(of, name.strip()) for name in names) if said]
    for said in hints:
        click.echo(said)
    if hints:
        click.echo("Facts of people are added and removed with --of-people, attributes of touches without.")
    _catch_up()


@command.command("remove")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@PERSON
@with_home()
def remove(_settings: Settings, names: tuple[str, ...], of_people: bool) -> None:
    """Let the index hold these no longer. The record keeps what it says of them."""
    from touchline.workspace import attributes

    _each(names, of_people, attributes.remove)
    click.echo(f"The index no longer holds {_listed(names)}.")
    _catch_up()


def _each(names: tuple[str, ...], of_people: bool, change: object) -> None:
    """Change all of them or none."""
    from django.db import transaction

    from touchline.workspace.attributes import ChoiceError
    from touchline.workspace.models import Attribute

    assert callable(change)
    try:
        with transaction.atomic():
            for name in names:
                change(Attribute.Of.PEOPLE if of_people else Attribute.Of.TOUCHES, name, member=None)
    except ChoiceError as error:
        refuse(str(error))


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def _catch_up() -> None:
    from touchline.service.refresh import settle

    if not settle():
        click.echo("Answers follow as soon as the running worker has caught up.", err=True)
