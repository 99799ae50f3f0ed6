"""``touchline forget``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.settings import Settings

if TYPE_CHECKING:
    from touchline.people.models import Erasure
    from touchline.service.forget import Found


@click.command("forget")
@click.argument("people", metavar="[PERSON]...", nargs=-1)
@click.option("--for-good", is_flag=True, help="Refuse them in future too: no import brings them back.")
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before it is done.")
@click.option("--list-refusals", is_flag=True, help="Say how many people are refused for good.")
@click.option(
    "--allow-again", metavar="PERSON", multiple=True, help="Receive this person again. May be repeated."
)
@click.option("--finish", is_flag=True, help="Finish erasures that were cut off.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def command(
    _settings: Settings,
    people: tuple[str, ...],
    for_good: bool,
    dry_run: bool,
    yes: bool,
    list_refusals: bool,
    allow_again: tuple[str, ...],
    finish: bool,
    as_json: bool,
) -> None:
    """Forget people: leave no byte of them in the workspace.

    PERSON is an id exactly as it came; several may be given. Backups made before keep them until they
    expire.
    """
    if list_refusals:
        _list_refusals(as_json=as_json)
    elif allow_again:
        _allow_again(allow_again)
    elif finish:
        _finish()
    elif not people:
        refuse("Name the person by their id, exactly as it came: touchline forget PERSON")
    else:
        _forget(people, for_good=for_good, dry_run=dry_run, yes=yes, as_json=as_json)


def _forget(people: tuple[str, ...], *, for_good: bool, dry_run: bool, yes: bool, as_json: bool) -> None:
    from touchline.service import erasure_words, forget

    found = forget.look(people)
    if not found.anything and not for_good:
        refuse(f"Nothing is held of {_named(people)}. Ids are taken exactly as they came.")
    if not as_json:
        _say(people, found, for_good=for_good)
    if dry_run:
        if as_json:
            print_json({"people": len(people), "found": found.counts, "done": False})
        return
    if not yes:
        if as_json or not sys.stdin.isatty():
            refuse("Nothing has gone yet. Look with --dry-run, then add --yes.")
        click.confirm("Forget this now? It cannot be undone.", abort=True)
    asked = forget.ask(people, for_good=for_good)
    forget.finish([asked])
    if as_json:
        print_json({"people": len(people), "counts": asked.counts, "for_good": for_good, "done": True})
        return
    click.echo(_done(people, asked))
    click.echo(erasure_words.totals(asked.counts))


def _say(people: tuple[str, ...], found: Found, *, for_good: bool) -> None:
    from touchline.service import erasure_words

    lines = erasure_words.what_goes(found.counts)
    click.echo(
        f"Of {_named(people)} the workspace holds:" if lines else f"Nothing is held of {_named(people)}."
    )
    for line in lines:
        click.echo(f"  {line}")
    for sentence in erasure_words.limits(found.members, for_good=for_good):
        click.echo(sentence)


def _done(people: tuple[str, ...], asked: Erasure) -> str:
    gone = (
        "It is done: one person is forgotten"
        if len(people) == 1
        else f"It is done: {len(people):,} people are forgotten"
    )
    return f"{gone}, and refused in future." if asked.for_good else f"{gone}."


def _named(people: tuple[str, ...]) -> str:
    return f"“{people[0]}”" if len(people) == 1 else f"these {len(people):,} people"


def _list_refusals(*, as_json: bool) -> None:
    from touchline.people.models import Refusal

    count = Refusal.objects.count()
    if as_json:
        print_json({"refusals": count})
    elif not count:
        click.echo("Nobody is refused.")
    else:
        click.echo(
            f"{count:,} {'person is' if count == 1 else 'people are'} refused for good. "
            "Only keyed hashes are kept, so they cannot be listed by id."
        )


def _allow_again(people: tuple[str, ...]) -> None:
    from touchline.service.forget import allow_again

    lifted = allow_again(people)
    if not lifted:
        refuse("None of these is refused. Ids are taken as they came.")
    click.echo(f"{lifted:,} {'refusal is' if lifted == 1 else 'refusals are'} lifted.")


def _finish() -> None:
    from touchline.service.erasing import unfinished
    from touchline.service.forget import finish

    waiting = unfinished()
    finish(waiting)
    many = f"{len(waiting):,} erasures are finished." if len(waiting) > 1 else "One erasure is finished."
    click.echo(many if waiting else "No erasure is waiting.")
