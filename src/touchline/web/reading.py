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
    """The title of the hourglass: how many go on, how many order, and the weakest link."""
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
    """Of the first stage, the share that went on; of the order, how many were seen earlier.

    People at the order need not have been at the first stage, so one is never held against the other.
    """
    first, order = rows[0], rows[max(scheme.order_stage, 0)]
    said = _went_on(first)
    if scheme.order_stage < 1:
        return said
    return f"{said} {_ordered(order)}" if first.reached else _ordered(order)


def _went_on(first: StageRow) -> str:
    """How many of the first stage went on, never rounded up."""
    came, went = first.reached, first.went_on
    words = {"n": count(came), "went": count(went), "stage": stage_name(first.stage)}
    if not came:
        return _("Nobody was seen at {stage}.").format(**words)
    if not went:
        return ngettext(
            "{n} person was at {stage} and went no further yet.",
            "{n} people were at {stage}; nobody went on yet.",
            came,
        ).format(**words)
    if came < FEW:
        return ngettext(
            "{went} of {n} person at {stage} went on to a later stage.",
            "{went} of {n} people at {stage} went on to a later stage.",
            came,
        ).format(**words)
    base = next((base for base in BASES if went * base >= came), BASES[-1])
    words |= {"base": count(base), "part": count(went * base // came)}
    return _("Of every {base} people at {stage}, {part} went on to a later stage.").format(**words)


def _ordered(order: StageRow) -> str:
    """How many were at the order, and how many of them at an earlier stage before."""
    n, seen = order.reached, order.from_before
    words = {"n": count(n), "seen": count(seen), "stage": stage_name(order.stage)}
    if not n:
        return _("Nobody was seen at {stage} yet.").format(**words)
    if not seen:
        people = ngettext("{n} person was at {stage},", "{n} people were at {stage},", n).format(**words)
        return people + " " + _("nobody at an earlier stage before.")
    if seen == n > 1:
        return _("{n} people were at {stage}, all of them at an earlier stage before.").format(**words)
    return ngettext(
        "{n} person was at {stage}, {seen} of them at an earlier stage before.",
        "{n} people were at {stage}, {seen} of them at an earlier stage before.",
        n,
    ).format(**words)


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
