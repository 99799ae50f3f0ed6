"""The path picture: which touchpoint directly follows which. Thickness is people.

Columns are stages, nodes are touchpoints, pale tails are journeys that end. The largest touchpoints
of each stage and the strongest links ahead are drawn; ``said`` says in sentences what is not.

>>> drawn = flow(
...     [Column("Know", "st-know"), Column("Buy", "st-buy")],
...     [Node("Home page", 0, 100, href="/p?h", ends=60), Node("Order", 1, 40, href="/p?o")],
...     [Link("Home page", "Order", 40, href="/p?l")],
... )
>>> drawn.svg.count('class="lk"'), drawn.least
(1, 1)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.web import wording
from touchline.web.charts.flow_data import Column, Link, Node
from touchline.web.charts.flow_layout import Plan, Spot, plan
from touchline.web.charts.svg import clean, el, fit, join, lines, num, people, svg

__all__ = ["Column", "Drawn", "Link", "Node", "flow"]

LEFT, BAR, LAST = 26.0, 8.0, 132.0
PICTURE = 1326.0
NARROWEST, WIDEST = 96.0, 250.0
"""Pixels from a column to the next: as many as the picture has room for, within these."""


@dataclass(frozen=True)
class Drawn:
    """The drawing (put it into a ``.scroll.fl`` frame), what is not drawn, and the least people a link."""

    svg: SafeString
    said: tuple[str, ...]
    least: int


def flow(
    columns: Sequence[Column],
    nodes: Sequence[Node],
    links: Sequence[Link],
    *,
    id: str = "flow",
    per_stage: int = 6,
    most_links: int = 80,
    least: int | None = None,
) -> Drawn:
    """Draw it. ``least`` people a link; without it as few as ``most_links`` links allow."""
    chosen = plan(nodes, links, per_stage=per_stage, most_links=most_links, least=least)
    number = len(chosen.columns)
    pitch = min(max((PICTURE - LEFT - BAR - LAST) / max(number - 1, 1), NARROWEST), WIDEST)
    width = max(LEFT + BAR + pitch * max(number - 1, 0) + LAST, PICTURE)
    last = width - LEFT - BAR - pitch * max(number - 1, 0)
    room = {
        column: min(last, pitch * 2) if column == chosen.columns[-1] else pitch for column in chosen.columns
    }
    at = {column: LEFT + place * pitch for place, column in enumerate(chosen.columns)}
    ribbons = [_ribbon(chosen, link, at) for link in chosen.links]
    parts = [
        _heads(columns, chosen, at, room),
        ribbons,
        [_tails(chosen, spot, at[spot.column]) for spot in chosen.spots.values()],
        [_node(spot, at[spot.column], columns, room[spot.column]) for spot in _in_order(chosen)],
    ]
    drawing = svg(
        *parts,
        width=width,
        height=chosen.height,
        id=id,
        class_="flow",
        title=_("Paths: which touchpoint follows which"),
        desc=_("Columns are stages; the table has every link."),
        fixed=True,
    )
    return Drawn(drawing, _said(chosen), chosen.least)


def _in_order(chosen: Plan) -> list[Spot]:
    return sorted(chosen.spots.values(), key=lambda spot: (spot.column, spot.y))


def _heads(
    columns: Sequence[Column], chosen: Plan, at: dict[int, float], room: dict[int, float]
) -> list[SafeString]:
    """The name of each stage over its first column, as wide as the stage."""
    wide: dict[int, float] = {}
    for column, stage in chosen.stages.items():
        wide[stage] = wide.get(stage, 0.0) + room[column]
    drawn, out = set(), []
    last = max(wide, default=0)
    for column in chosen.columns:
        stage = chosen.stages[column]
        if stage in drawn:
            continue
        drawn.add(stage)
        x = at[column]
        out.append(el("circle", class_=f"hd {columns[stage].colour}", cx=x - 10, cy=16, r=4))
        out.append(
            el(
                "text",
                fit(columns[stage].name, 13, wide[stage] - (0 if stage == last else 18), bold=True),
                x=x,
                y=20,
                class_="fh",
            )
        )
    return out


def _ribbon(chosen: Plan, link: Link, at: dict[int, float]) -> SafeString:
    """A band from the right of one node to the left of another; it opens the people of the link."""
    source, target = chosen.spots[link.source], chosen.spots[link.target]
    x1, x2 = at[source.column] + BAR, at[target.column]
    thick = max(link.people * chosen.scale, 1.0)
    y1, y2 = source.out, target.into
    source.out += link.people * chosen.scale
    target.into += link.people * chosen.scale
    a, b, c, d = (num(y) for y in (y1, y2, y2 + thick, y1 + thick))
    left, right, half = num(x1), num(x2), num((x1 + x2) / 2)
    path = f"M{left} {a}C{half} {a} {half} {b} {right} {b}V{c}C{half} {c} {half} {d} {left} {d}Z"
    text = ngettext("{source} → {target}: {n} person", "{source} → {target}: {n} people", link.people)
    label = text.format(source=clean(link.source), target=clean(link.target), n=wording.count(link.people))
    band = el("path", el("title", label), d=path)
    look = "lk hot" if link.hot else "lk"
    return (
        el("a", band, class_=look, href=link.href, aria_label=label)
        if link.href
        else el("g", band, class_=look)
    )


def _tails(chosen: Plan, spot: Spot, x: float) -> SafeString:
    """Who starts at a node comes in from the upper left; who ends there falls off at the lower right."""
    node, scale = spot.node, chosen.scale
    parts: list[object] = []
    if node.starts:
        y1, y2 = spot.y, spot.y + max(node.starts * scale, 1.0)
        top = num(y1 - 10)
        d = f"M{num(x)} {num(y1)}C{num(x - 10)} {num(y1)} {num(x - 16)} {num(y1 - 4)} {num(x - 16)} {top}"
        d += (
            f"H{num(x - 22)}C{num(x - 22)} {num(min(y1 + 6, y2))} {num(x - 16)} {num(y2)} {num(x)} {num(y2)}Z"
        )
        text = ngettext("{n} person starts at {touchpoint}", "{n} people start at {touchpoint}", node.starts)
        label = text.format(n=wording.count(node.starts), touchpoint=clean(node.name))
        band = el("path", el("title", label), d=d)
        href = node.starts_href
        parts.append(
            el("a", band, class_="begin", href=href, aria_label=label)
            if href
            else el("g", band, class_="begin")
        )
    if node.ends:
        r, y1 = x + BAR, spot.out
        y2 = min(y1 + max(node.ends * scale, 1.0), max(spot.y + spot.h, y1 + 1.0))
        low = num(max(spot.y + spot.h, y2) + 12)
        d = f"M{num(r)} {num(y1)}C{num(r + 16)} {num(y1)} {num(r + 22)} {num(y1 + 6)} {num(r + 22)} {low}"
        d += f"H{num(r + 16)}C{num(r + 14)} {num(y2 + 4)} {num(r + 8)} {num(y2)} {num(r)} {num(y2)}Z"
        parts.append(el("path", class_="end", d=d))
    return join(*parts)


def _node(spot: Spot, x: float, columns: Sequence[Column], room: float) -> SafeString:
    """The bar of a touchpoint with its name, its people, and who ends there."""
    node = spot.node
    full = clean(node.name)
    shown = lines(node.name, 12.5, room - 8, bold=True)
    text = ngettext("{n} person at {touchpoint}", "{n} people at {touchpoint}", node.people)
    label = text.format(n=wording.count(node.people), touchpoint=full)
    number = people(wording.count(node.people), node.href if node.people else "", label=label)
    parts: list[object] = [
        el(
            "rect",
            el("title", full),
            class_=f"node {columns[node.stage].colour}",
            x=x,
            y=spot.y,
            width=BAR,
            height=spot.h,
            rx=1.5,
        ),
        el(
            "text",
            el("title", full) if " ".join(shown) != full else None,
            [
                el("tspan", line, x=x, y=spot.y - 18 - 14 * (len(shown) - 1 - place))
                for place, line in enumerate(shown)
            ],
            x=x,
            y=spot.y - 18,
            class_="fn lab",
        ),
        el("text", number, x=x, y=spot.y - 5, class_="fv lab"),
    ]
    if node.ends:
        text = ngettext("{n} person ends at {touchpoint}", "{n} people end at {touchpoint}", node.ends)
        label = text.format(n=wording.count(node.ends), touchpoint=full)
        ends = people(wording.count(node.ends), node.ends_href, label=label, class_="e")
        parts.append(el("text", ends, x=x + BAR + 26, y=spot.y + spot.h + 15, class_="ev lab"))
    return join(*parts)


def _said(chosen: Plan) -> tuple[str, ...]:
    """What is not drawn, and how to read what is."""
    said = []
    if chosen.under:
        text = ngettext(
            "Links under {least} people are not drawn: {n} link.",
            "Links under {least} people are not drawn: {n} links.",
            chosen.under,
        )
        said.append(text.format(least=wording.count(chosen.least), n=wording.count(chosen.under)))
    if chosen.tied:
        text = ngettext(
            "{n} link of {least} people is not drawn.",
            "{n} links of {least} people are not drawn.",
            chosen.tied,
        )
        said.append(text.format(least=wording.count(chosen.least), n=wording.count(chosen.tied)))
    if chosen.nodes_left:
        text = ngettext(
            "The {most} largest touchpoints of each stage are drawn; {n} smaller one is not.",
            "The {most} largest touchpoints of each stage are drawn; {n} smaller ones are not.",
            chosen.nodes_left,
        )
        said.append(text.format(most=chosen.per_stage, n=wording.count(chosen.nodes_left)))
    if chosen.back:
        text = ngettext(
            "{n} link back, or within one step, is in the table only.",
            "{n} links back, or within one step, are in the table only.",
            chosen.back,
        )
        said.append(text.format(n=wording.count(chosen.back)))
    if chosen.links:
        said.append(_("A person who goes several ways counts in each."))
    return tuple(said)
