"""Several names, one touchpoint: merging, keeping apart, names not recognised yet, and undoing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.service.naming import merge_names, recognise_names
from touchline.service.overview import TouchpointLine, touchpoints_overview
from touchline.service.undoing import CannotUndo, undo
from touchline.touchpoints.merge import MOST, merge
from touchline.touchpoints.models import Touchpoint
from touchline.touchpoints.place import PlaceError, find
from touchline.touchpoints.twins import keep_apart
from touchline.web import merge_view, wording
from touchline.web.charts.hourglass import empty
from touchline.web.clashes import short
from touchline.web.links import Behind, address
from touchline.web.pages.touchpoints import way_back
from touchline.web.shell import member_of
from touchline.web.touchpoints_view import VERBS, asked
from touchline.workspace.models import AuditEntry


def page(request: HttpRequest) -> HttpResponse:
    """What would be merged and what will be; with POST, merge it."""
    return _merge(request) if request.method == "POST" else _preview(request)


def _preview(request: HttpRequest) -> HttpResponse:
    overview = touchpoints_overview()
    if not overview.touchpoints:
        return render(request, "touchline/touchpoints-empty.html", {"outline": empty()})
    by_number = {one.number: one for one in overview.touchpoints}
    numbers = _numbers(request.GET.getlist("touchpoint"))
    added = request.GET.get("add", "").strip()[:300]
    wrong = ""
    if added:
        try:
            numbers.append(find(added).pk)
        except PlaceError as error:
            wrong = str(error)
    chosen = [by_number[number] for number in dict.fromkeys(numbers) if number in by_number][:MOST]
    groups = merge_view.hints(overview.touchpoints) if len(chosen) < 2 else []
    kept = merge_view.stays(chosen, *_numbers([request.GET.get("into", "0")])) if chosen else 0
    context = {
        "sentence": _asked(chosen),
        "rows": merge_view.rows(chosen, Behind(asked(), overview.generation)),
        "together": merge_view.together(chosen, overview.generation) if len(chosen) > 1 else None,
        "kept": kept,
        "button": _button(len(chosen)),
        "add": added if wrong else "",
        "wrong": wrong,
        "hints": merge_view.hint_rows(groups),
        "hints_cut": _hints_cut(len(groups)),
        "here": request.get_full_path(),
    }
    return render(request, "touchline/merge.html", context)


def _asked(chosen: list[TouchpointLine]) -> str:
    if len(chosen) > 1:
        return _("{n} touchpoints become one.").format(n=wording.count(len(chosen)))
    if chosen:
        return _("What shall be one with {name}?").format(name=short(chosen[0].name))
    return _("Which touchpoints are one?")


def _button(count: int) -> str:
    return _("Merge {n} into one").format(n=wording.count(count)) if count > 1 else ""


def _hints_cut(count: int) -> str:
    if count <= merge_view.MOST_HINTS:
        return ""
    return _("The {most} with the most touches of {n} are shown.").format(
        most=wording.count(merge_view.MOST_HINTS), n=wording.count(count)
    )


def _merge(request: HttpRequest) -> HttpResponse:
    numbers = _numbers(request.POST.getlist("touchpoint"))
    into = _numbers([request.POST.get("into", "")])
    kept = Touchpoint.objects.filter(pk__in=into).first()
    try:
        if kept is None:
            raise PlaceError(_("Choose the touchpoint that stays."))
        others = list(Touchpoint.objects.filter(pk__in=[one for one in numbers if one != kept.pk]))
        merge(others, kept, member=member_of(request))
    except PlaceError as error:
        messages.error(request, str(error))
        return redirect(address("merge", {"touchpoint": [str(number) for number in numbers[:MOST]]}))
    said = ngettext(
        "{n} touchpoint counts at {name} now. Answers follow within a moment.",
        "{n} touchpoints count at {name} now. Answers follow within a moment.",
        len(others),
    )
    messages.success(request, said.format(n=wording.count(len(others)), name=short(kept.name)))
    return redirect("touchpoint", number=kept.pk)


def apart(request: HttpRequest) -> HttpResponse:
    """Remember that touchpoints with names alike are not one."""
    group = list(Touchpoint.objects.filter(pk__in=_numbers(request.POST.getlist("touchpoint"))))
    if len(group) < 2:
        messages.error(request, _("Name the touchpoints that are not one."))
    else:
        keep_apart(group, member=member_of(request))
        messages.success(request, _("They stay apart, and this hint is not given again."))
    return redirect(way_back(request, "merge"))


def recognise(request: HttpRequest) -> HttpResponse:
    """Let a name that is not recognised count at a touchpoint, or become one."""
    name, into = request.POST.get("name", ""), request.POST.get("into", "").strip()[:300]
    try:
        if into:
            kept = find(into)
            merge_names([name], kept, member=member_of(request))
            said = _("{name} counts at {into} now. Answers follow within a moment.")
            messages.success(request, said.format(name=short(name), into=short(kept.name)))
        else:
            recognise_names([name], member=member_of(request))
            said = _("{name} is a touchpoint now. Answers follow within a moment.")
            messages.success(request, said.format(name=short(name)))
    except PlaceError as error:
        messages.error(request, str(error))
    return redirect(way_back(request))


def take_back(request: HttpRequest) -> HttpResponse:
    """Undo a change of touchpoints."""
    number = next(iter(_numbers([request.POST.get("entry", "")])), 0)
    entry = AuditEntry.objects.filter(pk=number, verb__in=VERBS).first()
    if entry is None:
        messages.error(request, _("There is no such change to undo."))
        return redirect(way_back(request))
    try:
        undo(entry.pk, member_of(request))
        messages.success(request, _("Undone. Answers follow within a moment."))
    except CannotUndo as error:
        messages.error(request, str(error))
    return redirect(way_back(request))


def _numbers(texts: list[str]) -> list[int]:
    """The numbers among texts, each once, at most as many as are merged at once."""
    found = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 12]
    return list(dict.fromkeys(found))[: MOST + 1]
