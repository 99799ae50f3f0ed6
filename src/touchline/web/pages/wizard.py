"""The wizard: every touchpoint that waits for a place, with a proposal, placed in one click."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.service.overview import TouchpointLine, TouchpointsOverview, touchpoints_overview
from touchline.touchpoints.accept import Accepted, accept
from touchline.touchpoints.changes import Clash
from touchline.touchpoints.place import PlaceError
from touchline.web import clashes, wizard_view, wording
from touchline.web.charts.hourglass import empty
from touchline.web.links import Behind, address
from touchline.web.shell import member_of
from touchline.web.touchpoints_view import asked, choices, options, undo_said
from touchline.web.wizard_view import SIZE
from touchline.workspace.models import AuditEntry


def page(request: HttpRequest) -> HttpResponse:
    """Ask for the places that are missing, or take them."""
    return _take(request) if request.method == "POST" else _ask(request, touchpoints_overview())


def _take(request: HttpRequest) -> HttpResponse:
    """Place what was chosen; with ``which=all`` also the ones beyond this page, as proposed."""
    overview = touchpoints_overview()
    chosen = wizard_view.chosen(request.POST.dict())
    if request.POST.get("which") == "all":
        here = {one.number for one in chosen}
        rest = [one for one in wizard_view.waiting(overview) if one.number not in here]
        chosen += wizard_view.as_proposed(rest)
    try:
        done = accept(chosen, member=member_of(request))
    except PlaceError as error:
        messages.error(request, str(error))
        return redirect("wizard")
    if done.clashes:
        messages.warning(request, _clashed(done))
        return _ask(request, touchpoints_overview(), done.clashes)
    if done.entry is None:
        messages.info(request, _("Nothing was chosen, so nothing has changed."))
        return redirect("wizard")
    return redirect(address("wizard", {"done": str(done.entry.pk)}))


def _ask(
    request: HttpRequest, overview: TouchpointsOverview, clashing: tuple[Clash, ...] = ()
) -> HttpResponse:
    if not overview.touchpoints:
        return render(request, "touchline/touchpoints-empty.html", {"outline": empty()})
    waiting = wizard_view.waiting(overview)
    here = waiting[:SIZE]
    context = {
        "sentence": _sentence(len(waiting)),
        "share": _share(overview, waiting),
        "done": _done(request, overview),
        "clashes": [clashes.shown(one) for one in clashing],
        "rows": wizard_view.rows(here, Behind(asked(), overview.generation)),
        "stages": choices(),
        "channels": options(here),
        "aside": wizard_view.ASIDE,
        "cut": _cut(len(here), len(waiting)),
        "place_these": _place_these(len(here), len(waiting)),
        "place_all": _place_all(len(waiting)) if len(waiting) > len(here) else "",
        "here": address("wizard", {}),
    }
    return render(request, "touchline/wizard.html", context)


def _sentence(waiting: int) -> str:
    if not waiting:
        return _("No touchpoint waits for a place.")
    return ngettext(
        "{n} touchpoint waits for its place.", "{n} touchpoints wait for their place.", waiting
    ).format(n=wording.count(waiting))


def _share(overview: TouchpointsOverview, waiting: list[TouchpointLine]) -> str:
    if not any(one.touches for one in overview.touchpoints):
        return _("No touches yet.")
    now = wording.percent(overview.placed_share, 1)
    if not waiting:
        return _("{share} of touches stand on a stage").format(share=now)
    return _("{share} of touches stand on a stage; with these proposals it will be {then}").format(
        share=now, then=wording.percent(overview.share_with(waiting), 1)
    )


def _cut(here: int, waiting: int) -> str:
    if here == waiting:
        return ""
    return _(
        "Shown are the {here} with the most touches; the other {rest} follow when these are done."
    ).format(here=wording.count(here), rest=wording.count(waiting - here))


def _place_these(here: int, waiting: int) -> str:
    said = (
        ngettext("Place it", "Place all {n}", here)
        if here == waiting
        else ngettext("Place this one", "Place these {n}", here)
    )
    return said.format(n=wording.count(here))


def _place_all(waiting: int) -> str:
    return _("Place all {n}, the others as proposed").format(n=wording.count(waiting))


def _done(request: HttpRequest, overview: TouchpointsOverview) -> dict[str, Any] | None:
    """What the acceptance that led here has done; None when there is none, or it was undone."""
    text = request.GET.get("done", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
    entry = (
        AuditEntry.objects.filter(pk=number, verb="accepted proposals for", undone_by=None).first()
        if number
        else None
    )
    if entry is None:
        return None
    numbers = {int(one) for one in entry.after["places"]}
    aside = sum(one["aside"] for one in entry.after["places"].values())
    placed = len(numbers) - aside
    said = []
    if placed:
        said.append(
            ngettext("{n} touchpoint has its place.", "{n} touchpoints have their place.", placed).format(
                n=wording.count(placed)
            )
        )
    if aside:
        said.append(
            ngettext(
                "{n} belongs on no stage and is not asked for again.",
                "{n} belong on no stage and are not asked for again.",
                aside,
            ).format(n=wording.count(aside))
        )
    before = wizard_view.share_without(overview, numbers)
    said.append(
        _("{now} of touches stand on a stage now; before it was {before}.").format(
            now=wording.percent(overview.placed_share, 1), before=wording.percent(before, 1)
        )
    )
    return {"said": " ".join(said), "entry": entry.pk, "undo": undo_said(entry)}


def _clashed(done: Accepted) -> str:
    count = len(done.clashes)
    said = ngettext(
        "{n} touchpoint was changed by somebody else meanwhile; it stands above all others here.",
        "{n} touchpoints were changed by somebody else meanwhile; they stand above all others here.",
        count,
    ).format(n=wording.count(count))
    saved = done.placed + done.aside
    if not saved:
        return said
    kept = ngettext("{n} other is saved.", "{n} others are saved.", saved).format(n=wording.count(saved))
    return f"{said} {kept}"
