"""Bars whose length is people: the bar of a funnel step, columns of a distribution, one split bar.

>>> bar(Bar(0.422, 0.405, 0.44, colour="st-trust")).count("<rect")
1
>>> items = [Column("1", 120, href="/p?1"), Column("2", 60, href="/p?2")]
>>> columns(items, id="c", title="Touches").count("<a ")
2
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from touchline.web import wording
from touchline.web.charts.svg import el, fit, num, people, svg


@dataclass(frozen=True)
class Bar:
    """A share of all who started (0 to 1) with its interval, if it has one, and a colour class."""

    share: float
    low: float | None = None
    high: float | None = None
    colour: str = "st-none"


def bar(step: Bar) -> SafeString:
    """The bar of one funnel step, as wide as its cell; the dark line is the 95 % interval.

    Hidden from those who hear the page: the numbers stand in the cells beside it.
    """
    interval = None
    if step.low is not None and step.high is not None:
        interval = el("line", class_="biv", x1=_part(step.low), x2=_part(step.high), y1=10, y2=10)
    return el(
        "svg",
        el("line", class_="base", x1=0.5, x2=0.5, y1=0, y2=20),
        el("rect", class_="fill rimmed", x=0, y=1, width=_part(step.share), height=18, rx=1),
        interval,
        class_=f"fb {step.colour}",
        width="100%",
        height=20,
        aria_hidden="true",
    )


def _part(share: float) -> str:
    return num(min(max(share, 0.0), 1.0) * 100) + "%"


@dataclass(frozen=True)
class Part:
    """A part of a whole: how many, its name and its class (``v1`` … ``v4``, or a colour class)."""

    count: int
    name: str
    look: str


def split(parts: Sequence[Part]) -> SafeString:
    """One bar cut into parts, as wide as its frame. A part of one in a million is still to be seen."""
    total = sum(part.count for part in parts)
    shown = [part for part in parts if part.count]
    drawn, at = [], 0.0
    smallest = 0.004
    spare = 1 - smallest * len(shown)
    for part in shown:
        width = smallest + spare * part.count / total
        drawn.append(el("rect", class_=f"fill {part.look}", x=_part(at), y=0, width=_part(width), height=26))
        at += width
    label = ", ".join(f"{wording.count(part.count)} {part.name}" for part in parts)
    return el("svg", *drawn, class_="split", width="100%", height=26, role="img", aria_label=label)


def fates(parts: Sequence[Part], most: int) -> SafeString:
    """People of one row by what became of them; a row of ``most`` people is as wide as its cell.

    Hidden from those who hear the page: the numbers stand in the cells beside it.

    >>> drawn = fates([Part(30, "reached", "seq-5"), Part(0, "open", "seq-2")], 80)
    >>> drawn.count("<rect"), 'width="37.5%"' in drawn
    (1, True)
    """
    drawn, at = [el("line", class_="base", x1=0.5, x2=0.5, y1=0, y2=20)], 0.0
    for part in parts:
        if part.count:
            width = part.count / max(most, 1)
            drawn.append(
                el("rect", class_=f"fill rimmed {part.look}", x=_part(at), y=1, width=_part(width), height=18)
            )
            at += width
    return el("svg", *drawn, class_="fb", width="100%", height=20, aria_hidden="true")


@dataclass(frozen=True)
class Column:
    """One column: its name, its people, and the address of the list of them."""

    name: str
    people: int
    href: str = ""
    label: str = ""
    colour: str = "seq-5"
    low: float | None = None
    high: float | None = None


def columns(
    items: Sequence[Column], *, id: str, title: str, desc: str = "", pitch: int = 52, height: int = 200
) -> SafeString:
    """People by a number that grows to the right. ``low`` and ``high`` of a column are people too.

    It is ``pitch`` pixels a column wide; put it into a ``.scroll`` frame. Fold a long tail into a
    last column before calling, and say so.
    """
    top, foot = 26, 24
    most = max([1.0, *(max(item.people, item.high or 0) for item in items)])
    scale = (height - top - foot) / most
    ground = height - foot
    drawn: list[object] = [
        el("line", class_="base", x1=0, x2=pitch * max(len(items), 1), y1=ground, y2=ground)
    ]
    for place, item in enumerate(items):
        x = place * pitch
        high = ground - max(item.people * scale, 1.0 if item.people else 0.0)
        drawn.append(
            el(
                "rect",
                class_=f"fill rimmed {item.colour}",
                x=x + 6,
                y=high,
                width=pitch - 12,
                height=ground - high,
                rx=1,
            )
        )
        peak = high
        if item.low is not None and item.high is not None:
            peak = min(high, ground - item.high * scale)
            middle = x + pitch / 2
            drawn.append(
                el("line", class_="biv", x1=middle, x2=middle, y1=ground - item.low * scale, y2=peak)
            )
        shown = wording.count(item.people)
        number = people(shown, item.href if item.people else "", label=item.label or f"{item.name}: {shown}")
        drawn.append(el("text", number, x=x + pitch / 2, y=peak - 6, class_="cv", text_anchor="middle"))
        name = fit(item.name, 12, pitch - 2)
        drawn.append(el("text", name, x=x + pitch / 2, y=height - 7, class_="cn", text_anchor="middle"))
    width = pitch * max(len(items), 1)
    return svg(*drawn, width=width, height=height, id=id, class_="cols", title=title, desc=desc, fixed=True)
