"""Joins of ids: undoing one on the person's page, making one, and the ids that many share."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from touchline.people import ruling
from touchline.people.models import Graph, Identity, Join, Quarantine, Ruling
from touchline.people.persons import person_of
from touchline.people.ruling import JoinError
from touchline.web import person_ids, wording
from touchline.web.access import EDITOR
from touchline.web.paging import part
from touchline.web.shell import member_of

FOLLOW = gettext_lazy("Answers follow within a moment.")
RULINGS = {"release": Ruling.RELEASED, "deny": Ruling.DENIED, "lift": Ruling.NONE}


def split(request: HttpRequest, key: int) -> HttpResponse:
    """Undo one join of a person's ids."""
    text = request.POST.get("join", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    found = Join.objects.filter(pk=number)
    try:
        if not found or key not in {person_of(found[0].low), person_of(found[0].high)}:
            raise JoinError(_("There is no such join any more."))
        ruling.split(list(found), member=member_of(request))
        messages.success(
            request,
            _("The join is undone, and the same evidence does not bring it back. ")
            + str(FOLLOW)
            + " "
            + _("Undo this on the page Changes."),
        )
    except JoinError as error:
        messages.error(request, str(error))
    return redirect("person", key)


def join(request: HttpRequest, key: int) -> HttpResponse:
    """Say that another id is this person's too."""
    text = request.POST.get("id", "").strip()[:512]
    other = Identity.objects.filter(value=text).first()
    one = Identity.objects.filter(pk=key).first() if key < 2**63 else None
    if one is None:
        raise Http404(_("There is no such person in the record."))
    try:
        if other is None:
            raise JoinError(_("No id “{id}” is in the record. Type it exactly as it came.").format(id=text))
        ruling.join(one, other, member=member_of(request))
        messages.success(request, _("“{id}” is one of this person's ids now. ").format(id=text) + str(FOLLOW))
    except JoinError as error:
        messages.error(request, str(error))
    return redirect("person", person_of(key))


def quarantine(request: HttpRequest) -> HttpResponse:
    """The ids that many share, and those a member ruled about."""
    rows = Quarantine.objects.order_by("ruling", "-since", "pk")
    total, member = rows.count(), member_of(request)
    shown = part(request, total)
    waiting = rows.filter(crowded=True, ruling=Ruling.NONE).count()
    context = {
        "sentence": _sentence(waiting),
        "rule": person_ids.rule(Graph.objects.first()),
        "rows": person_ids.quarantined(rows[shown.start : shown.stop]),
        "part": shown,
        "may_rule": bool(member and member.may(EDITOR)),
    }
    return render(request, "touchline/quarantine.html", context)


def _sentence(waiting: int) -> str:
    if not waiting:
        return _("No id is quarantined.")
    if waiting == 1:
        return _("One id is quarantined: it joins nobody until you release it.")
    return _("{n} ids are quarantined: they join nobody until you release them.").format(
        n=wording.count(waiting)
    )


def rule(request: HttpRequest, number: int) -> HttpResponse:
    """Release an id, deny it, or lift such a ruling."""
    identity = Identity.objects.filter(pk=number).first() if number < 2**63 else None
    wanted = RULINGS.get(request.POST.get("ruling", ""))
    if identity is None:
        raise Http404(_("There is no such id in the record."))
    try:
        if wanted is None:
            raise JoinError(_("Choose whether to release the id, to deny it, or to lift the ruling."))
        ruling.rule(identity, wanted, member=member_of(request))
        messages.success(request, _("“{id}”: it is settled. ").format(id=identity.value) + str(FOLLOW))
    except JoinError as error:
        messages.error(request, str(error))
    return redirect("quarantine")
