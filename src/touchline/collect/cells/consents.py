"""What a file says of consent to letters: a no is taken, a yes is only a claim."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from touchline.journeys.index import Array

BLANK, YES, NO, UNKNOWN = range(4)

WORDS_YES = pa.array(
    (
        "yes", "y", "true", "t", "1", "on", "x", "subscribed", "active", "confirmed", "given", "granted",
        "agreed", "consented", "opt-in", "opt in", "optin", "opted in", "opted-in", "ja", "j", "oui", "o",
        "si", "sí", "sì", "sim", "да", "д", "подписан", "angemeldet", "abonné",
    )
)  # fmt: skip
WORDS_NO = pa.array(
    (
        "no", "n", "false", "f", "0", "off", "unsubscribed", "inactive", "refused", "withdrawn", "denied",
        "revoked", "declined", "cleaned", "bounced", "complained", "spam", "blocked", "never", "opt-out",
        "opt out", "optout", "opted out", "opted-out", "nein", "non", "não", "nee", "нет", "н", "отписан",
        "abgemeldet", "désabonné",
    )
)  # fmt: skip


def read_consents(column: pa.StringArray) -> Array:
    """``BLANK``, ``YES``, ``NO`` or ``UNKNOWN`` for each cell, as uint8."""
    said = pc.utf8_lower(pc.utf8_trim_whitespace(column))
    found = np.full(len(said), UNKNOWN, np.uint8)
    for value, words in ((BLANK, pa.array([""])), (YES, WORDS_YES), (NO, WORDS_NO)):
        found[pc.is_in(said, words).to_numpy(zero_copy_only=False)] = value
    return found
