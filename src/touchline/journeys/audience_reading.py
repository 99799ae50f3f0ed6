"""Read an audience from its text, such as ``did 'Pricing page' at least 2 times and country is DE``.

    audience   = all { "or" all }            all  = one { "and" one }
    one        = "not" one | "(" audience ")" | did | fact | first | brought
    did        = "did" ["not"] touches [order amount] [with] [times] [relation] [from] [to]
    touches    = ( "anything" | "order" | "refund" | name { "|" name } ) [ "on" name { "|" name } ]
    amount     = "of" "at" "least" number     with = "with" name values
    times      = ( "at" "least" | "at" "most" | "exactly" ) number "times"
    relation   = "within" length [ "of" ( "first touch" | touches ) ] | "before" touches | "after" touches
    from, to   = "from" date, "to" date
    fact       = name values | "has" name    first = "first" name values
    values     = "is" ["not"] name | "in" "(" name { "," name } ")"
    brought    = "brought" "by" "someone" | "brought" "others"

A name is in quotes (a quote inside is doubled), or words without signs and without the words above.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from touchline.journeys import clock
from touchline.journeys.audience import (
    KINDS,
    LENGTHS,
    RESERVED,
    After,
    And,
    Audience,
    Before,
    Brought,
    Did,
    Fact,
    First,
    Not,
    Or,
    Touched,
    Within,
)
from touchline.journeys.question import QuestionError

LONGEST = 20_000
"""Characters of a text."""
DEEPEST = 40
"""Parentheses and nots inside each other."""
MOST = 200
"""Conditions of one audience."""

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


def read(text: str) -> Audience:
    """The rule a text says. Raises ``AudienceError`` with a sentence that says where and what to write."""
    if len(text) > LONGEST:
        raise AudienceError(
            f"An audience has at most {LONGEST:,} characters; this one has {len(text):,}.", LONGEST + 1
        )
    return _Reader(_tokens(text)).whole()


def _tokens(text: str) -> list[Token]:
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


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._conditions = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def whole(self) -> Audience:
        audience = self._any()
        if self._next.kind != "end":
            raise self._wrong("and, or, or the end")
        return audience

    def _any(self) -> Audience:
        parts = [self._all()]
        while self._take("or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self) -> Audience:
        parts = [self._one()]
        while self._take("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _one(self) -> Audience:
        start = self._next
        if not start.says("not", "("):
            return self._condition()
        self._depth += 1
        if self._depth > DEEPEST:
            where = f"At character {start.position} conditions are nested more than {DEEPEST} deep"
            raise AudienceError(f"{where}. Write it flatter.", start.position)
        self._at += 1
        if start.says("not"):
            inner: Audience = Not(self._one())
        else:
            inner = self._any()
            self._must(")", "and, or, or a closing parenthesis")
        self._depth -= 1
        return inner

    def _condition(self) -> Audience:
        self._conditions += 1
        if self._conditions > MOST:
            position = self._next.position
            raise AudienceError(f"An audience has at most {MOST} conditions; this one has more.", position)
        if self._take("did"):
            return self._did()
        if self._take("has"):
            return Fact(self._name("a fact about people, such as country"))
        if self._take("brought"):
            return self._brought()
        if self._next.says("first"):
            self._at += 1
            name = self._name("channel, campaign or another attribute of the first touch")
            values, other = self._values()
            return Not(First(name, values)) if other else First(name, values)
        name = self._name("did, has, brought, first, not, a parenthesis, or a fact such as country is DE")
        values, other = self._values()
        return Not(Fact(name, values)) if other else Fact(name, values)

    def _did(self) -> Audience:
        other = self._take("not")
        what = self._touched()
        did = Did(what)
        if what.kind == "order" and not what.channels and self._next.says("of"):
            self._at += 1
            self._words("at", "least")
            did = replace(did, amount=self._amount())
            did = replace(did, what=replace(what, channels=self._channels()))
        if self._take("with"):
            name = self._name("an attribute of touches, such as campaign")
            values, negative = self._values()
            if negative:
                raise self._wrong("a value, without not")
            did = replace(did, attribute=name, values=values)
        did = self._timed(self._counted(did))
        return Not(did) if other else did

    def _counted(self, did: Did) -> Did:
        if self._take("exactly"):
            number = self._number()
            did = replace(did, least=number, most=number)
        elif self._take("at"):
            if self._take("least"):
                did = replace(did, least=self._number())
            elif self._take("most"):
                did = replace(did, least=0, most=self._number())
            else:
                raise self._wrong("least or most")
        else:
            return did
        if not self._take("times", "time"):
            raise self._wrong("times")
        return did

    def _timed(self, did: Did) -> Did:
        relation: Within | Before | After | None = None
        if self._take("within"):
            length = self._length()
            relation = Within(length)
            if self._take("of"):
                first = self._next.says("first") and self._tokens[self._at + 1].says("touch")
                self._at += 2 if first else 0
                relation = Within(length, "first touch" if first else self._touched())
        elif self._take("before"):
            relation = Before(self._touched())
        elif self._take("after"):
            relation = After(self._touched())
        since = self._date() if self._take("from") else None
        until = self._date() if self._take("to") else None
        return replace(did, relation=relation, since=since, until=until)

    def _touched(self) -> Touched:
        start = self._next
        name = self._name("a touchpoint, order, refund or anything")
        kind = name.casefold() if start.kind == "word" else ""
        for known in KINDS:
            if kind == known:
                return Touched(kind=known, channels=self._channels())
        names = [name]
        while self._take("|"):
            names.append(self._name("a touchpoint"))
        return Touched(tuple(names), channels=self._channels())

    def _channels(self) -> tuple[str, ...]:
        if not self._take("on"):
            return ()
        names = [self._name("a channel")]
        while self._take("|"):
            names.append(self._name("a channel"))
        return tuple(names)

    def _brought(self) -> Brought:
        if self._next.says("by") and self._tokens[self._at + 1].says("someone"):
            self._at += 2
            return Brought()
        if self._take("others"):
            return Brought(others=True)
        raise self._wrong("by someone, or others")

    def _values(self) -> tuple[tuple[str, ...], bool]:
        """The values, and whether it is every other one that is meant."""
        if self._take("is", "="):
            other = self._take("not")
            return (self._name("a value"),), other
        if not self._take("in"):
            raise self._wrong("is, or in with values in parentheses")
        self._must("(", "values in parentheses")
        values = [self._name("a value")]
        while self._take(","):
            values.append(self._name("a value"))
        self._must(")", "a comma or a closing parenthesis")
        return tuple(values), False

    def _name(self, expected: str) -> str:
        if self._next.kind == "name":
            self._at += 1
            return self._tokens[self._at - 1].text
        words = []
        while self._next.kind == "word" and self._next.text.casefold() not in RESERVED:
            words.append(self._next.text)
            self._at += 1
        if not words:
            raise self._wrong(expected)
        return " ".join(words)

    def _date(self) -> str:
        text = self._name("a date such as 2026-01-31")
        if not re.match(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            self._at -= 1
            raise self._wrong("a date such as 2026-01-31")
        return text

    def _number(self) -> int:
        token = self._next
        if token.kind != "word" or not re.fullmatch(r"\d{1,9}", token.text, re.ASCII):
            raise self._wrong("a number")
        self._at += 1
        return int(token.text)

    def _amount(self) -> Decimal:
        if self._next.kind != "word" or not re.fullmatch(r"\d{1,12}(\.\d{1,3})?", self._next.text, re.ASCII):
            raise self._wrong("an amount such as 49.90")
        self._at += 1
        return Decimal(self._tokens[self._at - 1].text)

    def _length(self) -> int:
        number, unit = re.fullmatch(r"(\d{1,6})([a-z]*)", self._next.text.casefold(), re.ASCII), ""
        if self._next.kind != "word" or number is None:
            raise self._wrong("a time such as 7 days")
        unit = number[2]
        if not unit:
            self._at += 1
            unit = self._next.text.casefold()
        short = next((one for one, word in LENGTHS.items() if unit in (one, word, f"{word}s")), None)
        if short is None:
            raise self._wrong("weeks, days, hours, minutes or seconds")
        self._at += 1
        return clock.duration(number[1] + short)

    def _take(self, *words: str) -> bool:
        """Go on where the next word is one of these."""
        if not self._next.says(*words):
            return False
        self._at += 1
        return True

    def _words(self, *words: str) -> None:
        for word in words:
            self._must(word, " ".join(words))

    def _must(self, word: str, expected: str) -> None:
        if not self._take(word):
            raise self._wrong(expected)

    def _wrong(self, expected: str) -> AudienceError:
        here = self._next
        if here.kind == "end":
            return AudienceError(f"The audience ends too early. Write {expected}.", here.position)
        text = here.text if len(here.text) <= 40 else here.text[:39] + "…"
        return AudienceError(
            f"At character {here.position} stands {text!r}. Write {expected} there; "
            "names with such words or signs go in quotes.",
            here.position,
        )
