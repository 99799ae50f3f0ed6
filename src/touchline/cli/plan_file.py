"""``touchline plan export|diff|apply|check``: the plan as a file."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from touchline.cli.common import print_json, refuse, start, start_alone, with_home
from touchline.settings import Settings

if TYPE_CHECKING:
    from touchline.plan.checks import Finding

MAP_OPTION = click.option(
    "--map", "name", metavar="MAP", default="", help="Another map than the current one."
)


@click.command("export")
@click.argument("file", metavar="[FILE]", default="-")
@MAP_OPTION
@click.option("--replace", is_flag=True, help="Write over a file that is there.")
@with_home()
def export_file(_settings: Settings, file: str, name: str, replace: bool) -> None:
    """Write a map as a YAML file, sorted, with stable keys; without FILE to standard output.

    The same plan always gives the same text, so that it can live in version control.
    """
    from touchline.plan.file.writing import text_of
    from touchline.plan.reading import PlanError, find_map, plan_of

    try:
        plan = plan_of(find_map(name))
    except PlanError as error:
        refuse(str(error))
    text = text_of(plan)
    if file == "-":
        sys.stdout.buffer.write(text.encode())
        return
    path = Path(file)
    try:
        with path.open("wb" if replace else "xb") as stream:
            stream.write(text.encode())
    except FileExistsError:
        refuse(f"{file} is there already. Name another file, or say --replace.")
    except OSError as error:
        refuse(f"{file} cannot be written: {error.strerror}.")
    click.echo(f"{len(plan.touchpoints):,} touchpoints and {len(plan.chains):,} chains are in {file}.")


@click.command("diff")
@click.argument("file", metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def diff_file(_settings: Settings, file: str, as_json: bool) -> None:
    """Say what applying a plan file would change: added, changed from and to, removed."""
    from touchline.plan.file.applying import compare, read_here
    from touchline.plan.file.words import changed

    _print_changes(changed(_judged(lambda: compare(read_here(bytes_of(file))))), as_json)


@click.command("apply")
@click.argument("file", metavar="FILE")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_home()
def apply_file(_settings: Settings, file: str, dry_run: bool, as_json: bool) -> None:
    """Bring a map to a plan file, all of it or nothing; a map of a new key is made.

    What the map has and the file has not is removed. Sections that are not in the file stay as they are.
    It can be undone as a whole: touchline audit undo.
    """
    from touchline.plan.file.applying import apply, compare, read_here
    from touchline.plan.file.words import changed
    from touchline.service.refresh import settle

    data = bytes_of(file)
    if dry_run:
        _print_changes(changed(_judged(lambda: compare(read_here(data)))), as_json)
        if not as_json:
            click.echo("Nothing was changed: this was a dry run.")
        return
    saved = _judged(lambda: apply(read_here(data), Path(file).name, member=None))
    _print_changes(changed(saved.differences), as_json)
    if saved.entry is not None:
        if not as_json:
            click.echo(f"To undo all of it: touchline audit undo {saved.entry.pk}")
        settle()


@click.command("check")
@click.argument("file", metavar="[FILE]", required=False)
@MAP_OPTION
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.option("--strict", is_flag=True, help="Exit with 1 when there are findings.")
@click.option("--home", metavar="DIR", help="Folder of the workspace; with FILE none is needed.")
@click.pass_context
def check_plan(
    ctx: click.Context, file: str | None, name: str, as_json: bool, strict: bool, home: str | None
) -> None:
    """Check a map, or the plan in FILE, for holes: what each is, where, and what mends it.

    A map of the workspace is held against the record as well. A file is checked by itself, wherever it is.
    """
    if file is None:
        start(home or ctx.find_root().obj)
        found = _findings_here(name)
    else:
        found = _findings_of(bytes_of(file))
    if as_json:
        print_json([one.to_dict() for one in found])
    else:
        for one in found:
            click.echo(f"{one.rule}  {one.place}\n    {one.why} {one.mend.sentence}")
        click.echo(f"{len(found):,} findings." if len(found) != 1 else "1 finding.")
        if file is not None:
            click.echo("Rules that need the record were left out: silent, refer-feeds-nobody.")
    if found and strict:
        sys.exit(1)


def bytes_of(file: str) -> bytes:
    """What a file holds, ``-`` for standard input; a little more than a plan may have at most."""
    from touchline.plan.file.nodes import MOST_BYTES

    try:
        size = 0 if file == "-" else Path(file).stat().st_size
        if size > MOST_BYTES:
            refuse(
                f"{file} has {size / 1024 / 1024:,.0f} MB, and a plan has at most "
                f"{MOST_BYTES // 1024 // 1024} MB. Name another file."
            )
        if file == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        return Path(file).read_bytes()
    except OSError as error:
        refuse(f"{file} cannot be read: {error.strerror}.")


def _judged(work: Any) -> Any:
    from touchline.plan.errors import PlanError

    try:
        return work()
    except PlanError as error:
        refuse(str(error))


def _print_changes(found: list[Any], as_json: bool) -> None:
    from touchline.plan.file.words import lines

    if as_json:
        print_json([one.to_dict() for one in found])
    else:
        for line in lines(found):
            click.echo(line)


def _findings_here(name: str) -> list[Finding]:
    from touchline.plan.reading import find_map, plan_of
    from touchline.service.planning import findings

    found: list[Finding] = _judged(lambda: findings(plan_of(find_map(name))))
    return found


def _findings_of(data: bytes) -> list[Finding]:
    """What is found in a file alone, without a workspace."""
    start_alone()
    from touchline.plan.checks import check
    from touchline.plan.file.reading import read

    file = _judged(lambda: read(data))
    return check(file.plan, today=date.today())  # noqa: DTZ011
