"""How a question is asked in words, described once: for the shell, for addresses and for notebooks.

Each question's file ends with its ``SPOKEN``; ``journeys/questions.py`` names the questions there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from touchline.journeys.index import Legend
from touchline.journeys.question import Period, Question

Value = str | tuple[str, ...] | None


@dataclass(frozen=True)
class Word:
    """One option of a question: ``--step A`` in the shell, ``step=A`` in an address, ``steps=`` in Python.

    ``param`` is the word of shell and address where it is not ``name`` itself. ``usual`` counts where
    nothing is said; None: nothing. ``many`` may be said again and again. ``hint`` stands for the value in
    the help; ``choices`` are all there are. ``always``: links and commands name even what is usual.
    """

    name: str
    help: str
    usual: str | None = None
    param: str = ""
    many: bool = False
    required: bool = False
    hint: str | None = None
    choices: tuple[str, ...] = ()
    always: bool = False

    @property
    def said_as(self) -> str:
        """The word of the shell and of addresses."""
        return self.param or self.name


@dataclass(frozen=True)
class Said:
    """What was said, by the names of the words; the usual where nothing was."""

    values: Mapping[str, Value]

    def text(self, name: str) -> str:
        """A word that has a value; an empty text where it has none."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """The values of a word that may be said several times."""
        value = self.values.get(name)
        return value if isinstance(value, tuple) else ()


@dataclass(frozen=True)
class Spoken:
    """A question in words.

    ``help`` is a sentence, ``selectors`` examples of them. ``make`` turns what was said into the question
    and raises ``QuestionError``. ``warm`` is any question of the kind, about the first touchpoint; it
    is asked once before the first real one, to load its kernels.
    """

    name: str
    help: str
    selectors: str
    words: tuple[Word, ...]
    make: Callable[[Said, Legend, Period], Question[Any, Any]]
    warm: Callable[[], Question[Any, Any]]

    def said(self, given: Mapping[str, Value]) -> Said:
        """What was said, completed by what is usual. Raises ``TypeError`` for a word it does not know."""
        for name in given:
            if all(name != word.name for word in self.words):
                known = ", ".join(word.name for word in self.words) or "none"
                raise TypeError(f"The question {self.name} has no word {name!r}. It has: {known}.")
        return Said({word.name: _complete(word, given.get(word.name)) for word in self.words})


def _complete(word: Word, value: Value) -> Value:
    if word.many:
        return value if isinstance(value, tuple) else (() if value is None else (value,))
    return value or word.usual
