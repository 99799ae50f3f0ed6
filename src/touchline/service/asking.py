"""From what a person asked, in words, to a question the engine can run.

Pages, command line and notebook all come through here, so the same words are the same question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from touchline.journeys import clock, names
from touchline.journeys.funnel import Funnel
from touchline.journeys.hourglass import Hourglass
from touchline.journeys.index import Legend
from touchline.journeys.orders import Orders
from touchline.journeys.paths import Paths
from touchline.journeys.question import Period, Question, QuestionError
from touchline.journeys.touches import Touches

QUESTIONS = ("hourglass", "funnel", "paths", "touches", "orders")


@dataclass(frozen=True)
class Asked:
    """A question in words. Dates are read in the business's zone; ``until`` is not included."""

    question: str
    since: str | None = None
    until: str | None = None
    scheme: str = "hourglass"
    steps: tuple[str, ...] = ()
    within: str = "30d"
    before: str = "order"
    apart: str | None = None
    by: str = "month"

    def to_params(self) -> list[tuple[str, str]]:
        """As parameters of a link; what has its usual value is left out."""
        params = [("question", self.question)]
        params += [("from", self.since)] if self.since else []
        params += [("to", self.until)] if self.until else []
        if self.question == "hourglass" and self.scheme != "hourglass":
            params.append(("scheme", self.scheme))
        if self.question == "funnel":
            params += [("step", step) for step in self.steps]
            params.append(("within", self.within))
        if self.question == "touches":
            params.append(("before", self.before))
            params += [("apart", self.apart)] if self.apart else []
        if self.question == "orders" and self.by != "month":
            params.append(("by", self.by))
        return params


def from_params(question: str, params: Mapping[str, Sequence[str]]) -> Asked:
    """Read a question back from the parameters of a link."""

    def one(name: str) -> str | None:
        values = params.get(name) or [""]
        return values[-1].strip() or None

    if question not in QUESTIONS:
        raise QuestionError(f"{question!r} is not a question. Ask one of: {', '.join(QUESTIONS)}.")
    return Asked(
        question=question,
        since=one("from"),
        until=one("to"),
        scheme=one("scheme") or "hourglass",
        steps=tuple(step.strip() for step in params.get("step", ()) if step.strip()),
        within=one("within") or "30d",
        before=one("before") or "order",
        apart=one("apart"),
        by=one("by") or "month",
    )


def to_question(asked: Asked, legend: Legend) -> Question[Any, Any]:
    """The question for the engine. Raises ``QuestionError`` with a sentence."""
    period = period_of(asked, legend)
    if asked.question == "hourglass":
        return Hourglass(scheme=asked.scheme, period=period)
    if asked.question == "funnel":
        if not asked.steps:
            raise QuestionError("A funnel needs at least one step. Name a touchpoint for each.")
        steps = names.resolve_steps(legend, asked.steps)
        return Funnel(steps=steps, within=clock.duration(asked.within), period=period)
    if asked.question == "paths":
        return Paths(period=period)
    if asked.question == "orders":
        return Orders(by=asked.by, period=period)
    apart = clock.duration(asked.apart) if asked.apart else None
    if asked.before == "order":
        return Touches(before="order", apart=apart, period=period)
    return Touches(before=names.resolve_step(legend, asked.before), apart=apart, period=period)


def period_of(asked: Asked, legend: Legend) -> Period:
    """The period a question is about, cut in the business's zone."""
    return clock.period(asked.since, asked.until, clock.zone(legend.zone))
