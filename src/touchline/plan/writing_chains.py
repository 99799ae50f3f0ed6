"""Writing the links of chains; a chain keeps the rows of its links by position."""

from __future__ import annotations

from collections.abc import Sequence

from touchline.plan.models import Chain, Link, Map, PlannedTouchpoint
from touchline.plan.picture import PlannedChain

BATCH = 250


def write_links(row: Map, chains: Sequence[PlannedChain]) -> None:
    """Bring the links of these chains of a map to what they say."""
    numbers = dict(Chain.objects.filter(map=row).values_list("key", "pk"))
    touchpoints = dict(PlannedTouchpoint.objects.filter(map=row).values_list("key", "pk"))
    rows = [
        Link(
            chain_id=numbers[chain.key],
            position=position,
            nested_id=numbers.get(link.chain),
            optional=link.optional,
            repeated=link.repeated,
            expected=link.expected,
            note=link.note,
        )
        for chain in chains
        for position, link in enumerate(chain.links, 1)
    ]
    for chain in chains:
        Link.objects.filter(chain_id=numbers[chain.key], position__gt=len(chain.links)).delete()
    Link.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["chain", "position"],
        update_fields=["nested", "optional", "repeated", "expected", "note"],
    )
    _write_met(numbers, touchpoints, chains)


def _write_met(numbers: dict[str, int], touchpoints: dict[str, int], chains: Sequence[PlannedChain]) -> None:
    """What is met at each link."""
    through = Link.touchpoints.through
    here: dict[tuple[int, int], int] = {}
    listed = [numbers[chain.key] for chain in chains]
    for start in range(0, len(listed), BATCH):
        part = listed[start : start + BATCH]
        through._default_manager.filter(link__chain__in=part).delete()
        rows = Link.objects.filter(chain__in=part).values_list("chain_id", "position", "pk")
        here |= {(chain, position): pk for chain, position, pk in rows}
    through._default_manager.bulk_create(
        [
            through(link_id=here[numbers[chain.key], position], plannedtouchpoint_id=touchpoints[key])
            for chain in chains
            for position, link in enumerate(chain.links, 1)
            for key in link.touchpoints
        ],
        batch_size=BATCH,
    )
