"""A workspace for notebooks and scripts: ``touchline.open(home)``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import ref

from touchline.service.home import use_home

if TYPE_CHECKING:
    from touchline.journeys.funnel import FunnelResult
    from touchline.journeys.hourglass import HourglassResult
    from touchline.journeys.options import Options
    from touchline.journeys.orders_answer import OrdersResult
    from touchline.journeys.paths import PathsResult
    from touchline.journeys.question import Question
    from touchline.journeys.retention import RetentionResult
    from touchline.journeys.time_to import TimeToResult
    from touchline.journeys.touches import TouchesResult

T = TypeVar("T")
When = str | None
Period = tuple[When, When]


def open_workspace(home: str | os.PathLike[str] | None) -> Workspace:
    """The workspace in a folder. Raises ``SettingsError`` when there is none."""
    return Workspace(home)


class Workspace:
    """Questions to one workspace. Each answers from the newest generation of the index.

    ``period`` is a pair of dates or instants in the business's zone, the second not included; None
    on either side leaves that side open. Work with the database runs in a thread of its own, so it
    works under a running event loop, as in Jupyter.
    """

    def __init__(self, home: str | os.PathLike[str] | None = None) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="touchline")
        self._asked: dict[int, tuple[ref[Any], Question[Any, Any], Options]] = {}
        self.home = self._run(lambda: use_home(home)).home

    def __repr__(self) -> str:
        return f"touchline.open({str(self.home)!r})"

    def hourglass(self, scheme: str = "hourglass", *, period: Period = (None, None)) -> HourglassResult:
        """How people move through the stages of a scheme."""
        result: HourglassResult = self._ask("hourglass", period, scheme=scheme)
        return result

    def funnel(
        self, steps: Sequence[str], within: str = "30d", *, period: Period = (None, None)
    ) -> FunnelResult:
        """How many people take the steps in order; a step is a touchpoint, or several as ``A|B``."""
        result: FunnelResult = self._ask("funnel", period, steps=tuple(steps), within=within)
        return result

    def paths(self, *, period: Period = (None, None)) -> PathsResult:
        """Which touchpoint directly follows which, where journeys start and where they end."""
        result: PathsResult = self._ask("paths", period)
        return result

    def touches(
        self, before: str = "order", apart: str | None = None, *, period: Period = (None, None)
    ) -> TouchesResult:
        """How many touches (with ``apart``: contacts) people had before their first order."""
        result: TouchesResult = self._ask("touches", period, before=before, apart=apart)
        return result

    def orders(self, unit: str = "month", *, period: Period = (None, None)) -> OrdersResult:
        """Orders, refunds and their money a month, week or day, and in ``total``."""
        result: OrdersResult = self._ask("orders", period, unit=unit)
        return result

    def retention(
        self,
        start: str = "any",
        back: str = "own",
        unit: str = "month",
        upto: int = 12,
        *,
        period: Period = (None, None),
    ) -> RetentionResult:
        """Who comes ``back`` in which ``unit`` after their first ``start``, by cohort.

        Both are any, own, order, or a touchpoint, or several as ``A|B``.
        """
        words = {"start": start, "back": back, "unit": unit, "upto": str(upto)}
        result: RetentionResult = self._ask("retention", period, **words)
        return result

    def time_to(
        self,
        starts: str | Sequence[str],
        nexts: str | Sequence[str],
        within: str | None = None,
        *,
        period: Period = (None, None),
    ) -> TimeToResult:
        """How long it takes from each of ``starts`` to each of ``nexts``, and who never came ``within``."""
        several = {"starts": starts, "nexts": nexts}
        words = {name: one if isinstance(one, str) else tuple(one) for name, one in several.items()}
        result: TimeToResult = self._ask("time-to", period, within=within, **words)
        return result

    def ask(
        self,
        question: str,
        *,
        period: Period = (None, None),
        audience: str = "",
        by: str = "",
        compare_period: str = "",
        compare_audience: str = "",
        **words: Any,
    ) -> Any:
        """Any question by its name, with its words: ``ask("funnel", steps=("Home page", "Order"))``.

        ``audience`` is a rule such as ``did order and country is DE``. With ``by`` or a comparison the answer
        has parts, each with the ``result`` of the question; ``differences`` holds two against each other.
        """
        said = {name: tuple(value) if isinstance(value, list) else value for name, value in words.items()}
        return self._ask(question, period, (audience, by, compare_period, compare_audience), **said)

    def people(self, result: Any, selector: str, part: str = "") -> list[str]:
        """The ids of exactly the persons behind a number of a result, such as ``step=3``.

        ``result`` is what a question of this workspace gave; of one with parts say which ``part``.
        """
        from touchline.service.answers import behind, ids_of, open_index

        question, options = self._asked_for(result)

        def find() -> list[str]:
            index = open_index(result.generation)
            return ids_of(behind(index, question, selector, options, part).keys)

        return self._run(find)

    def touchpoints(self) -> list[str]:
        """The names of the touchpoints the record knows."""
        from touchline.service.answers import open_index

        return self._run(lambda: list(open_index().legend.touchpoints))

    def _ask(self, question: str, period: Iterable[When], chosen: Sequence[str] = (), **words: Any) -> Any:
        def ask() -> Any:
            from touchline.service.answers import answer, answer_parts, open_index
            from touchline.service.asking import Asked, Chosen, to_options, to_question
            from touchline.service.refresh import ensure

            ensure()
            since, until = period
            index = open_index()
            asked = Asked(question, since, until, Chosen(*chosen), **words)
            made, options = to_question(asked, index.legend), to_options(asked, index.legend)
            if options.parted:
                result = answer_parts(index, made, options)
            else:
                result = answer(index, made, options.audience)
            self._asked[id(result)] = (ref(result), made, options)
            return result

        return self._run(ask)

    def _asked_for(self, result: Any) -> tuple[Question[Any, Any], Options]:
        """What a result answers. Results that are gone are forgotten."""
        self._asked = {at: one for at, one in self._asked.items() if one[0]() is not None}
        found = self._asked.get(id(result))
        if found is None:
            raise ValueError("Ask the question in this workspace first; then its people can be listed.")
        return found[1], found[2]

    def _run(self, work: Callable[[], T]) -> T:
        return self._thread.submit(_afresh, work).result()


def _afresh(work: Callable[[], T]) -> T:
    """Do it with a connection that works: a notebook may stand open for longer than a database runs."""
    from django.conf import settings

    if settings.configured:
        from django.db import close_old_connections

        close_old_connections()
    return work()
