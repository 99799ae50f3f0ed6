"""Who brought whom, as far as it is needed to see whether a circle would close."""

from __future__ import annotations

from collections.abc import Iterable

from touchline.people.models import Person

BATCH = 500


class Referrals:
    """A forest: everybody was brought by at most one person, and nobody by someone they brought."""

    def __init__(self) -> None:
        self._by: dict[int, int] = {}
        self._shortcut: dict[int, int] = {}

    @classmethod
    def around(cls, keys: Iterable[int]) -> Referrals:
        """The referrals above these people: who brought them, who brought those, and so on."""
        found = cls()
        asked: set[int] = set()
        wanted = set(keys)
        while wanted:
            asked |= wanted
            above = found._load(sorted(wanted))
            wanted = above - asked
        return found

    def learn(self, key: int, by: int | None) -> None:
        """Take in a referral that is known already."""
        if by:
            self._by[key] = by

    def replace(self, key: int, by: int) -> None:
        """``by`` brought ``key``, whatever was known before. Only when no circle closes."""
        if self._by.get(key) not in (None, by):
            self._shortcut.clear()
        self._by[key] = by

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

    def _load(self, keys: list[int]) -> set[int]:
        above: set[int] = set()
        for start in range(0, len(keys), BATCH):
            rows = Person.objects.filter(pk__in=keys[start : start + BATCH]).exclude(brought_by=None)
            for key, by in rows.values_list("pk", "brought_by_id"):
                self._by[key] = by
                above.add(by)
        return above
