"""Who brought whom, as far as it is needed to see whether a circle would close."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from touchline.people.lists import listed, parameter
from touchline.people.models import Person

BATCH = 10_000
ABOVE = f"""
    WITH RECURSIVE above (key, brought_by) AS (
        SELECT person.key, person.brought_by FROM {Person._meta.db_table} AS person
        WHERE person.brought_by IS NOT NULL AND person.key IN (SELECT value FROM {{listed}})
        UNION
        SELECT person.key, person.brought_by FROM {Person._meta.db_table} AS person
        JOIN above ON person.key = above.brought_by
        WHERE person.brought_by IS NOT NULL
    )
    SELECT key, brought_by FROM above
"""


class Referrals:
    """A forest: everybody was brought by at most one person, and nobody by someone they brought."""

    def __init__(self) -> None:
        self._by: dict[int, int] = {}
        self._shortcut: dict[int, int] = {}

    def look_above(self, keys: Iterable[int]) -> None:
        """Learn the referrals above these people: who brought them, who brought those, and so on.

        What was learnt or replaced before stays.
        """
        wanted = sorted(set(keys))
        for start in range(0, len(wanted), BATCH):
            with connection.cursor() as cursor:
                cursor.execute(
                    ABOVE.format(listed=listed("bigint")), [parameter(wanted[start : start + BATCH])]
                )
                for key, by in cursor.fetchall():
                    self._by.setdefault(key, by)

    def learn(self, key: int, by: int | None) -> None:
        """Take in a referral that is known already."""
        if by:
            self._by.setdefault(key, by)

    def replace(self, key: int, by: int) -> None:
        """``by`` brought ``key``, whatever was known before; 0: nobody did. Only when no circle closes."""
        if self._by.get(key) not in (None, by):
            self._shortcut.clear()
        if by:
            self._by[key] = by
        else:
            self._by.pop(key, None)

    def closes_circle(self, key: int, by: int) -> bool:
        """Whether ``key`` stands above ``by``, or is the same."""
        before = self._by.pop(key, None)
        if before is not None:
            self._shortcut.clear()
        closed = self._top(by) == key
        if before is not None:
            self._by[key] = before
            self._shortcut.clear()
        return closed

    def _top(self, key: int) -> int:
        """The one at the beginning of the chain above ``key``; the way there is made shorter."""
        way = []
        while key in self._by:
            way.append(key)
            key = self._shortcut.get(key, self._by[key])
        for one in way:
            self._shortcut[one] = key
        return key
