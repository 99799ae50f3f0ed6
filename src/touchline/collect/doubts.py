"""What makes an accepted row suspicious: it is kept and counted, and shown as a likely fault of the data."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from touchline.journeys.clock import DAY
from touchline.journeys.index import Array

LONG_AGO = 7_305 * DAY
"""1 January 1990: before it no till, site or mailer wrote a log."""


class Doubt(IntEnum):
    """Why a row is suspicious; 0 is none. Where several hold, the one that stands first counts."""

    NONE = 0
    FUTURE = 1
    LONG_AGO = 2
    ORDER_BEFORE_FIRST_TOUCH = 3
    CONSENT_CLAIMED = 4
    REFUND_BEYOND_ORDER = 5

    @property
    def id(self) -> str:
        """The name in counts, files and links, such as ``long-ago``."""
        return self.name.lower().replace("_", "-")

    @property
    def sentence(self) -> str | Promise:
        """What is odd about the row, for people."""
        return SENTENCES[self]


SENTENCES: dict[Doubt, str | Promise] = {
    Doubt.NONE: _("Nothing is odd about the row."),
    Doubt.FUTURE: _("The time lies in the future."),
    Doubt.LONG_AGO: _("The time lies before 1990."),
    Doubt.ORDER_BEFORE_FIRST_TOUCH: _("The order lies before the person's first touch."),
    Doubt.REFUND_BEYOND_ORDER: _("More money goes back than the order brought."),
    Doubt.CONSENT_CLAIMED: _(
        "The file claims a consent to letters. Only the person gives it, an import never does."
    ),
}

BY_ID = {doubt.id: doubt for doubt in Doubt}


def of_times(times: Array, now: int) -> Array:
    """A ``Doubt`` (uint8) for each instant, in microseconds; a day from ``now`` is the future."""
    doubts = np.zeros(len(times), np.uint8)
    doubts[times < LONG_AGO] = Doubt.LONG_AGO
    doubts[times >= now + DAY] = Doubt.FUTURE
    return doubts
