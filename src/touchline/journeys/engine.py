"""Run a question over the levels of an index, about everybody or by options.

``answering.py``, ``parting.py`` and ``listing.py`` say how; here it is done in threads of this process.
"""

from __future__ import annotations

from typing import Any

from touchline.journeys.answering import answer
from touchline.journeys.audience import Audience
from touchline.journeys.counting import in_threads, of_everybody
from touchline.journeys.index import Index
from touchline.journeys.listing import People, list_people
from touchline.journeys.options import NO_OPTIONS, Options, Parts
from touchline.journeys.parting import answer_parts
from touchline.journeys.question import P, Question, R_co
from touchline.journeys.warm import warm_up

__all__ = ["People", "ask", "ask_parts", "people", "total", "warm_up"]


def ask(
    index: Index, question: Question[P, R_co], threads: int = 1, audience: Audience | None = None
) -> R_co:
    """Answer a question in ``threads``. They, shards and levels change no digit.

    Raises ``QuestionError`` when the question or the audience does not fit the legend.
    """
    with in_threads(index, threads) as workers:
        return answer(index, question, audience, workers)


def total(index: Index, question: Question[P, Any], threads: int = 1) -> P:
    """The sums over everybody, before they become an answer."""
    with in_threads(index, threads) as workers:
        return of_everybody(index, question, workers)


def ask_parts(index: Index, question: Question[P, R_co], options: Options, threads: int = 1) -> Parts[R_co]:
    """Answer a question by the values of something, or hold two answers against each other.

    ``options`` have a breakdown or a comparison. Raises ``QuestionError`` when something does not fit.
    """
    with in_threads(index, threads) as workers:
        return answer_parts(index, question, options, workers)


def people(
    index: Index,
    question: Question[Any, Any],
    selector: str,
    threads: int = 1,
    options: Options = NO_OPTIONS,
    part: str = "",
) -> People:
    """Exactly the persons behind one number of an answer or its ``part``. Raises ``QuestionError``."""
    with in_threads(index, threads) as workers:
        return list_people(index, question, selector, options, part, workers)
