"""``touchline ask``: the questions, on the command line."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable
from typing import Any

import click

from touchline.cli.common import print_json, refuse, with_home
from touchline.cli.notes import notes
from touchline.cli.tables import print_table
from touchline.settings import Settings

FROM_HELP = "From this date or instant on, in the business's zone."
TO_HELP = "Up to this date or instant, not including it."


@click.group("ask")
def command() -> None:
    """Ask the record: hourglass, funnel, paths, touches, orders."""


def _question(name: str, selectors: str) -> Callable[[Callable[..., dict[str, Any]]], click.Command]:
    """Make a command of a function that turns its own options into the words of a question."""

    def decorate(function: Callable[..., dict[str, Any]]) -> click.Command:
        @click.option("--from", "since", metavar="WHEN", help=FROM_HELP)
        @click.option("--to", "until", metavar="WHEN", help=TO_HELP)
        @click.option("--json", "as_json", is_flag=True, help="Answer as one JSON document.")
        @click.option("--csv", "as_csv", is_flag=True, help="Answer as CSV with a header.")
        @click.option(
            "--people",
            "selector",
            metavar="SELECTOR",
            help=f"List the persons behind a number, as JSON or CSV: {selectors}",
        )
        @with_home()
        def run(
            _settings: Settings,
            since: str | None,
            until: str | None,
            as_json: bool,
            as_csv: bool,
            selector: str | None,
            **options: Any,
        ) -> None:
            if as_json and as_csv:
                raise click.UsageError("Choose one of --json and --csv.")
            words = {"question": name, "since": since, "until": until, **function(**options)}
            _answer(words, selector, as_json=as_json, as_csv=as_csv)

        run.__doc__ = function.__doc__
        run.__name__ = name
        made = command.command(name, help=function.__doc__)(run)
        made.params.extend(getattr(function, "__click_params__", [])[::-1])
        return made

    return decorate


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
        for sentence in [*notes(result.to_dict()), *left_out(index.legend.generation)]:
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


@_question(
    "hourglass",
    "stage=trust, stage=trust:lost (open, went_on, from_before, starts, touchpoint=NAME), stage=none, "
    "touchpoint=NAME, brought, brought=2, brought=fan, bringers, people.",
)
@click.option(
    "--scheme", default="hourglass", show_default=True, help="hourglass, value-journey, decision or phases."
)
def hourglass(scheme: str) -> dict[str, Any]:
    """How people move through the stages, from knowing the business to recommending it."""
    return {"scheme": scheme}


@_question("funnel", "step=3, step=3:stopped, step=3:open, open, people.")
@click.option(
    "--step",
    "steps",
    metavar="NAME",
    multiple=True,
    required=True,
    help="A touchpoint, or several as A|B. Repeat for each step.",
)
@click.option(
    "--within",
    default="30d",
    show_default=True,
    help="Time from the first step to the last: 30d, 12h, 45m, 2w.",
)
def funnel(steps: tuple[str, ...], within: str) -> dict[str, Any]:
    """How many people take the steps in this order; other touches may come between."""
    return {"steps": steps, "within": within}


@_question("paths", "link='A>B', start=A, end=A, touchpoint=A, people.")
def paths() -> dict[str, Any]:
    """Which touchpoint directly follows which, where journeys start and where they end."""
    return {}


@_question("touches", "touches=4, people, never.")
@click.option("--before", default="order", show_default=True, help="order, or a touchpoint.")
@click.option(
    "--apart",
    metavar="LENGTH",
    help="Count contacts: touches on one channel at least this far apart, such as 30m.",
)
def touches(before: str, apart: str | None) -> dict[str, Any]:
    """How many touches, or contacts, people had before their first order."""
    return {"before": before, "apart": apart}


@_question(
    "orders",
    "people, kept, new, returning, refunded, period=2026-03, period=2026-03:new, currency=USD, left_out=USD.",
)
@click.option(
    "--by",
    type=click.Choice(["month", "week", "day", "total"]),
    default="month",
    show_default=True,
    help="Cut the period in these, on the business's calendar.",
)
def orders(by: str) -> dict[str, Any]:
    """Who ordered, how often, for how much, and what was given back."""
    return {"by": by}
