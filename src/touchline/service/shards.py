"""What the index keeps in an object store."""

from __future__ import annotations

from django.conf import settings

from touchline.lake.away.publishing import clean
from touchline.lake.generations import Generations


def tidy_shards() -> None:
    """Remove from the object store what no generation reads that is still kept at home.

    For the holder of the worker lock. Raises ``LakeError``.
    """
    place = settings.TOUCHLINE.shards
    if place:
        clean(Generations(settings.TOUCHLINE.index), place)
