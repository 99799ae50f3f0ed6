"""Ids that cannot be anybody's: what programs write where they know nobody. They join nobody.

Data, not a rule: a text is compared as a whole, without capitals and without spaces and quotes around it.
A workspace adds its own by denying an id (``people/ruling.py``).
"""

from __future__ import annotations

import unicodedata

WORDS = """
undefined null nil none nan void empty blank na n/a n.a. unknown unidentified unavailable unset
anonymous anon guest guest_user visitor user userid user_id username id uuid guid email e-mail mail phone
test tester testing test_user testuser test@test.com test@example.com user@example.com email@example.com
example demo sample default dummy fake foo bar foobar lorem string text value
not_set not-set notset not_available not_authenticated not_logged_in logged_out unauthenticated
true false yes no ok error invalid
distinct_id distinctid anonymous_id anonymousid device_id deviceid
noreply@example.com none@none.com no@no.com a@a.com
- -- --- . .. ... _ ? ?? ??? x xx xxx xxxx
[] {} () <> "" '' %s %d {{}} ${id}
-1 +1 0 0.0 00 000 0000 00000 000000 0000000 00000000 000000000 0000000000 1234 12345 123456 1234567
12345678 123456789 1234567890 9999 99999 999999 99999999 infinity -infinity inf -inf 1e999
00000000-0000-0000-0000-000000000000 ffffffff-ffff-ffff-ffff-ffffffffffff
11111111-1111-1111-1111-111111111111 0x0 00:00:00:00:00:00 02:00:00:00:00:00 ff:ff:ff:ff:ff:ff
"""
PHRASES = ("[object object]", "not set", "not available", "not provided", "(not set)", "(none)", "(null)")
IMPOSSIBLE = frozenset(WORDS.split()) | frozenset(PHRASES)
"""The list, folded."""
AROUND = " \t\r\n\f\v\0\u00a0\u200b\ufeff\"'`"


def folded(text: str) -> str:
    """An id as it is compared with the list."""
    return " ".join(unicodedata.normalize("NFKC", text).strip(AROUND).casefold().split()).strip(AROUND)


def possible(text: str | None) -> bool:
    """Whether an id may be somebody's."""
    said = folded(text) if text else ""
    return bool(said) and said not in IMPOSSIBLE
