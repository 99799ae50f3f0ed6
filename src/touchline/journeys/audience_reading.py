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

from dataclasses import replace

from touchline.journeys.audience import (
    KINDS,
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
from touchline.journeys.audience_words import AudienceError, Token, Words, tokens

LONGEST = 20_000
"""Characters of a text."""
DEEPEST = 40
"""Parentheses and nots inside each other."""
MOST = 200
"""Conditions of one audience."""


def read(text: str) -> Audience:
    """The rule a text says. Raises ``AudienceError`` with a sentence that says where and what to write."""
    if len(text) > LONGEST:
        raise AudienceError(
            f"An audience has at most {LONGEST:,} characters; this one has {len(text):,}.", LONGEST + 1
        )
    return _Reader(tokens(text)).whole()


class _Reader(Words):
    """Reads the grammar above."""

    def __init__(self, tokens: list[Token]) -> None:
        super().__init__(tokens)
        self._depth = 0
        self._conditions = 0

    def whole(self) -> Audience:
        audience = self._any()
        if self.next.kind != "end":
            raise self.wrong("and, or, or the end")
        return audience

    def _any(self) -> Audience:
        parts = [self._all()]
        while self.take("or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self) -> Audience:
        parts = [self._one()]
        while self.take("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _one(self) -> Audience:
        start = self.next
        if not start.says("not", "("):
            return self._condition()
        self._depth += 1
        if self._depth > DEEPEST:
            where = f"At character {start.position} conditions are nested more than {DEEPEST} deep"
            raise AudienceError(f"{where}. Write it flatter.", start.position)
        if self.take("not"):
            inner: Audience = Not(self._one())
        else:
            self.must("(", "a parenthesis")
            inner = self._any()
            self.must(")", "and, or, or a closing parenthesis")
        self._depth -= 1
        return inner

    def _condition(self) -> Audience:
        self._conditions += 1
        if self._conditions > MOST:
            position = self.next.position
            raise AudienceError(f"An audience has at most {MOST} conditions; this one has more.", position)
        if self.take("did"):
            return self._did()
        if self.take("has"):
            return Fact(self.name("a fact about people, such as country"))
        if self.take("brought"):
            return self._brought()
        if self.take("first"):
            name = self.name("channel, campaign or another attribute of the first touch")
            values, other = self._values()
            return Not(First(name, values)) if other else First(name, values)
        name = self.name("did, has, brought, first, not, a parenthesis, or a fact such as country is DE")
        values, other = self._values()
        return Not(Fact(name, values)) if other else Fact(name, values)

    def _did(self) -> Audience:
        other = self.take("not")
        what = self._touched()
        did = Did(what)
        if what.kind == "order" and not what.channels and self.take("of"):
            self.words("at", "least")
            did = replace(did, amount=self.amount())
            did = replace(did, what=replace(what, channels=self._channels()))
        if self.take("with"):
            name = self.name("an attribute of touches, such as campaign")
            values, negative = self._values()
            if negative:
                raise self.wrong("a value, without not")
            did = replace(did, attribute=name, values=values)
        did = self._timed(self._counted(did))
        return Not(did) if other else did

    def _counted(self, did: Did) -> Did:
        if self.take("exactly"):
            number = self.number()
            did = replace(did, least=number, most=number)
        elif self.take("at"):
            if self.take("least"):
                did = replace(did, least=self.number())
            elif self.take("most"):
                did = replace(did, least=0, most=self.number())
            else:
                raise self.wrong("least or most")
        else:
            return did
        if not self.take("times", "time"):
            raise self.wrong("times")
        return did

    def _timed(self, did: Did) -> Did:
        relation: Within | Before | After | None = None
        if self.take("within"):
            length = self.length()
            relation = Within(length)
            if self.take("of"):
                first = self.take_both("first", "touch")
                relation = Within(length, "first touch" if first else self._touched())
        elif self.take("before"):
            relation = Before(self._touched())
        elif self.take("after"):
            relation = After(self._touched())
        since = self.date() if self.take("from") else None
        until = self.date() if self.take("to") else None
        return replace(did, relation=relation, since=since, until=until)

    def _touched(self) -> Touched:
        start = self.next
        name = self.name("a touchpoint, order, refund or anything")
        kind = name.casefold() if start.kind == "word" else ""
        for known in KINDS:
            if kind == known:
                return Touched(kind=known, channels=self._channels())
        names = [name]
        while self.take("|"):
            names.append(self.name("a touchpoint"))
        return Touched(tuple(names), channels=self._channels())

    def _channels(self) -> tuple[str, ...]:
        if not self.take("on"):
            return ()
        names = [self.name("a channel")]
        while self.take("|"):
            names.append(self.name("a channel"))
        return tuple(names)

    def _brought(self) -> Brought:
        if self.take_both("by", "someone"):
            return Brought()
        if self.take("others"):
            return Brought(others=True)
        raise self.wrong("by someone, or others")

    def _values(self) -> tuple[tuple[str, ...], bool]:
        """The values, and whether it is every other one that is meant."""
        if self.take("is", "="):
            other = self.take("not")
            return (self.name("a value"),), other
        if not self.take("in"):
            raise self.wrong("is, or in with values in parentheses")
        self.must("(", "values in parentheses")
        values = [self.name("a value")]
        while self.take(","):
            values.append(self.name("a value"))
        self.must(")", "a comma or a closing parenthesis")
        return tuple(values), False
