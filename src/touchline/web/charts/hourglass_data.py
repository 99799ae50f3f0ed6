"""What the hourglass draws: stages, the loop and the weakest link. Addresses come from the caller."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.web import wording
from touchline.web.charts.interval import Share
from touchline.web.charts.svg import clean

FEW = 20
"""Below so many people the picture says that they are too few to tell."""


@dataclass(frozen=True)
class Stage:
    """One stage. ``reached == went_on + lost + open`` exactly.

    ``starts`` of the reached were on no earlier stage before. ``share`` is the share going on with
    its interval, None where nobody reached the stage or it is the last. ``median_seconds`` is the
    wait until the next stage. ``means`` says in a few words what the stage means here. ``href``
    lists the people reached, ``stage_href`` opens the stage; an empty address makes plain text.
    """

    name: str
    reached: int
    went_on: int
    lost: int
    open: int
    starts: int = 0
    share: Share | None = None
    median_seconds: float | None = None
    means: str = ""
    href: str = ""
    lost_href: str = ""
    open_href: str = ""
    starts_href: str = ""
    stage_href: str = ""

    def __post_init__(self) -> None:
        if (
            self.reached != self.went_on + self.lost + self.open
            or min(self.went_on, self.lost, self.open) < 0
        ):
            raise ValueError(
                f"{self.name}: {self.reached} reached is not {self.went_on} went on"
                f" + {self.lost} lost + {self.open} on the way."
            )


@dataclass(frozen=True)
class Loop:
    """New people brought in the period, and the persons who brought them.

    ``share``: the new ones among all people of the period, with its interval.
    """

    bringers: int
    brought: int
    bringers_href: str = ""
    brought_href: str = ""
    share: Share | None = None


@dataclass(frozen=True)
class Picture:
    """The whole hourglass. Stages are named by their place, from 0.

    ``order``: the stage of the first order (None: a plain glass without a lens). ``refer``: the
    stage the loop leaves from (None: no loop). ``weakest``: the stage whose link to the next is
    drawn in red, one at most.
    """

    stages: tuple[Stage, ...]
    order: int | None = None
    refer: int | None = None
    loop: Loop | None = None
    weakest: int | None = None

    def __post_init__(self) -> None:
        if not self.stages:
            raise ValueError("An hourglass needs at least one stage.")
        for place in (self.order, self.refer, self.weakest):
            if place is not None and not 0 <= place < len(self.stages):
                raise ValueError(f"There is no stage number {place}.")

    @property
    def hrefs(self) -> tuple[str, ...]:
        """Where each stage opens."""
        return tuple(stage.stage_href for stage in self.stages)

    @property
    def title(self) -> str:
        """The name of the drawing."""
        number = len(self.stages)
        return ngettext("Hourglass of {n} stage", "Hourglass of {n} stages", number).format(n=number)

    @property
    def desc(self) -> str:
        """What the drawing shows, for those who hear the page. The table has the same in full."""
        parts = [
            _("{stage}: {people}").format(stage=clean(s.name), people=wording.count(s.reached))
            for s in self.stages
        ]
        return _("People with a touch on each stage. {list}.").format(list="; ".join(parts))


def reached_label(stage: Stage) -> str:
    """Which people the number beside a stage stands for."""
    text = ngettext("{n} person was at {stage}", "{n} people were at {stage}", stage.reached)
    return text.format(n=wording.count(stage.reached), stage=clean(stage.name))


def lost_label(stage: Stage) -> str:
    """Which people the number of the lost stands for."""
    text = ngettext("{n} person lost after {stage}", "{n} people lost after {stage}", stage.lost)
    return text.format(n=wording.count(stage.lost), stage=clean(stage.name))


def open_label(stage: Stage) -> str:
    """Which people the number on the way stands for."""
    text = ngettext("{n} person on the way after {stage}", "{n} people on the way after {stage}", stage.open)
    return text.format(n=wording.count(stage.open), stage=clean(stage.name))


def starts_label(stage: Stage) -> str:
    """Which people the inflow stands for."""
    text = ngettext("{n} person starts at {stage}", "{n} people start at {stage}", stage.starts)
    return text.format(n=wording.count(stage.starts), stage=clean(stage.name))
