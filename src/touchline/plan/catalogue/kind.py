"""A kind of touchpoint of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

GROUPS = ("premises", "communication", "materials", "staff", "technology", "product")
"""What a kind is made of."""


@dataclass(frozen=True)
class Kind:
    """A kind: what it is for, and what its owner has to answer.

    ``stages`` of the hourglass it is usual at, the most usual first; ``group`` one of ``GROUPS``;
    ``question`` is the one its owner has to answer, ``measure`` what to count; ``channels`` the usual ones;
    ``criteria`` the group of criteria it is audited by; ``rhythm`` the days in which a live one is usually
    met; ``delivers``: it is a form, letter or file that something must deliver; ``paid``: it is an offer that
    costs money. Texts are English and go through gettext where they are shown.
    """

    id: str
    name: str
    stages: tuple[str, ...]
    group: str
    question: str
    measure: str
    channels: tuple[str, ...]
    criteria: str
    rhythm: int
    delivers: bool = False
    paid: bool = False


def kind(
    id_: str,
    name: str,
    stages: str,
    group: str,
    question: str,
    measure: str,
    *,
    on: str,
    criteria: str,
    rhythm: int,
    delivers: bool = False,
    paid: bool = False,
) -> Kind:
    """A kind as the data files write it: several stages and channels in one text, with spaces between."""
    return Kind(
        id_,
        name,
        tuple(stages.split()),
        group,
        question,
        measure,
        tuple(on.split()),
        criteria,
        rhythm,
        delivers,
        paid,
    )
