"""What an answer does not count, in sentences: nothing is cut without a word."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import ngettext

from touchline.collect.models import AT_REST, Import
from touchline.lake.shelf import GenerationDamaged, GenerationGone
from touchline.service.answers import generations
from touchline.touchpoints.models import MOST_TOUCHPOINTS


def left_out(generation: str) -> list[str]:
    """Events that a generation keeps out of its answers, a sentence a reason."""
    try:
        return list(_said(generations().manifest(generation)))
    except (GenerationGone, GenerationDamaged):
        return []


def _said(manifest: dict[str, object]) -> Iterator[str]:
    unknown = manifest.get("unrecognised")
    if isinstance(unknown, dict) and unknown.get("events"):
        yield ngettext(
            "{n} event is not counted: its name is beyond the {most} touchpoints a workspace holds.",
            "{n} events are not counted: their names are beyond the {most} touchpoints a workspace holds.",
            unknown["events"],
        ).format(n=f"{unknown['events']:,}", most=f"{MOST_TOUCHPOINTS:,}")
    kinds = manifest.get("left_out")
    others = sum(kinds.values()) if isinstance(kinds, dict) else 0
    if others:
        yield ngettext(
            "{n} event of a robot, a prefetch or a test is kept and not counted.",
            "{n} events of robots, prefetches and tests are kept and not counted.",
            others,
        ).format(n=f"{others:,}")
    folded = manifest.get("channels_folded")
    if isinstance(folded, int) and folded:
        yield ngettext(
            "{n} touch counts on the channel of its touchpoint, because there are too many channels.",
            "{n} touches count on the channel of their touchpoint, because there are too many channels.",
            folded,
        ).format(n=f"{folded:,}")
    spare = manifest.get("without_code")
    if isinstance(spare, int) and spare:
        yield ngettext(
            "{n} event is not counted: there are too many touchpoints and channels together.",
            "{n} events are not counted: there are too many touchpoints and channels together.",
            spare,
        ).format(n=f"{spare:,}")


def still_coming() -> str:
    """Whether an import is under way, whose rows answers do not hold yet."""
    running = Import.objects.exclude(state__in=AT_REST).count()
    if not running:
        return ""
    return ngettext(
        "{n} import is under way; answers follow when it is done.",
        "{n} imports are under way; answers follow when they are done.",
        running,
    ).format(n=f"{running:,}")
