"""What maps share: the objects touchpoints stand for, the personas they are for, and competitors."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from touchline.plan.clashes import Changed, row_of
from touchline.plan.picture import OBJECT_KINDS, SHARED
from touchline.plan.reading import PlanError, plan_of
from touchline.plan.things import add as add_one
from touchline.plan.things import change_thing, remove_thing
from touchline.web.links import address
from touchline.web.plan_view import done, quicker, seen_in, undo_of
from touchline.web.planned_form import plain
from touchline.web.shell import member_of

FIELDS = {"objects": ("kind", "note"), "personas": ("audience", "note"), "competitors": ("site", "note")}


def page(request: HttpRequest) -> HttpResponse:
    """All of them, each with its form."""
    plan = plan_of(None)
    context = {
        "sorts": [_sort(sort, list(getattr(plan, sort).values())) for sort in SHARED],
        "kinds": [(kind, _kind(kind)) for kind in OBJECT_KINDS],
        "done": undo_of(request.GET.get("done", "")),
    }
    return render(request, "touchline/things.html", context)


def _sort(sort: str, things: list[Any]) -> dict[str, Any]:
    said = {
        "objects": (_("Objects"), _("what touchpoints stand for: the company, products, employees")),
        "personas": (
            _("Personas"),
            _("people you want to reach; a rule such as “did order” says who they are"),
        ),
        "competitors": (_("Competitors"), _("whom your audits compare you with")),
    }
    name, means = said[sort]
    rows = [
        {"is": one, "seen": held.number if (held := row_of(None, sort, one.key)) else 0} for one in things
    ]
    return {"sort": sort, "name": name, "means": means, "fields": FIELDS[sort], "things": rows}


def _kind(kind: str) -> str:
    return {"company": _("company"), "product": _("product"), "employee": _("employee")}[kind]


def save(request: HttpRequest, sort: str) -> HttpResponse:
    """Add one, or change the one whose key is sent."""
    if sort not in SHARED:
        raise Http404(_("There is no such page."))
    form, key = request.POST, request.POST.get("key", "")
    values = {name: plain(form[name]) for name in FIELDS[sort] if name in form}
    try:
        if key:
            named = {"name": form["name"].strip()} if "name" in form else {}
            saved = change_thing(
                sort, key, {**named, **values}, member=member_of(request), seen=seen_in(form)
            )
        else:
            saved = add_one(sort, form.get("name", ""), values, member=member_of(request))
    except PlanError as error:
        messages.error(request, str(error))
        return redirect("things")
    except Changed as clashing:
        said = _("{who} Yours is not saved; here it is as it is now.")
        messages.error(request, said.format(who=quicker(clashing.clash)))
        return redirect("things")
    return redirect(address("things", done(saved)))


def remove(request: HttpRequest, sort: str) -> HttpResponse:
    """Take one out that no map uses."""
    if sort not in SHARED:
        raise Http404(_("There is no such page."))
    try:
        saved = remove_thing(sort, request.POST.get("key", ""), member=member_of(request))
    except PlanError as error:
        messages.error(request, str(error))
        return redirect("things")
    return redirect(address("things", done(saved)))
