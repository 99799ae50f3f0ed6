"""The table of the weights: which answer to which factor makes which touchpoints weigh more or less. Data.

A map may let a row count otherwise (``weights`` of the map); the sentences stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext_noop as _

FIRST = ("know",)
IMAGE = ("design", "sign", "atmosphere", "staff-appearance", "company-culture", "face-of-brand", "packaging")
DETAILS = ("materials", "premises")
PRAISE = ("press", "social-proof", "value-proposition", "examples", "success-story", "company-culture")
ADVERTISING = ("advertising", "newsletter", "product-news", "incentive")
KEEPING = ("repeat", "refer")


@dataclass(frozen=True)
class Row:
    """An answer to a factor, the touchpoints it is about, and by how many quarters of a point they change.

    A touchpoint is meant when it stands on one of ``stages`` of the hourglass, or is of one of ``kinds`` or
    ``groups``, or stands for a new product (``new``); with none of these every touchpoint is.
    """

    id: str
    factor: str
    answer: str
    quarters: int
    why: str
    stages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    new: bool = False


ROWS: Mapping[str, Row] = MappingProxyType(
    {
        one.id: one
        for one in (
            Row("young-first", "firm", "young", 4,
                _("The business is young: the first contact decides whether people stay."), stages=FIRST),
            Row("young-image", "firm", "young", 4,
                _("The business is young: people go by what they see."), kinds=IMAGE),
            Row("known-details", "firm", "known", -4,
                _("The name is known: a small fault here is forgiven."), groups=DETAILS),
            Row("alone-all", "rivals", "none", -4,
                _("Nobody sells anything like it: people come even if this is not perfect.")),
            Row("many-first", "rivals", "many", 4,
                _("Many sell the same: the first impression decides who is looked at."), stages=FIRST),
            Row("many-trust", "rivals", "many", 4,
                _("Many sell the same: people buy where they trust."), stages=("trust",)),
            Row("loyal-keeping", "audience", "loyal", 4,
                _("People stay: keeping them costs less than winning new ones."), stages=KEEPING),
            Row("loyal-advertising", "audience", "loyal", 2,
                _("People are loyal: they take news and offers kindly."), kinds=ADVERTISING),
            Row("changing-first", "audience", "changing", 2,
                _("Most go elsewhere after once: new ones have to come all the time."), stages=FIRST),
            Row("strong-praise", "position", "strong", -4,
                _("You lead the market: praising yourself adds little."), kinds=PRAISE),
            Row("strong-new", "position", "strong", 4,
                _("You lead the market: what is new needs to be seen."), new=True),
            Row("weak-trust", "position", "weak", 2,
                _("Others lead: people need a reason to trust you instead."), stages=("trust",)),
        )
    }
)  # fmt: skip
"""Every row by its id."""
