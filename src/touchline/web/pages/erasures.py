"""Forgetting a person from their page, and taking along everything held of them. For owners."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.people import persons
from touchline.people.models import Erasure, Identity
from touchline.service import erasure_words, forget
from touchline.web import wording
from touchline.web.shell import member_of


def _find(key: int) -> Identity:
    found = Identity.objects.filter(pk=key).first() if key < 2**63 else None
    if found is None:
        raise Http404(
            _("There is no such person in the record. They may have come with an import that is gone.")
        )
    return found


def export(_request: HttpRequest, key: int) -> HttpResponse:
    """Everything held of a person, as a file of JSON."""
    said = forget.export([_find(key).value])
    text = json.dumps(said, ensure_ascii=False, indent=2) + "\n"
    return HttpResponse(
        text,
        content_type="application/json; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="person-{key}.json"',
            "Cache-Control": "private, no-store",
        },
    )


def ask(request: HttpRequest, key: int) -> HttpResponse:
    """What would go, for an owner to confirm; sent, it is written down and the worker does it."""
    identity = _find(key)
    waiting = forget.under_way(key)
    if waiting is not None:
        return redirect("erasure", waiting.number)
    if request.method == "POST":
        for_good = request.POST.get("for_good") == "yes"
        asked = forget.ask([identity.value], for_good=for_good, member=member_of(request))
        return redirect("erasure", asked.number)
    found, whole = forget.look([identity.value]), persons.person_of(key)
    context: dict[str, Any] = {
        "key": key,
        "name": persons.names([whole]).get(whole) or persons.labels([whole]).get(whole, identity.value),
        "lines": erasure_words.what_goes(found.counts),
        "limits": erasure_words.limits(found.members),
    }
    return render(request, "touchline/forget.html", context)


def page(request: HttpRequest, number: int) -> HttpResponse:
    """How far an erasure is, and afterwards what went and how the totals changed. It names nobody."""
    one = Erasure.objects.filter(pk=number).first() if number < 2**31 else None
    if one is None:
        raise Http404(_("There is no erasure of this number."))
    context: dict[str, Any] = {
        "sentence": _sentence(one),
        "running": one.done_at is None,
        "lines": erasure_words.what_goes(one.counts),
        "totals": erasure_words.totals(one.counts),
        "limits": erasure_words.limits(for_good=one.for_good),
    }
    return render(request, "touchline/erasure.html", context)


def _sentence(one: Erasure) -> str:
    if one.done_at is None:
        return _("They are being forgotten.")
    people = int(one.counts.get("people", 1))
    said = ngettext("{n} person is forgotten.", "{n} people are forgotten.", people).format(
        n=wording.count(people)
    )
    if one.for_good:
        said += " " + _("No import brings them back.")
    return said
