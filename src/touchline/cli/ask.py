"""``touchline ask``: the questions, on the command line."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.cli.index import ENGINE_HELP
from touchline.cli.tables import print_table
from touchline.journeys.questions import QUESTIONS
from touchline.journeys.words import Spoken, Word
from touchline.settings import Settings

if TYPE_CHECKING:
    from touchline.journeys.index import Legend
    from touchline.journeys.options import Parts

FROM_HELP = "From this date or instant on, in the business's zone."
TO_HELP = "Up to this date or instant, not including it."
AUDIENCE_HELP = (
    "Only these people: \"did 'Pricing page' at least 2 times and not did order and country is DE\"."
)
BY_HELP = (
    "Break the answer down: by a fact (country), first-channel, first-campaign, or an attribute of touches."
)
PERIOD_HELP = "Hold the answer against another period, such as 2025-01-01..2025-04-01."
OTHERS_HELP = "Hold the answer against another audience, or against 'everybody else'."
PART_HELP = "List the people of one part of a breakdown, or of part 1 or 2 of a comparison."
MOST_DIFFERENCES = 40
"""Differences with an interval on a terminal; the rest is counted and in JSON and CSV."""


@click.group("ask")
def command() -> None:
    """Ask the record a question."""


def _command(spoken: Spoken) -> click.Command:
    """The command of a question, from its words."""

    @click.option("--from", "since", metavar="WHEN", help=FROM_HELP)
    @click.option("--to", "until", metavar="WHEN", help=TO_HELP)
    @click.option("--json", "as_json", is_flag=True, help="Answer as one JSON document.")
    @click.option("--csv", "as_csv", is_flag=True, help="Answer as CSV with a header.")
    @click.option(
        "--people",
        "selector",
        metavar="SELECTOR",
        help=f"List the persons behind a number, as JSON or CSV: {spoken.selectors}",
    )
    @click.option("--part", default="", metavar="PART", help=PART_HELP)
    @click.option("--audience", default="", metavar="RULE", help=AUDIENCE_HELP)
    @click.option("--by", default="", metavar="NAME", help=BY_HELP)
    @click.option("--compare-period", default="", metavar="FROM..TO", help=PERIOD_HELP)
    @click.option("--compare-audience", default="", metavar="RULE", help=OTHERS_HELP)
    @click.option("--engine", metavar="MASTER", help=ENGINE_HELP)
    @with_home()
    def run(
        _settings: Settings,
        since: str | None,
        until: str | None,
        as_json: bool,
        as_csv: bool,
        selector: str | None,
        part: str,
        audience: str,
        by: str,
        compare_period: str,
        compare_audience: str,
        engine: str | None,
        **words: Any,
    ) -> None:
        if as_json and as_csv:
            raise click.UsageError("Choose one of --json and --csv.")
        if part and selector is None:
            raise click.UsageError("--part says whose people --people lists. Give --people too.")
        asked = {"question": spoken.name, "since": since, "until": until, **words}
        chosen = (audience, by, compare_period, compare_audience)
        with _by(engine):
            _answer(asked, chosen, (selector, part), as_json=as_json, as_csv=as_csv)

    made = click.command(spoken.name, help=spoken.help)(run)
    made.params.extend(_option(word) for word in spoken.words)
    return made


@contextmanager
def _by(engine: str | None) -> Iterator[None]:
    """Let a cluster do the work, where one is named."""
    if engine is None:
        yield
        return
    from touchline.service.elsewhere import ClusterError, asked_on

    try:
        with asked_on(engine):
            yield
    except ClusterError as error:
        refuse(str(error))


def _option(word: Word) -> click.Option:
    usual: dict[str, Any] = (
        {} if word.many else {"default": word.usual, "show_default": word.usual is not None}
    )
    return click.Option(
        [f"--{word.said_as}", word.name],
        help=word.help,
        metavar=word.hint,
        multiple=word.many,
        required=word.required,
        type=click.Choice(word.choices) if word.choices else None,
        **usual,
    )


def _answer(
    words: dict[str, Any],
    chosen: tuple[str, str, str, str],
    listed: tuple[str | None, str],
    *,
    as_json: bool,
    as_csv: bool,
) -> None:
    from touchline.journeys.question import QuestionError
    from touchline.service.answers import answer, answer_parts, behind, ids_of, open_index
    from touchline.service.asking import Asked, Chosen, to_options, to_question
    from touchline.service.left_out import left_out
    from touchline.service.refresh import ensure

    ensure()
    index = open_index()
    selector, part = listed
    try:
        asked = Asked(**words, chosen=Chosen(*chosen))
        question, options = to_question(asked, index.legend), to_options(asked, index.legend)
        if selector is not None:
            people = behind(index, question, selector, options, part)
            found: dict[str, Any] = {
                "people": ids_of(people.keys),
                "count": people.count,
                "as_of": people.as_of,
            }
            if as_csv:
                _print_csv([{"person": person} for person in found["people"]], ["person"])
            else:
                print_json(found)
            return
        if options.parted:
            parts = answer_parts(index, question, options)
            _show_parts(parts, as_json=as_json, as_csv=as_csv)
            if not as_json and not as_csv:
                for sentence in [_as_of(index.legend), *left_out(index.legend.generation)]:
                    click.echo(sentence)
            return
        result = answer(index, question, options.audience)
    except QuestionError as error:
        refuse(str(error))
    if as_json:
        print_json(result.to_dict())
    elif as_csv:
        _print_csv(result.rows())
    else:
        print_table(result.shown())
        for sentence in [*result.notes(), _as_of(index.legend), *left_out(index.legend.generation)]:
            click.echo(sentence)


def _as_of(legend: Legend) -> str:
    """How far the record reaches, on the clock of the business; as JSON it is an instant in UTC."""
    at = datetime.fromtimestamp(legend.end // 1_000_000, ZoneInfo(legend.zone))
    return f"As of {at:%Y-%m-%d %H:%M}, {legend.zone}."


def _show_parts(parts: Parts[Any], *, as_json: bool, as_csv: bool) -> None:
    compared = parts.options.against is not None
    if as_json:
        print_json(parts.to_dict())
    elif as_csv:
        _print_csv(parts.difference_rows() if compared else parts.rows())
    elif compared:
        rows = parts.difference_rows()
        shown = ([row for row in rows if row["low"] is not None] or rows)[:MOST_DIFFERENCES]
        print_table(shown)
        if len(rows) > len(shown):
            more = len(rows) - len(shown)
            click.echo(f"{more:,} more, those without an interval too: see --json or --csv.")
    else:
        print_table(parts.shown())
    if not as_json and not as_csv:
        for sentence in parts.notes():
            click.echo(sentence)


def _print_csv(rows: list[dict[str, Any]], header: list[str] | None = None) -> None:
    names = header or (list(rows[0]) if rows else [])
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if names:
        writer.writerow(names)
    writer.writerows([["" if row[name] is None else _cell(row[name]) for name in names] for row in rows])


def _cell(value: Any) -> Any:
    """A cell; a list of touchpoints is written out in words."""
    if isinstance(value, (list, tuple)):
        return "; ".join(
            str(item.get("touchpoint", item)) if isinstance(item, dict) else str(item) for item in value
        )
    return value


for _one in QUESTIONS.values():
    command.add_command(_command(_one))
