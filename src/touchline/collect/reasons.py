"""Why a row is refused: a closed list, each reason with an id that lasts and a sentence."""

from __future__ import annotations

from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST_PERSON = 512
LONGEST_NAME = 200
LONGEST_CHANNEL = 200
LONGEST_ROW = 16 * 1024 * 1024
"""Bytes of one row of a text file."""


class Reason(IntEnum):
    """A verdict as a number: 0 is accepted. Where several hold, the one that stands first counts.

    ``FORGOTTEN`` counts before all others, and of its rows nothing is kept but their number.
    """

    ACCEPTED = 0
    RAGGED = 1
    ROW_TOO_LONG = 2
    NOT_UTF8 = 3
    NUL = 4
    NO_PERSON = 5
    IMPOSSIBLE_PERSON = 6
    NO_TIME = 7
    UNREADABLE_TIME = 8
    SKIPPED_TIME = 9
    TIME_OUT_OF_RANGE = 10
    NO_TOUCHPOINT = 11
    LONG_TOUCHPOINT = 12
    LONG_CHANNEL = 13
    NO_ORDER = 14
    NO_MONEY = 15
    NOT_A_NUMBER = 16
    UNKNOWN_CURRENCY = 17
    MONEY_OUT_OF_RANGE = 18
    BROUGHT_BY_ONESELF = 19
    BROUGHT_IN_A_CIRCLE = 20
    UNKNOWN_BROUGHT_AS = 21
    LONG_PERSON_NAME = 22
    UNKNOWN_CONSENT = 23
    BROKEN_JSON = 24
    NEW_KEY = 25
    FORGOTTEN = 26

    @property
    def id(self) -> str:
        """The name in counts, files and links, such as ``no-person``."""
        return self.name.lower().replace("_", "-")

    @property
    def sentence(self) -> str | Promise:
        """What is wrong with the row, for people."""
        return SENTENCES[self]


SENTENCES: dict[Reason, str | Promise] = {
    Reason.ACCEPTED: _("The row is accepted."),
    Reason.RAGGED: _("The row has more or fewer cells than the header, or a quote that is not closed."),
    Reason.ROW_TOO_LONG: _("The row is longer than 16 MB."),
    Reason.NOT_UTF8: _("The row has bytes that are no letters in the encoding of its file."),
    Reason.NUL: _("The row contains a NUL byte."),
    Reason.NO_PERSON: _("The row names no person."),
    Reason.IMPOSSIBLE_PERSON: _(
        "What stands for the person cannot be one: a word like “unknown”, or over 512 letters."
    ),
    Reason.NO_TIME: _("The row has no time."),
    Reason.UNREADABLE_TIME: _("The time cannot be read."),
    Reason.SKIPPED_TIME: _("This time never was: the clock was put forward over it."),
    Reason.TIME_OUT_OF_RANGE: _("The time lies before 2 January 1970 or after 2200."),
    Reason.NO_TOUCHPOINT: _("The row names no touchpoint."),
    Reason.LONG_TOUCHPOINT: _("The touchpoint's name has over 200 letters."),
    Reason.LONG_CHANNEL: _("The channel has over 200 letters."),
    Reason.NO_ORDER: _("The row has no order id."),
    Reason.NO_MONEY: _("The order has no amount."),
    Reason.NOT_A_NUMBER: _("The amount is not a number."),
    Reason.UNKNOWN_CURRENCY: _("The currency is not a code of ISO 4217 such as EUR."),
    Reason.MONEY_OUT_OF_RANGE: _(
        "The amount is too large: at most 1,000,000,000,000,000 of its smallest unit are taken."
    ),
    Reason.BROUGHT_BY_ONESELF: _("The person would have brought themselves."),
    Reason.BROUGHT_IN_A_CIRCLE: _("The person would have been brought by someone they brought."),
    Reason.UNKNOWN_BROUGHT_AS: _("How the person was brought is not fan, promoter or partner."),
    Reason.LONG_PERSON_NAME: _("The person's name has over 300 letters."),
    Reason.UNKNOWN_CONSENT: _("What stands for the consent to letters is neither yes nor no."),
    Reason.FORGOTTEN: _("The person asked to be forgotten and not to be received again."),
    Reason.BROKEN_JSON: _("The line is not one JSON object, or a key stands in it twice."),
    Reason.NEW_KEY: _("The row has a key that no row had when the import was asked for."),
}

BY_ID = {reason.id: reason for reason in Reason}


def sentence(reason: str) -> str:
    """What is wrong with the rows refused for the reason with this id."""
    return str(BY_ID[reason].sentence)
