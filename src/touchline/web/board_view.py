"""The board of a map as the page shows it: which cards, in which cells, with what the record says of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from touchline.plan.picture import STATES, Plan, Planned
from touchline.plan.schemes import stage_between
from touchline.touchpoints.schemes import PHASES, SCHEMES
from touchline.web.charts.board_data import Board, Card, Column, Link
from touchline.web.plan_names import kind_name, state_name
from touchline.web.stages import channel_name, colours, known_channels, stage_name

CHANNEL, OBJECT, PHASE = "channel", "object", "phase"
DOWN: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        CHANNEL: lambda: _("Channels down"),
        OBJECT: lambda: _("Objects down"),
        PHASE: lambda: _("Before, during, after down"),
    }
)
OTHER = "…"
"""The row of the channels and objects that have no row of their own."""
MOST_ROWS = 58
ANYBODY = "nobody"
"""The filter for touchpoints without an owner."""


@dataclass(frozen=True)
class Wanted:
    """What the board is asked to show. ``scheme`` reads the map by the stages of another scheme."""

    down: str = CHANNEL
    scheme: str = ""
    chain: str = ""
    state: str = ""
    owner: str = ""
    object: str = ""
    persona: str = ""
    stage: str = ""
    find: str = ""

    @property
    def narrows(self) -> bool:
        """Whether cards are left out."""
        return bool(self.state or self.owner or self.object or self.persona or self.stage or self.find)

    def lets(self, one: Planned) -> bool:
        """Whether a touchpoint is shown. Retired ones are shown only when asked for."""
        return (
            (one.state == self.state if self.state else one.state != "retired")
            and (not self.owner or one.owner == ("" if self.owner == ANYBODY else self.owner))
            and (not self.object or one.object == self.object)
            and (not self.persona or self.persona in one.personas)
            and self.find.casefold() in one.name.casefold()
        )


def wanted_of(params: Mapping[str, str], plan: Plan) -> Wanted:
    """What an address asks for; what makes no sense in it is left out."""

    def known(name: str, values: Iterable[str]) -> str:
        value = params.get(name, "")
        return value if value in values else ""

    scheme = known("scheme", SCHEMES) or (plan.map.scheme if plan.map else "")
    owners = {one.owner for one in plan.touchpoints.values()} | {ANYBODY}
    return Wanted(
        down=known("down", DOWN) or CHANNEL,
        scheme=scheme,
        chain=known("chain", plan.chains),
        state=known("state", STATES),
        owner=known("owner", owners),
        object=known("object", plan.objects),
        persona=known("persona", plan.personas),
        stage=known("stage", SCHEMES[scheme].stages if scheme else ()),
        find=params.get("find", "").strip()[:200],
    )


@dataclass(frozen=True)
class Met:
    """What the record says: people at each touchpoint of it by name, and at each stage, with their lists."""

    touchpoints: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    stages: Mapping[str, tuple[int, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawn:
    """A board with the keys behind its columns and rows, and how many cards are not on it."""

    board: Board
    stages: tuple[str, ...]
    rows: tuple[str, ...]
    smaller: int
    retired: int
    filtered: int


def draw(
    plan: Plan,
    wanted: Wanted,
    met: Met,
    *,
    steps: Mapping[str, int] | None = None,
    links: tuple[Link, ...] = (),
    owners: Mapping[str, tuple[str, str]] | None = None,
    weights: Mapping[str, int] | None = None,
    href: Callable[[str], str] = lambda _key: "",
) -> Drawn:
    """The board of a plan. ``steps`` numbers the touchpoints of the chain shown, ``owners`` has the initials
    and names of members by address, ``href`` the page of a touchpoint.

    Touchpoints that are part of another stand on its page, not on the board, and are counted.
    """
    assert plan.map is not None
    whole = [one for one in plan.touchpoints.values() if not one.parent]
    stage_of = {one.key: stage_between(plan.map.scheme, wanted.scheme, one.stage) for one in whole}
    shown = [one for one in whole if wanted.lets(one) and wanted.stage in ("", stage_of[one.key])]
    retired = sum(one.state == "retired" for one in whole) if wanted.state != "retired" else 0
    stages = SCHEMES[wanted.scheme].stages
    if not all(stage_of[one.key] for one in shown):
        stages = (*stages, "")
    own = {one.key: _row(one, wanted, stage_of[one.key]) for one in shown}
    rows = _rows(plan, wanted.down, set(own.values()))
    row_of = {key: row if row in rows else OTHER for key, row in own.items()}
    cards = tuple(
        _card(
            one,
            stages.index(stage_of[one.key]),
            rows.index(row_of[one.key]),
            met,
            (steps or {}).get(one.key, 0),
            (owners or {}).get(one.owner, ("", "")),
            (weights or {}).get(one.key, one.weight or 0),
            href,
        )
        for one in sorted(shown, key=lambda one: (-met.touchpoints.get(one.record, (0, ""))[0], one.key))
    )
    names = tuple(row_name(plan, wanted.down, row) for row in rows)
    board = Board(_columns(wanted.scheme, stages, met), names, cards, links)
    smaller = len(plan.touchpoints) - len(whole)
    return Drawn(board, stages, rows, smaller, retired, len(whole) - len(shown) - retired)


def _columns(scheme: str, stages: tuple[str, ...], met: Met) -> tuple[Column, ...]:
    colour = colours(scheme)
    made = []
    for stage in stages:
        people, href = met.stages.get(stage, (None, ""))
        made.append(Column(stage_name(stage) if stage else _("No stage"), colour[stage], people, href))
    return tuple(made)


def _row(one: Planned, wanted: Wanted, stage: str) -> str:
    if wanted.down == OBJECT:
        return one.object
    if wanted.down == PHASE:
        return stage_between(wanted.scheme, PHASES.name, stage)
    return one.channel


def _rows(plan: Plan, down: str, used: set[str]) -> tuple[str, ...]:
    """The rows there are, in their order; last the one for what has none, where something has none."""
    if down == OBJECT:
        rows = list(plan.objects)
    elif down == PHASE:
        rows = list(PHASES.stages)
    else:
        usual = known_channels()
        rows = [one for one in usual if one in used]
        rows += sorted((one for one in used if one and one not in usual), key=str.casefold)
    rows = [*rows, ""] if "" in used or not rows else rows
    return tuple(rows if len(rows) <= MOST_ROWS else [*rows[: MOST_ROWS - 1], OTHER])


def values_of(down: str, row: str) -> dict[str, str]:
    """What a card that is moved to a row is given with it."""
    return {down: row} if down in (CHANNEL, OBJECT) and row != OTHER else {}


def row_name(plan: Plan, down: str, row: str) -> str:
    """A row as the page names it."""
    if row == OTHER:
        return _("All others")
    if down == OBJECT:
        return plan.objects[row].name if row else _("No object")
    if down == PHASE:
        return stage_name(row) if row else _("No stage")
    return channel_name(row).capitalize() if row else _("No channel")


def _card(
    one: Planned,
    column: int,
    row: int,
    met: Met,
    step: int,
    owner: tuple[str, str],
    weight: int,
    href: Callable[[str], str],
) -> Card:
    people, list_of = met.touchpoints.get(one.record, (None, ""))
    return Card(
        one.key,
        one.name,
        column,
        row,
        state=one.state,
        state_name="" if one.state == "live" else state_name(one.state),
        kind=kind_name(one.kind),
        owner=owner[0],
        owner_name=owner[1],
        weight=weight,
        people=people,
        people_href=list_of,
        step=step,
        href=href(one.key),
    )


def cells(drawn: Drawn) -> list[dict[str, Any]]:
    """The board for the page: stages across, each with its cells from top to bottom, each with its cards."""
    board = drawn.board
    cards: dict[tuple[int, int], list[Card]] = defaultdict(list)
    for one in board.cards:
        cards[one.column, one.row].append(one)
    return [
        {
            "stage": stage,
            "column": column,
            "at": place + 2,
            "cells": [
                {
                    "row": row,
                    "name": name,
                    "at": number + 2,
                    "cards": cards[place, number],
                }
                for number, (row, name) in enumerate(zip(drawn.rows, board.rows, strict=True))
            ],
        }
        for place, (stage, column) in enumerate(zip(drawn.stages, board.columns, strict=True))
    ]
