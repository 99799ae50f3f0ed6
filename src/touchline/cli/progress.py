"""How far a command is, on a terminal."""

from __future__ import annotations

import sys


class Bar:
    """Rows, share and time left on a terminal; nothing where there is none."""

    def __init__(self, name: str) -> None:
        from tqdm import tqdm

        self._bar = tqdm(
            total=100.0,
            desc=name,
            file=sys.stderr,
            disable=not sys.stderr.isatty(),
            leave=False,
            bar_format="{desc} {percentage:3.0f} % |{bar}| {postfix} {remaining} left",
        )

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def show(self, rows: int, share: float) -> None:
        """Show how many rows were read and the share done, 0 to 1."""
        if self._bar.disable:
            return
        self._bar.set_postfix_str(f"{rows:,} rows", refresh=False)
        self._bar.n = round(share * 100, 1)
        self._bar.refresh()

    def part(self, share: float) -> None:
        """Show the share done, 0 to 1, of work that has no rows."""
        if not self._bar.disable:
            self._bar.n = round(share * 100, 1)
            self._bar.refresh()

    def close(self) -> None:
        """Leave the line to what comes next."""
        self._bar.close()
