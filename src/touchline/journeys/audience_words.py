"""The words and names an audience's text is made of, and what goes wrong in reading them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from touchline.journeys import clock
from touchline.journeys.audience import LENGTHS, RESERVED
from touchline.journeys.question import QuestionError

TOKEN = re.compile(r"""\s*(?:'((?:[^']|'')*)'|"((?:[^"]|"")*)"|([()|,=])|([^\s()|,='"]+)|(['"]))""")


class AudienceError(QuestionError):
    """A text that is no audience. ``position`` is the character, from 1, where it stops being one."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


@dataclass(frozen=True)
class Token:
    """``kind``: a word, a quoted name, a sign, or the end. ``position`` from 1."""

    kind: Literal["word", "name", "sign", "end"]
    text: str
    position: int

    def says(self, *words: str) -> bool:
        """Whether it is one of these words or signs."""
        return self.kind in ("word", "sign") and self.text.casefold() in words


def tokens(text: str) -> list[Token]:
    """A text cut into tokens, an end at last."""
    found, at = [], 0
    while match := TOKEN.match(text, at):
        single, double, sign, word, lone = match.groups()
        start, at = match.start(match.lastindex or 0), match.end()
        if lone:
            raise AudienceError(
                f"The quote at character {start + 1} has no end. Close it; a quote inside a name is doubled.",
                start + 1,
            )
        if single is not None or double is not None:
            name = single.replace("''", "'") if double is None else double.replace('""', '"')
            found.append(Token("name", name, start))
        else:
            found.append(Token("sign" if sign else "word", sign or word, start + 1))
    return [*found, Token("end", "", len(text) + 1)]


class Words:
    """The tokens of a text, taken from left to right. What is not as expected raises ``AudienceError``."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def next(self) -> Token:
        """The token that is read next."""
        return self._tokens[self._at]

    def take_both(self, first: str, second: str) -> bool:
        """Go on where the next two words are these."""
        both = self.next.says(first) and self._tokens[self._at + 1].says(second)
        self._at += 2 * both
        return both

    def name(self, expected: str) -> str:
        """A name in quotes, or words without signs and without words of ours."""
        if self.next.kind == "name":
            self._at += 1
            return self._tokens[self._at - 1].text
        words = []
        while self.next.kind == "word" and self.next.text.casefold() not in RESERVED:
            words.append(self.next.text)
            self._at += 1
        if not words:
            raise self.wrong(expected)
        return " ".join(words)

    def date(self) -> str:
        """A date, or an instant."""
        text = self.name("a date such as 2026-01-31")
        if not re.match(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            self._at -= 1
            raise self.wrong("a date such as 2026-01-31")
        return text

    def number(self) -> int:
        """A whole number."""
        token = self.next
        if token.kind != "word" or not re.fullmatch(r"\d{1,9}", token.text, re.ASCII):
            raise self.wrong("a number")
        self._at += 1
        return int(token.text)

    def amount(self) -> Decimal:
        """An amount of money."""
        if self.next.kind != "word" or not re.fullmatch(r"\d{1,12}(\.\d{1,3})?", self.next.text, re.ASCII):
            raise self.wrong("an amount such as 49.90")
        self._at += 1
        return Decimal(self._tokens[self._at - 1].text)

    def length(self) -> int:
        """A length of time, in microseconds."""
        number, unit = re.fullmatch(r"(\d{1,6})([a-z]*)", self.next.text.casefold(), re.ASCII), ""
        if self.next.kind != "word" or number is None:
            raise self.wrong("a time such as 7 days")
        unit = number[2]
        if not unit:
            self._at += 1
            unit = self.next.text.casefold()
        short = next((one for one, word in LENGTHS.items() if unit in (one, word, f"{word}s")), None)
        if short is None:
            raise self.wrong("weeks, days, hours, minutes or seconds")
        self._at += 1
        return clock.duration(number[1] + short)

    def take(self, *words: str) -> bool:
        """Go on where the next word is one of these."""
        if not self.next.says(*words):
            return False
        self._at += 1
        return True

    def words(self, *words: str) -> None:
        """These words, one after the other."""
        for word in words:
            self.must(word, " ".join(words))

    def must(self, word: str, expected: str) -> None:
        """This word, or an error that says what was expected."""
        if not self.take(word):
            raise self.wrong(expected)

    def wrong(self, expected: str) -> AudienceError:
        """That something else was expected here."""
        here = self.next
        if here.kind == "end":
            return AudienceError(f"The audience ends too early. Write {expected}.", here.position)
        text = here.text if len(here.text) <= 40 else here.text[:39] + "…"
        return AudienceError(
            f"At character {here.position} stands {text!r}. Write {expected} there; "
            "names with such words or signs go in quotes.",
            here.position,
        )
