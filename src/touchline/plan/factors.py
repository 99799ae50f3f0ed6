"""The four factors the weights of touchpoints follow from, and what can be answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext_noop


@dataclass(frozen=True)
class Factor:
    """A factor: what is asked, and its answers (id to words). Unanswered, it changes no weight."""

    id: str
    question: str
    answers: Mapping[str, str]


def _factor(id_: str, question: str, **answers: str) -> Factor:
    return Factor(id_, question, MappingProxyType(answers))


FACTORS: Mapping[str, Factor] = MappingProxyType(
    {
        one.id: one
        for one in (
            _factor(
                "firm",
                gettext_noop("How well do people know your business?"),
                young=gettext_noop("It is small or young; most have not heard of it"),
                middling=gettext_noop("Some know it"),
                known=gettext_noop("It is a known name"),
            ),
            _factor(
                "rivals",
                gettext_noop("How many others sell the same?"),
                none=gettext_noop("Nobody sells anything like it"),
                some=gettext_noop("A few do"),
                many=gettext_noop("Many do"),
            ),
            _factor(
                "audience",
                gettext_noop("How loyal are the people you sell to?"),
                changing=gettext_noop("Most buy once and go elsewhere"),
                mixed=gettext_noop("Some stay"),
                loyal=gettext_noop("Most stay and come back"),
            ),
            _factor(
                "position",
                gettext_noop("How strong is your place in the market?"),
                weak=gettext_noop("Weak: others lead"),
                middling=gettext_noop("One of several"),
                strong=gettext_noop("Strong: you lead"),
            ),
        )
    }
)
