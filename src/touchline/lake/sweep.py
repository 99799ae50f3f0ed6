"""Remove generations that are over, the bases nobody needs, and what crashes left behind."""

from __future__ import annotations

import os

from touchline.lake.durable import remove_folder
from touchline.lake.lease import take
from touchline.lake.shelf import GenerationDamaged, GenerationGone, Shelf, names_in

KEPT = 3_600_000_000
"""How long a generation stays after a newer one took its place, in microseconds."""

SOON = 60_000_000
"""While touches stream in there are two generations a second: after this long, one a minute is kept."""


def sweep(shelf: Shelf, now: int, *, at_once: bool = False) -> list[str]:
    """Remove what is over at ``now`` and return the names of the generations that went.

    Without a pointer to a generation that exists nothing is known to be over, and nothing goes. With
    ``at_once`` all but the current one are over, whoever reads them: what they have open stays open.
    """
    current, names = shelf.current(), shelf.names()
    if current not in names:
        return []
    gone = [
        name
        for at, name in enumerate(names)
        if name != current
        and (at_once or _over(shelf, name, names[at + 1 :], now))
        and _remove(shelf, name, at_once)
    ]
    _tidy(shelf)
    return gone


def _over(shelf: Shelf, name: str, newer: list[str], now: int) -> bool:
    """Whether the first of the generations that followed is older than an hour; true when none did.

    One from further in the future was made before the clock was put right, nobody knows how long ago.
    Of those made within one minute only the last stays that long, once ``SOON`` has passed.
    """
    followers = (_made_at(shelf, follower) for follower in newer)
    followed = next((made_at for made_at in followers if made_at is not None), None)
    if followed is None or abs(now - followed) > KEPT:
        return True
    made_at = _made_at(shelf, name)
    return made_at is not None and now - followed > SOON and made_at // SOON == followed // SOON


def _made_at(shelf: Shelf, name: str) -> int | None:
    try:
        return int(shelf.manifest(name)["made_at"])
    except (GenerationDamaged, GenerationGone, KeyError):
        return None


def _remove(shelf: Shelf, name: str, at_once: bool) -> bool:
    folder = shelf.all / name
    lease = take(folder / "lease")
    if lease is None and (folder / "lease").exists() and not at_once:
        return False
    try:
        remove_folder(folder)
    finally:
        if lease is not None:
            os.close(lease)
    return True


def _tidy(shelf: Shelf) -> None:
    """Levels that no generation uses, and half-written or half-removed folders."""
    try:
        used = {path for name in shelf.names() for path in shelf.levels(shelf.manifest(name))}
    except (GenerationDamaged, KeyError):
        return
    levels = [folder / name for folder in (shelf.bases, shelf.runs) for name in names_in(folder)]
    hidden = [path for folder in (shelf.all, shelf.bases, shelf.runs) for path in folder.glob(".*")]
    for path in [*(level for level in levels if level not in used), *hidden]:
        remove_folder(path)
