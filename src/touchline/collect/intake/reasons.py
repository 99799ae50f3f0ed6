"""Why a message is refused: a closed list, each reason with an id that lasts and a sentence."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Why(StrEnum):
    """The reasons. Where several hold, that of the first step counts."""

    NOT_A_MESSAGE = "not-a-message"
    NUL = "nul"
    UNKNOWN_TYPE = "unknown-type"
    LONG_ID = "long-id"
    FORGOTTEN = "forgotten"
    NO_ID = "no-id"
    UNREADABLE_TIME = "unreadable-time"
    TIME_OUT_OF_RANGE = "time-out-of-range"
    NO_NAME = "no-name"
    LONG_NAME = "long-name"
    LONG_CHANNEL = "long-channel"
    NOT_A_NUMBER = "not-a-number"
    UNKNOWN_CURRENCY = "unknown-currency"
    MONEY_OUT_OF_RANGE = "money-out-of-range"

    @property
    def sentence(self) -> str | Promise:
        """What is wrong with the message, for people."""
        return SENTENCES[self]


SENTENCES: dict[Why, str | Promise] = {
    Why.NOT_A_MESSAGE: _("It is not one JSON object."),
    Why.NUL: _("It contains a NUL character."),
    Why.UNKNOWN_TYPE: _("Its type is none of track, page, screen, identify, alias and group."),
    Why.LONG_ID: _("An id has over 512 letters."),
    Why.FORGOTTEN: _("The person asked to be forgotten and not to be received again."),
    Why.NO_ID: _("It names no person: every id is missing, or a word like “undefined”."),
    Why.UNREADABLE_TIME: _("Its time cannot be read."),
    Why.TIME_OUT_OF_RANGE: _("Its time lies before 2 January 1970 or after 2200."),
    Why.NO_NAME: _("It does not say what happened: a track message needs an event."),
    Why.LONG_NAME: _("What happened has over 200 letters."),
    Why.LONG_CHANNEL: _("The channel has over 200 letters."),
    Why.NOT_A_NUMBER: _("The amount is not a number."),
    Why.UNKNOWN_CURRENCY: _("The currency is not a code of ISO 4217 such as EUR."),
    Why.MONEY_OUT_OF_RANGE: _(
        "The amount is too large: at most 1,000,000,000,000,000 of its smallest unit are taken."
    ),
}
