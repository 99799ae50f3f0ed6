"""``touchline ask``: the questions, on the command line."""

from __future__ import annotations

import csv
import sys
from typing import Any

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.cli.tables import print_table
from touchline.journeys.questions import QUESTIONS
from touchline.journeys.words import Spoken, Word
from touchline.settings import Settings

FROM_HELP = "From this date or instant on, in the business's zone."
TO_HELP = "Up to this date or instant, not including it."


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
    @with_home()
    def run(
        _settings: Settings,
        since: str | None,
        until: str | None,
        as_json: bool,
        as_csv: bool,
        selector: str | None,
        **words: Any,
    ) -> None:
        if as_json and as_csv:
            raise click.UsageError("Choose one of --json and --csv.")
        asked = {"question": spoken.name, "since": since, "until": until, **words}
        _answer(asked, selector, as_json=as_json, as_csv=as_csv)

    made = click.command(spoken.name, help=spoken.help)(run)
    made.params.extend(_option(word) for word in spoken.words)
    return made


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


def _answer(words: dict[str, Any], selector: str | None, *, as_json: bool, as_csv: bool) -> None:
    from touchline.journeys.question import QuestionError
    from touchline.service.answers import answer, behind, ids_of, open_index
    from touchline.service.asking import Asked, to_question
    from touchline.service.left_out import left_out
    from touchline.service.refresh import ensure

    ensure()
    index = open_index()
    try:
        question = to_question(Asked(**words), index.legend)
        if selector is not None:
            people = behind(index, question, selector)
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
        result = answer(index, question)
    except QuestionError as error:
        refuse(str(error))
    if as_json:
        print_json(result.to_dict())
    elif as_csv:
        _print_csv(result.rows())
    else:
        print_table(result.shown())
        for sentence in [*result.notes(), f"As of {result.as_of}.", *left_out(index.legend.generation)]:
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
