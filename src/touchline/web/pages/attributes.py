"""Attributes of touches and facts of people: which the index holds, which the record proposes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.service.attributes import FEW_VALUES, MOST_VALUES, Attributes, Held, Proposed, attributes, hint
from touchline.web import wording
from touchline.web.shell import member_of
from touchline.workspace.attributes import ChoiceError, add
from touchline.workspace.attributes import remove as take_away
from touchline.workspace.models import Attribute


def page(request: HttpRequest) -> HttpResponse:
    """What is held and what is proposed; a POST adds one."""
    if request.method != "POST":
        return _show(request, "", Attribute.Of.TOUCHES, "")
    of, name = _of(request), request.POST.get("name", "")[:300]
    try:
        added = add(of, name, member=member_of(request))
    except ChoiceError as error:
        return _show(request, name, of, str(error))
    messages.success(
        request, _("The index holds {name} from now on; answers have it within a moment.").format(name=added)
    )
    if said := hint(of, added):
        messages.warning(request, said)
    return redirect("attributes")


def remove(request: HttpRequest) -> HttpResponse:
    """Let the index hold one no longer."""
    name = request.POST.get("name", "")[:300]
    try:
        take_away(_of(request), name, member=member_of(request))
        messages.success(
            request, _("The index no longer holds {name}. The record keeps it.").format(name=name)
        )
    except ChoiceError as error:
        messages.error(request, str(error))
    return redirect("attributes")


def _of(request: HttpRequest) -> str:
    people = request.POST.get("of") == Attribute.Of.PEOPLE
    return Attribute.Of.PEOPLE if people else Attribute.Of.TOUCHES


def _show(request: HttpRequest, name: str, of: str, wrong: str) -> HttpResponse:
    found = attributes()
    context = {
        "sentence": _sentence(found),
        "groups": [
            {
                "of": kind.value,
                "title": _("Attributes of touches") if kind == Attribute.Of.TOUCHES else _("Facts of people"),
                "held": [_held(one) for one in found.held if one.of == kind],
                "proposed": [_proposed(one) for one in found.proposed if one.of == kind],
            }
            for kind in Attribute.Of
        ],
        "looked_at": _looked_at(found),
        "most": MOST_VALUES,
        "name": name,
        "of": of,
        "wrong": wrong,
    }
    return render(request, "touchline/attributes.html", context, status=422 if wrong else 200)


def _sentence(found: Attributes) -> str:
    touches = sum(one.of == Attribute.Of.TOUCHES for one in found.held)
    people = len(found.held) - touches
    if not found.held:
        return _("The index holds no attributes yet. Questions can be cut by each that is added here.")
    return _("Questions can be cut by {touches} and {people}.").format(
        touches=ngettext("{n} attribute of touches", "{n} attributes of touches", touches).format(n=touches),
        people=ngettext("{n} fact of people", "{n} facts of people", people).format(n=people),
    )


def _held(one: Held) -> dict[str, Any]:
    if one.values is None:
        return {"name": one.name, "said": _("The index is being built with it."), "first": ""}
    said = ngettext("{n} value", "{n} values", one.values).format(n=wording.count(one.values))
    if one.other:
        said += " · " + _("{n} count as “other”").format(n=wording.count(one.other))
    return {"name": one.name, "said": said, "first": _some(one.first, one.values)}


def _proposed(one: Proposed) -> dict[str, Any]:
    has = (
        ngettext("{n} event has it", "{n} events have it", one.has)
        if one.of == Attribute.Of.TOUCHES
        else ngettext("{n} person has it", "{n} people have it", one.has)
    ).format(n=wording.count(one.has))
    values = ngettext("{n} value", "{n} values", one.values).format(n=wording.count(one.values))
    return {"name": one.name, "said": f"{has} · {values}", "often": _some(one.often, one.values)}


def _looked_at(found: Attributes) -> str:
    return _(
        "Proposed is what has at most {most} values, beyond {few} each of them twice on average, among "
        "the newest {seen} of {events} events, and the last {known} of {people} people of whom something is "
        "known. Anything else can be added by its name."
    ).format(
        most=MOST_VALUES,
        few=FEW_VALUES,
        seen=wording.count(found.events_looked_at),
        events=wording.count(found.events),
        known=wording.count(found.people_looked_at),
        people=wording.count(found.people),
    )


def _some(shown: Sequence[str], values: int) -> str:
    """A few values, and how many there are besides."""
    more = values - len(shown)
    listed = ", ".join(shown)
    if more <= 0:
        return listed
    return ngettext("{values} and {n} more", "{values} and {n} more", more).format(
        values=listed, n=wording.count(more)
    )
