"""``touchline backup``."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.cli.progress import Bar
from touchline.settings import Settings

LONGEST = timedelta(days=3650)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--keep", metavar="LENGTH", default="30d", show_default=True, help="How long it is to be kept.")
@click.option("--replace", is_flag=True, help="Replace the file when it is there already.")
@click.option("--json", "as_json", is_flag=True, help="End with one JSON line.")
@with_home()
def command(_settings: Settings, file: Path, keep: str, replace: bool, as_json: bool) -> None:
    """Write a copy of the whole workspace to one file (tar.gz), while it is being served too.

    Not in it, because it is made anew: the index, compiled kernels, who is signed in. The file holds
    everything known of people, and the secret key: keep it where others cannot read it.
    """
    from touchline.service.backup import BackupError, make_backup

    length = _length(keep)
    with Bar(f"backup to {file.name}") as bar:
        try:
            made = make_backup(file, keep=length, replace=replace, progress=bar.part)
        except BackupError as error:
            bar.close()
            refuse(str(error))
    if as_json:
        print_json(
            {
                "file": str(made.file),
                "bytes": made.size,
                "made_at": made.made_at.isoformat(),
                "expires_at": made.expires_at.isoformat(),
                **made.counts,
            }
        )
        return
    click.echo(
        f"{made.file}: {made.counts['events']:,} events, {made.counts['people']:,} people, "
        f"{made.size / (1 << 20):,.1f} MiB, to be kept until {made.expires_at:%d %b %Y}."
    )


def _length(text: str) -> timedelta:
    from touchline.journeys.clock import duration
    from touchline.journeys.question import QuestionError

    try:
        length = timedelta(microseconds=duration(text))
    except QuestionError as error:
        refuse(str(error))
    if not timedelta() < length <= LONGEST:
        refuse(f"A backup is kept for a day to ten years, not {text}. Give a length such as 30d.")
    return length
