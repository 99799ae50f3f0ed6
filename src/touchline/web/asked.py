"""What every page with an answer does first: open the index, read the question, answer it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Any

from touchline.journeys.index import Index, Legend
from touchline.service.answers import answer, open_index
from touchline.service.asking import Asked, to_question
from touchline.web.links import Behind


@dataclass(frozen=True)
class Answered:
    """A question asked of one generation, its frozen result, and the way to the people behind it."""

    asked: Asked
    index: Index
    result: Any

    @property
    def legend(self) -> Legend:
        """What the numbers of the generation mean."""
        return self.index.legend

    @property
    def behind(self) -> Behind:
        """Links from numbers to people."""
        return Behind(self.asked, self.legend.generation)


def ask(asked: Asked, index: Index | None = None) -> Answered:
    """Ask the newest generation. Raises ``QuestionError`` with a sentence."""
    here = index or open_index()
    return Answered(asked, here, answer(here, to_question(asked, here.legend)))


def command(asked: Asked, selector: str = "") -> str:
    """The command that gives the same answer in a shell, quoted."""
    words = ["touchline", "ask", asked.question]
    words += ["--from", asked.since] if asked.since else []
    words += ["--to", asked.until] if asked.until else []
    for name, value in asked.params():
        words += [f"--{name}", value]
    words += ["--people", selector] if selector else []
    return shlex.join(words)
