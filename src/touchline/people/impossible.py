"""Ids that cannot be anybody's: what programs write where they know nobody. They join nobody.

Data, not a rule: a text is compared as a whole, without capitals and without spaces and quotes around it.
A workspace adds its own by denying an id (``people/ruling.py``).
"""

from __future__ import annotations

import unicodedata

NOBODY = frozenset(
    [
        "undefined",
        "null",
        "none",
        "nan",
        "nil",
        "na",
        "n/a",
        "#n/a",
        "#null!",
        "anonymous",
        "anon",
        "guest",
        "unknown",
        "unidentified",
        "(none)",
        "(null)",
        "(empty)",
        "empty",
        "<null>",
        "not_authenticated",
        "distinct_id",
        "-",
        "--",
        "---",
        "?",
        "??",
        ".",
        "_",
        "true",
        "false",
        "00000000-0000-0000-0000-000000000000",
    ]
) | {"(not set)", "not set", "[object object]"}
"""What systems write when they do not know who it was. In a file, nobody may be called so."""

DOUBTFUL = frozenset(
    [
        "void",
        "blank",
        "unset",
        "unavailable",
        "n.a.",
        "..",
        "...",
        "???",
        "0",
        "0.0",
        "00",
        "000",
        "0000",
        "-1",
        "+1",
        "inf",
        "infinity",
        "-infinity",
        "-inf",
        "[]",
        "{}",
        "()",
        "<>",
        "%s",
        "test",
        "tester",
        "testing",
        "test_user",
        "testuser",
        "test@test.com",
        "test@example.com",
        "user@example.com",
        "email@example.com",
        "example",
        "demo",
        "sample",
        "default",
        "dummy",
        "fake",
        "visitor",
        "user",
        "userid",
        "user_id",
        "username",
        "guest_user",
        "id",
        "uuid",
        "guid",
        "email",
        "e-mail",
        "mail",
        "phone",
        "string",
        "value",
        "distinctid",
        "anonymous_id",
        "anonymousid",
        "device_id",
        "deviceid",
        "not_set",
        "not-set",
        "notset",
        "not_available",
        "not_logged_in",
        "logged_out",
        "unauthenticated",
        "invalid",
        "error",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "11111111-1111-1111-1111-111111111111",
        "00:00:00:00:00:00",
        "02:00:00:00:00:00",
        "ff:ff:ff:ff:ff:ff",
    ]
) | {"not available", "not provided"}
"""What may be a real id in a small file, and is a fault where programs send it."""

IMPOSSIBLE = NOBODY | DOUBTFUL
"""The list, folded."""
AROUND = " \t\r\n\f\v\0\u00a0\u200b\ufeff\"'`"


def folded(text: str) -> str:
    """An id as it is compared with the list."""
    return " ".join(unicodedata.normalize("NFKC", text).strip(AROUND).casefold().split()).strip(AROUND)


def possible(text: str | None) -> bool:
    """Whether an id may be somebody's."""
    said = folded(text) if text else ""
    return bool(said) and said not in IMPOSSIBLE
