"""What an answer says in one sentence, and which link is the weakest. Numbers only; the pages draw them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys.hourglass import HourglassResult, StageRow
from touchline.journeys.index import Scheme
from touchline.web.stages import stage_name
from touchline.web.wording import DASH, count, duration

FEW = 20
BASES = (100, 1_000, 10_000, 100_000)


def weakest(result: HourglassResult, scheme: Scheme) -> int | None:
    """The stage from which the smallest share goes on, of those on the way to the order.

    Only stages that 20 people or more reached, and some went no further from. Without such a one,
    or in a scheme without an order, all links are looked at. None when there is none to name.
    """
    rows = result.stages
    before = [k for k in range(len(rows)) if k < scheme.order_stage]
    for among in (before, list(range(len(rows) - 1))):
        shares = [(rows[k].share or 0.0, k) for k in among if rows[k].reached >= FEW and rows[k].lost]
        if shares:
            return min(shares)[1]
    return None


def hourglass_sentence(result: HourglassResult, scheme: Scheme) -> str:
    """The title of the hourglass: how many of those who come buy, and the weakest link."""
    rows = result.stages
    if not result.people:
        return _("Nobody was seen in this period.")
    if not any(row.reached for row in rows):
        return _("Nothing in this period has a place yet.")
    said = _came_and_bought(rows, scheme)
    weak = weakest(result, scheme)
    if weak is None:
        return said
    link = _("The weakest link: from {stage} to {next}.").format(
        stage=stage_name(rows[weak].stage), next=stage_name(following(rows, weak).stage)
    )
    return f"{said} {link}"


def _came_and_bought(rows: tuple[StageRow, ...], scheme: Scheme) -> str:
    first, order = rows[0], rows[max(scheme.order_stage, 0)]
    came, bought = first.reached, order.reached
    if scheme.order_stage < 1:
        reached = ngettext("{n} person reached {stage}.", "{n} people reached {stage}.", came)
        return reached.format(n=count(came), stage=stage_name(first.stage))
    words = {
        "n": count(came),
        "bought": count(bought),
        "first": stage_name(first.stage),
        "order": stage_name(order.stage),
    }
    if not bought:
        return _nobody_bought(came, words)
    if came < bought:
        return _bought_first(order, words)
    if came < FEW:
        if scheme.name == "hourglass":
            return ngettext(
                "{n} person came to know you, {bought} bought.",
                "{n} people came to know you, {bought} bought.",
                came,
            ).format(**words)
        return ngettext(
            "{n} person reached {first}, {bought} reached {order}.",
            "{n} people reached {first}, {bought} reached {order}.",
            came,
        ).format(**words)
    base = next((base for base in BASES if bought * base >= came), BASES[-1])
    words |= {"base": count(base), "part": count(round(bought * base / came))}
    if scheme.name == "hourglass":
        return _("For every {base} people who come to know you, {part} buy.").format(**words)
    return _("For every {base} people at {first}, {part} reach {order}.").format(**words)


def _nobody_bought(came: int, words: dict[str, str]) -> str:
    if not came:
        return _("Nobody was seen at {first} or at {order}.").format(**words)
    return ngettext(
        "{n} person reached {first}, nobody reached {order} yet.",
        "{n} people reached {first}, nobody reached {order} yet.",
        came,
    ).format(**words)


def _bought_first(order: StageRow, words: dict[str, str]) -> str:
    """More people bought than were seen to come: say how many of the buyers were seen before."""
    people = ngettext("{bought} person bought.", "{bought} people bought.", order.reached).format(**words)
    if not order.from_before:
        return people + " " + _("Nobody was seen before the purchase.")
    seen = ngettext("{n} of them was seen before.", "{n} of them were seen before.", order.from_before)
    return people + " " + seen.format(n=count(order.from_before))


def following(rows: tuple[StageRow, ...], place: int) -> StageRow:
    """The stage a link leads to: the next one where anybody was seen, else the next."""
    later = rows[place + 1 :]
    return next((row for row in later if row.reached), later[0])


def largest_losses(rows: tuple[StageRow, ...], most: int = 3) -> list[int]:
    """The links over which most people are lost, most first; a link is named by the place of its stage."""
    lost = [(-row.lost, place) for place, row in enumerate(rows[:-1]) if row.lost]
    return [place for _lost, place in sorted(lost)[:most]]


def waits(low: float, high: float) -> str:
    """The interval of a wait; both ends the same are written once."""
    first, last = duration(low), duration(high)
    return first if first == last else f"{first} {DASH} {last}"
