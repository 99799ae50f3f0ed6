"""How far an import is: told to whoever listens at once, written down once a second."""

from __future__ import annotations

import time
from collections.abc import Callable

from touchline.collect.models import Import

Listener = Callable[[int, float], None]
EVERY = 1.0


class Progress:
    """Progress of one import: rows read, and the share done of all its work, 0 to 1, never falling."""

    def __init__(self, row: Import, listener: Listener | None) -> None:
        self.row = row
        self._listener = listener
        self._rows = 0
        self._share = 0.0
        self._written = time.monotonic()

    def span(self, start: float, end: float) -> Callable[[int, float], None]:
        """A meter for one step of the work, which takes the share from ``start`` to ``end``."""

        def meter(rows: int, share: float) -> None:
            self.report(rows, start + (end - start) * min(max(share, 0.0), 1.0))

        return meter

    def part(self, start: float, end: float) -> Callable[[float, float], Callable[[int, float], None]]:
        """Meters for the steps of a part of the work, which takes the share from ``start`` to ``end``."""

        def meter(low: float, high: float) -> Callable[[int, float], None]:
            return self.span(start + (end - start) * low, start + (end - start) * high)

        return meter

    def report(self, rows: int, share: float) -> None:
        """Hear of progress. Rows of 0 leave the rows as they were."""
        self._rows = max(self._rows, rows)
        self._share = max(self._share, share)
        if self._listener:
            self._listener(self._rows, self._share)
        if self.row.pk and time.monotonic() - self._written >= EVERY:
            self._written = time.monotonic()
            Import.objects.filter(pk=self.row.pk).update(rows=self._rows, done_share=self._share)
