"""Maps: which there are, one more as it is to be, which is held against the record, two side by side."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.plan.changing import Saved
from touchline.plan.differing import MAP, differences
from touchline.plan.file.words import changed
from touchline.plan.maps import add_map, copy_map, make_current, remove_map
from touchline.plan.models import Map
from touchline.plan.reading import PlanError, find_map, maps, plan_of
from touchline.plan.starting import Answers, start_empty, start_from_catalogue, start_from_touchpoints
from touchline.service.undoing import undo as undo_entry
from touchline.touchpoints.schemes import SCHEMES
from touchline.web import board_view, wording
from touchline.web.board_view import Met, Wanted, draw
from touchline.web.links import address
from touchline.web.plan_view import done, undo_of
from touchline.web.shell import member_of
from touchline.web.stages import scheme_name
from touchline.workspace.models import AuditEntry, BusinessSettings
from touchline.workspace.undoing import CannotUndo


def page(request: HttpRequest) -> HttpResponse:
    """All maps, and the form for one more."""
    zone = ZoneInfo(BusinessSettings.current().zone)
    rows = maps()
    context = {
        "sentence": ngettext("{n} map.", "{n} maps.", len(rows)).format(n=wording.count(len(rows)))
        if rows
        else _("No map yet."),
        "maps": [
            {
                "key": one.key,
                "name": one.name,
                "scheme": scheme_name(one.scheme),
                "current": one.current,
                "touchpoints": one.touchpoints.count(),
                "chains": one.chains.count(),
                "number": one.number,
                "changed": wording.moment(one.changed_at, zone) if one.changed_at else "",
            }
            for one in rows
        ],
        "schemes": [(name, scheme_name(name)) for name in SCHEMES],
        "done": undo_of(request.GET.get("done", "")),
    }
    return render(request, "touchline/maps.html", context)


def start(request: HttpRequest) -> HttpResponse:
    """The first map, or one more: from the record, from the catalogue by a few answers, or empty."""
    form, member = request.POST, member_of(request)
    name = form.get("name", "").strip()
    try:
        if form.get("from") == "touchpoints":
            saved = start_from_touchpoints(name, member=member)
        elif form.get("from") == "catalogue":
            answers = Answers(*(form.get(word, "").strip() for word in ("sell", "as", "to", "where")))
            saved = start_from_catalogue(name, answers, member=member)
        else:
            saved = start_empty(name, member=member)
    except PlanError as error:
        messages.error(request, str(error))
        return redirect("plan")
    return redirect("map", key=saved.key)


def add(request: HttpRequest) -> HttpResponse:
    """An empty map, or a copy of another."""
    name, source = request.POST.get("name", ""), request.POST.get("copy", "")
    member = member_of(request)
    try:
        if source:
            saved = copy_map(find_map(source), name, member=member)
        else:
            saved = add_map(name, {"scheme": request.POST.get("scheme", "hourglass")}, member=member)
    except PlanError as error:
        messages.error(request, str(error))
        return redirect("maps")
    return redirect("map", key=saved.key)


def current(request: HttpRequest, key: str) -> HttpResponse:
    """Let this map be the one that is held against the record."""
    try:
        entry = make_current(find_map(key), member=member_of(request))
    except PlanError as error:
        messages.error(request, str(error))
        return redirect("maps")
    return redirect(address("maps", {"done": str(entry.pk) if entry else ""}))


def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Take a map out with all that is on it; this can be undone."""
    try:
        saved: Saved = remove_map(find_map(key), member=member_of(request))
    except PlanError as error:
        messages.error(request, str(error))
        return redirect("maps")
    return redirect(address("maps", done(saved)))


def undo(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Take back what was just done to a map."""
    _undo(request, number)
    there = Map.objects.filter(key=key).exists()
    return redirect("map", key=key) if there else redirect("maps")


def undo_thing(request: HttpRequest, number: int) -> HttpResponse:
    """Take back what was just done to what maps share."""
    _undo(request, number)
    return redirect("things")


def _undo(request: HttpRequest, number: int) -> None:
    entry = AuditEntry.objects.filter(pk=number).first() if number < 2**63 else None
    if entry is None:
        raise Http404(_("There is no change of this number."))
    try:
        undo_entry(number, member_of(request))
    except CannotUndo as error:
        messages.error(request, _("Not undone: {why}").format(why=error))
    else:
        messages.success(request, _("Undone."))


def compare(request: HttpRequest) -> HttpResponse:
    """Two maps side by side: what one has and the other has not, and what differs."""
    try:
        one = find_map(request.GET.get("one", ""))
        other = find_map(request.GET.get("other", ""))
    except PlanError as error:
        raise Http404(str(error)) from error
    plans = [plan_of(one), plan_of(other)]
    found = changed([each for each in differences(*plans) if each.sort != MAP])
    context = {
        "one": one,
        "other": other,
        "maps": maps(),
        "found": found,
        "sentence": _differ(len(found)),
        "boards": [
            {"map": row, "columns": board_view.cells(draw(plan, Wanted(scheme=row.scheme), Met()))}
            for row, plan in zip((one, other), plans, strict=True)
        ],
    }
    return render(request, "touchline/maps-compare.html", context)


def _differ(count: int) -> str:
    if not count:
        return _("These two maps do not differ.")
    return ngettext("These maps differ in {n} thing.", "These maps differ in {n} things.", count).format(
        n=wording.count(count)
    )
