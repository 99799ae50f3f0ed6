"""Random plans for property tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from touchline.plan.catalogue import KINDS
from touchline.plan.criteria import CRITERIA
from touchline.plan.factors import FACTORS
from touchline.plan.keys import free_key
from touchline.plan.picture import (
    Plan,
    Planned,
    PlannedChain,
    PlannedCompetitor,
    PlannedLink,
    PlannedMap,
    PlannedObject,
    PlannedPersona,
)
from touchline.plan.weight_rows import ROWS
from touchline.touchpoints.schemes import SCHEMES

SIGNS = st.characters(exclude_categories=("Cs", "Cc"))
NAMES = st.one_of(
    st.sampled_from(
        ["Blog", "no", "12:30", "Éclair", "שלום עולם", "價格頁", "متجر", "🚲", "a: b", "- x", "1e3", "~"]
    ),
    st.text(SIGNS, min_size=1, max_size=30).map(str.strip).filter(bool),
)
TEXTS = st.text(st.one_of(SIGNS, st.sampled_from("\n\t :#-|>'\"\\")), max_size=60)
LINKS = st.lists(st.sampled_from(["https://example.com/ü?a=b#c", "http://x.example"]), max_size=2).map(tuple)


def _factors(draw: Any) -> tuple[tuple[str, str], ...]:
    chosen = draw(st.sets(st.sampled_from(sorted(FACTORS))))
    return tuple((name, draw(st.sampled_from(sorted(FACTORS[name].answers)))) for name in sorted(chosen))


def _some(draw: Any, things: dict[str, Any]) -> str:
    return draw(st.sampled_from(["", *sorted(things)]))


def _any(draw: Any, things: dict[str, Any]) -> tuple[str, ...]:
    if not things:
        return ()
    return tuple(sorted(draw(st.sets(st.sampled_from(sorted(things)), max_size=3))))


def _maybe(draw: Any, most: int, least: int = 0) -> int | None:
    return draw(st.none() | st.integers(least, most))


def _things(draw: Any, names: list[str], make: Any) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name in names:
        key = free_key(name, made)
        made[key] = make(key, name)
    return dict(sorted(made.items()))


def _names(draw: Any, most: int) -> list[str]:
    import unicodedata

    return draw(
        st.lists(NAMES, max_size=most, unique_by=lambda one: unicodedata.normalize("NFKC", one).casefold())
    )


@st.composite
def plans(draw: Any, most: int = 5, key: str = "") -> Plan:
    """A plan that may be: with everything a plan can say."""
    scheme = draw(st.sampled_from(sorted(SCHEMES)))
    name = draw(NAMES)
    objects = _things(
        draw,
        _names(draw, 3),
        lambda key, name: PlannedObject(
            key,
            name,
            draw(st.sampled_from(["company", "product", "employee"])),
            draw(TEXTS),
            _factors(draw),
            draw(st.booleans()),
        ),
    )
    personas = _things(
        draw, _names(draw, 3), lambda key, name: PlannedPersona(key, name, draw(TEXTS), draw(TEXTS))
    )
    competitors = _things(
        draw,
        _names(draw, 2),
        lambda key, name: PlannedCompetitor(
            key, name, draw(st.sampled_from(["", "https://a.example"])), draw(TEXTS)
        ),
    )
    kinds = st.sampled_from(["", *KINDS])
    stages = st.sampled_from(["", *SCHEMES[scheme].stages])

    def touchpoint(key: str, name: str) -> Planned:
        cost = _maybe(draw, 10**9)
        target = _maybe(draw, 10**6)
        return Planned(
            key,
            name,
            kind=draw(kinds),
            stage=draw(stages),
            channel=draw(st.sampled_from(["", "site", "no", "магазин"])),
            object=_some(draw, objects),
            personas=_any(draw, personas),
            state=draw(st.sampled_from(["idea", "planned", "live", "paused", "retired"])),
            due=draw(st.none() | st.dates(date(1900, 1, 1), date(2200, 1, 1))),
            cost=cost,
            currency="" if cost is None else draw(st.sampled_from(["EUR", "JPY", "KWD"])),
            target=target,
            target_of="" if target is None else draw(st.sampled_from(["touches", "people"])),
            target_per="" if target is None else draw(st.sampled_from(["week", "month", "quarter"])),
            rhythm=_maybe(draw, 3_660, 1),
            measure=draw(TEXTS),
            criteria=draw(st.lists(st.sampled_from(sorted(CRITERIA)), max_size=3).map(tuple)),
            notes=draw(TEXTS),
            links=draw(LINKS),
            delivers=draw(st.none() | st.booleans()),
            delivered_by=draw(TEXTS),
            inputs=_maybe(draw, 100),
            minutes=_maybe(draw, 100),
            paid=draw(st.none() | st.booleans()),
            weight=_maybe(draw, 5, 1),
        )

    touchpoints = _things(draw, _names(draw, most), touchpoint)
    earlier: dict[str, Any] = {}
    for one, planned in touchpoints.items():  # what consists of what goes one way
        touchpoints[one] = Planned(**{**vars(planned), "parent": _some(draw, earlier)})
        earlier[one] = planned
    before: dict[str, Any] = {}

    def chain(key: str, name: str) -> PlannedChain:
        links = []
        for _n in range(draw(st.integers(0, 4))):
            nested = _some(draw, before) if draw(st.booleans()) else ""
            links.append(
                PlannedLink(
                    () if nested else _any(draw, touchpoints),
                    nested,
                    draw(st.booleans()),
                    draw(st.booleans()),
                    _maybe(draw, 100_000),
                    draw(TEXTS),
                )
            )
        before[key] = True
        return PlannedChain(
            key,
            name,
            _some(draw, personas),
            draw(st.sampled_from(["", "ads"])),
            _some(draw, objects),
            draw(TEXTS),
            tuple(links),
        )

    chains = _things(draw, _names(draw, 3), chain)
    weights = tuple(
        (row, draw(st.integers(-12, 12)))
        for row in sorted(draw(st.sets(st.sampled_from(sorted(ROWS)), max_size=2)))
    )
    planned_map = PlannedMap(
        key or free_key(name, ()),
        name,
        scheme,
        draw(TEXTS),
        _factors(draw),
        weights,
        draw(st.integers(0, 9)),
        draw(st.integers(1, 9)),
    )
    return Plan(planned_map, touchpoints, chains, objects, personas, competitors)
