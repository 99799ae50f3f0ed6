"""What is said of a chain beside its page: heads of columns, and whom a list holds."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys.chain_rows import BecameRow
from touchline.journeys.index import Legend
from touchline.service.asking import Asked
from touchline.web.charts.svg import clean


def became_name(row: BecameRow) -> str:
    """What became of people, at which link, as the head of a column."""
    said = became_said(row.what)
    return f"{row.place}. {row.link}: {said}" if row.place else said


def became_said(what: str) -> str:
    """What became of people, in a word or two."""
    return {
        "followed": _("Followed fully"),
        "as_planned": _("As planned"),
        "ahead": _("Began later in it"),
        "reached": _("came so far"),
        "in_time": _("in time"),
        "late": _("late"),
        "detour": _("detour"),
        "skipped": _("skipped ahead"),
        "done": _("done"),
        "stopped": _("stopped"),
        "open": _("still open"),
    }[what]


def chain_people(
    asked: Asked, key: str, value: str, _legend: Legend, people: int, words: dict[str, str]
) -> str:
    """The people behind a number of a chain."""
    if key == "link":
        return _of_link(asked, value, people, words)
    said = {
        "followed": ngettext(
            "{n} person followed the chain fully.", "{n} people followed the chain fully.", people
        ),
        "as_planned": ngettext(
            "{n} person followed the chain as planned.", "{n} people followed the chain as planned.", people
        ),
        "ahead": ngettext(
            "{n} person began beyond the beginning of the chain.",
            "{n} people began beyond the beginning of the chain.",
            people,
        ),
        "hop": ngettext("{n} person went {hop}.", "{n} people went {hop}.", people),
        "touchpoint": ngettext("{n} person met {hop}.", "{n} people met {hop}.", people),
    }.get(key) or ngettext("{n} person entered the chain.", "{n} people entered the chain.", people)
    return said.format(hop=clean(value).replace(">", " → "), **words)


def _of_link(asked: Asked, value: str, people: int, words: dict[str, str]) -> str:
    place, _colon, what = value.partition(":")
    name, _sign, where = what.partition("=")
    links = asked.texts("links")
    number = int(place) if place.isascii() and place.isdigit() else 0
    link = links[number - 1] if 1 <= number <= len(links) else place
    became = {
        "reached": _("came at least as far as {link}"),
        "passed_over": _("went beyond {link} without meeting it"),
        "started": _("began with {link}"),
        "in_time": _("went on from {link} in time"),
        "late": _("went on from {link} late"),
        "detour": _("went on from {link} by a detour"),
        "detour_late": _("went on from {link} by a detour, and late"),
        "skipped": _("skipped a link after {link}"),
        "done": _("were done with {link}"),
        "stopped": _("stopped at {link}"),
        "open": _("are at {link} and may still go on"),
        "to": _("went on from {link} to another link"),
    }.get(name.rstrip(":"), _("met {link}"))
    tail = f" ({clean(where)})" if where else ""
    said = ngettext("{n} person: {became}{tail}.", "{n} people: {became}{tail}.", people)
    return said.format(became=became.format(link=clean(link)), tail=tail, **words)
