"""What every page with an answer does first: open the index, read the question, answer it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Any

from touchline.journeys.index import Index, Legend
from touchline.journeys.options import FIRST, Parts
from touchline.service.answers import answer, answer_parts, open_index
from touchline.service.asking import Asked, to_options, to_question
from touchline.web.links import Behind


@dataclass(frozen=True)
class Answered:
    """A question asked of one generation, its frozen result, and the way to the people behind it."""

    asked: Asked
    index: Index
    result: Any
    parts: Parts[Any] | None = None

    @property
    def legend(self) -> Legend:
        """What the numbers of the generation mean."""
        return self.index.legend

    @property
    def behind(self) -> Behind:
        """Links from numbers to people."""
        first = FIRST if self.parts and self.parts.options.against else ""
        return Behind(self.asked, self.legend.generation, first)

    def behind_part(self, key: str) -> Behind:
        """Links from the numbers of a part."""
        return Behind(self.asked, self.legend.generation, key)


def ask(asked: Asked, index: Index | None = None) -> Answered:
    """Ask the newest generation. Raises ``QuestionError`` with a sentence.

    The result of a breakdown is that of the whole, of a comparison that of its first part.
    """
    here = index or open_index()
    question, options = to_question(asked, here.legend), to_options(asked, here.legend)
    if not options.parted:
        return Answered(asked, here, answer(here, question, options.audience))
    parts = answer_parts(here, question, options)
    return Answered(asked, here, parts.parts[0].result if options.against else parts.whole, parts)


def rows_of(answered: Answered) -> list[dict[str, Any]]:
    """The rows of an answer as the command line writes them: of a breakdown those of all its parts."""
    parts = answered.parts
    if parts is None:
        rows: list[dict[str, Any]] = answered.result.rows()
        return rows
    return parts.difference_rows() if parts.options.against is not None else parts.rows()


def command(asked: Asked, selector: str = "", part: str = "") -> str:
    """The command that gives the same answer in a shell, quoted."""
    words = ["touchline", "ask", asked.question]
    words += ["--from", asked.since] if asked.since else []
    words += ["--to", asked.until] if asked.until else []
    for name, value in asked.params():
        words += [f"--{name}", value]
    words += ["--people", selector] if selector else []
    words += ["--part", part] if part else []
    return " ".join(_quoted(word) for word in words)


def _quoted(word: str) -> str:
    """A word for a shell; names in a rule stand in single quotes, so the rule gets double ones."""
    plain = "'" in word and not any(sign in word for sign in '"$`\\!')
    return f'"{word}"' if plain else shlex.quote(word)
