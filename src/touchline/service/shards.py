"""What the index keeps in an object store."""

from __future__ import annotations

from django.conf import settings

from touchline.lake.away.publishing import clean
from touchline.lake.generations import Generations


def tidy_shards() -> None:
    """Remove from the object store what the newest generation does not read.

    For the holder of the worker lock. Raises ``LakeError``.
    """
    place = settings.TOUCHLINE.shards
    if not place:
        return
    here = Generations(settings.TOUCHLINE.index)
    name = here.current()
    clean(place, name, here.levels(here.manifest(name)) if name else [])
