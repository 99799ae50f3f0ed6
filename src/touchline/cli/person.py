"""``touchline person``: a person's ids, what joined them, and the ids that many share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.cli.tables import print_table
from touchline.settings import Settings

if TYPE_CHECKING:
    from touchline.people.models import Identity

FOLLOWS = "Answers follow."


@click.group("person")
def command() -> None:
    """Show a person's ids and what joined them; join, split, and rule about ids that many share.

    Ids are taken exactly as they came.
    """


@command.command("show")
@click.argument("person", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def show(_settings: Settings, person: str, as_json: bool) -> None:
    """Show all ids of a person, and the evidence of each join."""
    from touchline.service.joining import told

    said = told(_find(person).pk)
    if as_json:
        print_json(said)
        return
    many = f"{len(said['ids']):,} ids are" if len(said["ids"]) != 1 else "One id is"
    click.echo(f"{many} person {said['person']}:")
    for one in said["ids"]:
        beside = ", ".join([*one["kinds"], *([one["standing"]] if one["standing"] else [])])
        click.echo(f"  {one['id']}{f' ({beside})' if beside else ''}")
    for one in said["joins"]:
        click.echo(f"{' and '.join(one['ids'])}: {one['state']}")
        for evidence in one["evidence"]:
            click.echo(f"  {evidence['how']}, {evidence['at']} {evidence['reference']}".rstrip())


@command.command("join")
@click.argument("one", metavar="ID")
@click.argument("other", metavar="OTHER")
@with_home()
def join(_settings: Settings, one: str, other: str) -> None:
    """Say that two ids are one person; an earlier refusal of this join is lifted."""
    from touchline.people import ruling

    entry = _do(lambda: ruling.join(_find(one), _find(other), member=None))
    click.echo(f"“{one}” and “{other}” are one person now. {FOLLOWS} Undo: touchline audit undo {entry.pk}")


@command.command("split")
@click.argument("one", metavar="ID")
@click.argument("other", metavar="[OTHER]", required=False)
@with_home()
def split(_settings: Settings, one: str, other: str | None) -> None:
    """Undo the join of two ids; with one id, every join that holds it to its person.

    The same evidence does not bring it back.
    """
    from touchline.people import ruling
    from touchline.people.persons import person_of

    identity = _find(one)
    other_one = _find(other) if other else None
    wanted = ruling.joins_between(identity.pk, [other_one.pk]) if other_one else ruling.apart(identity)
    entry = _do(lambda: ruling.split(wanted, member=None))
    undo = f"Undo: touchline audit undo {entry.pk}"
    if other_one and person_of(identity.pk) == person_of(other_one.pk):
        click.echo(f"This join is undone, but other joins still hold “{one}” and “{other}” together. {undo}")
    else:
        click.echo(f"“{one}” is apart from {f'“{other}”' if other else 'the others'} now. {FOLLOWS} {undo}")


@command.command("quarantine")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def quarantine(_settings: Settings, as_json: bool) -> None:
    """List the ids that many share, which join nobody, and those that were ruled about."""
    from touchline.service.joining import shared

    rows = shared()
    if as_json:
        print_json({"ids": rows})
    elif rows:
        print_table(rows)
        click.echo("Let one join people: touchline person release ID. For good not: touchline person deny ID")
    else:
        click.echo("No id is quarantined.")


def _rule(name: str, ruling: str, said: str, text: str) -> None:
    @command.command(name, help=text)
    @click.argument("one", metavar="ID")
    @with_home()
    def run(_settings: Settings, one: str) -> None:
        from touchline.people.ruling import rule

        entry = _do(lambda: rule(_find(one), ruling, member=None))
        click.echo(f"“{one}” {said}. {FOLLOWS} Undo: touchline audit undo {entry.pk}")


_rule("release", "released", "joins people again", "Let an id join people, however many share it.")
_rule("deny", "denied", "joins nobody from now on", "Let an id join nobody, whatever says so.")
_rule("lift", "", "stands as the limits say", "Take back a ruling: the limits decide again.")


@command.command("limits")
@click.option("--users", type=int, help="To how many user ids one id may be joined.")
@click.option("--ids", type=int, help="To how many ids in all.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def limits(_settings: Settings, users: int | None, ids: int | None, as_json: bool) -> None:
    """Show how many ids one id may be joined to before it is quarantined; with options, change it first."""
    from touchline.people.models import Graph
    from touchline.people.ruling import limit

    now = Graph.objects.first() or Graph()
    if users is not None or ids is not None:
        wanted = (now.users if users is None else users, now.ids if ids is None else ids)
        _do(lambda: limit(users=wanted[0], ids=wanted[1], member=None))
        now = Graph.objects.first() or Graph()
    if as_json:
        print_json({"users": now.users, "ids": now.ids})
    else:
        click.echo(
            f"An id joined to more than {now.users:,} user ids, or to more than {now.ids:,} ids in all, "
            "is quarantined."
        )


def _find(text: str) -> Identity:
    from touchline.people.models import Identity

    found = Identity.objects.filter(value=text).first()
    if found is None:
        refuse(f"No id “{text}” is in the record. Type it exactly as it came.")
    return found


def _do(what: Any) -> Any:
    """Carry a decision out and bring the answers up to it, or end with the sentence that says why not."""
    from touchline.people.ruling import JoinError
    from touchline.service.refresh import settle

    try:
        made = what()
    except JoinError as error:
        refuse(str(error))
    settle()
    return made
