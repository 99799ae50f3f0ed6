"""Planning chains and their links."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from touchline.plan.changing import ADDED, CHANGED, REMOVED, Saved, change, replaced, there
from touchline.plan.clashes import row_of
from touchline.plan.differing import with_things
from touchline.plan.keys import free_key
from touchline.plan.models import Map
from touchline.plan.picture import Plan, PlannedChain, PlannedLink
from touchline.plan.reading import PlanError
from touchline.workspace.models import Member

Values = Mapping[str, Any]
Links = tuple[PlannedLink, ...]


def add_chain(
    map_: Map, name: str, values: Values, links: Sequence[PlannedLink] = (), *, member: Member | None
) -> Saved:
    """Plan a chain (``persona``, ``entry``, ``object``, ``note``) with its links. Raises ``PlanError``."""
    made: list[str] = []

    def edit(plan: Plan) -> Plan:
        key = free_key(name, plan.chains)
        made.append(key)
        chain = PlannedChain(key=key, name=name.strip(), links=_in_order(links), **values)
        return replaced(plan, "chains", key, chain)

    saved = change(ADDED, name.strip(), map_, edit, member=member)
    return replace(saved, key=made[-1])


def change_chain(
    map_: Map, key: str, values: Values, *, member: Member | None, seen: int | None = None
) -> Saved:
    """Change fields of a chain; ``links`` as a whole, if given. Raises ``Changed`` and ``PlanError``."""
    given = {**values, "links": _in_order(values["links"])} if "links" in values else dict(values)

    def edit(plan: Plan) -> Plan:
        return replaced(plan, "chains", key, replace(there(plan, "chains", key), **given))

    return change(CHANGED, None, map_, edit, member=member, seen=_about(key, seen), key=key)


def set_links(
    map_: Map, key: str, links: Sequence[PlannedLink], *, member: Member | None, seen: int | None = None
) -> Saved:
    """Give a chain these links in this order. Raises ``Changed`` and ``PlanError``."""
    return change_chain(map_, key, {"links": tuple(links)}, member=member, seen=seen)


def add_link(
    map_: Map,
    key: str,
    link: PlannedLink,
    *,
    position: int | None = None,
    member: Member | None,
    seen: int | None = None,
) -> Saved:
    """Add a link at a position from 1 on, without one at the end. Raises ``Changed`` and ``PlanError``."""

    def edit(links: Links) -> Links:
        at = len(links) if position is None else max(0, min(position - 1, len(links)))
        return (*links[:at], link, *links[at:])

    return _edit_links(map_, key, edit, member, seen)


def change_link(
    map_: Map, key: str, position: int, values: Values, *, member: Member | None, seen: int | None = None
) -> Saved:
    """Change the link at a position from 1 on. Raises ``Changed`` and ``PlanError``."""

    def edit(links: Links) -> Links:
        at = _at(links, position)
        return (*links[:at], replace(links[at], **values), *links[at + 1 :])

    return _edit_links(map_, key, edit, member, seen)


def move_link(
    map_: Map, key: str, position: int, to: int, *, member: Member | None, seen: int | None = None
) -> Saved:
    """Move a link from a position to another, both from 1 on. Raises ``Changed`` and ``PlanError``."""

    def edit(links: Links) -> Links:
        at = _at(links, position)
        rest = [*links[:at], *links[at + 1 :]]
        rest.insert(max(0, to - 1), links[at])
        return tuple(rest)

    return _edit_links(map_, key, edit, member, seen)


def remove_link(
    map_: Map, key: str, position: int, *, member: Member | None, seen: int | None = None
) -> Saved:
    """Take the link at a position from 1 on out. Raises ``Changed`` and ``PlanError``."""

    def edit(links: Links) -> Links:
        at = _at(links, position)
        return (*links[:at], *links[at + 1 :])

    return _edit_links(map_, key, edit, member, seen)


def remove_chain(map_: Map, key: str, *, member: Member | None, seen: int | None = None) -> Saved:
    """Take a chain out; links of others that went through it are empty then. Raises ``PlanError``."""

    def edit(plan: Plan) -> Plan:
        there(plan, "chains", key)
        others = []
        for chain in plan.chains.values():
            links = tuple(replace(one, chain="") if one.chain == key else one for one in chain.links)
            if links != chain.links:
                others.append(("chains", chain.key, replace(chain, links=links)))
        return with_things(plan, [*others, ("chains", key, None)])

    held = row_of(map_, "chains", key)
    name = held.name if held else key
    return change(REMOVED, name, map_, edit, member=member, seen=_about(key, seen), key=key)


def _edit_links(
    map_: Map, key: str, edit_links: Callable[[Links], Links], member: Member | None, seen: int | None
) -> Saved:
    def edit(plan: Plan) -> Plan:
        chain: PlannedChain = there(plan, "chains", key)
        return replaced(plan, "chains", key, replace(chain, links=_in_order(edit_links(chain.links))))

    return change(CHANGED, None, map_, edit, member=member, seen=_about(key, seen), key=key)


def _in_order(links: Sequence[PlannedLink]) -> Links:
    return tuple(replace(one, touchpoints=tuple(sorted(set(one.touchpoints)))) for one in links)


def _at(links: Links, position: int) -> int:
    if not 1 <= position <= len(links):
        raise PlanError(
            _("This chain has no link {position} any more. Open it anew.").format(position=position)
        )
    return position - 1


def _about(key: str, seen: int | None) -> tuple[str, str, int] | None:
    return ("chains", key, seen) if seen is not None else None
