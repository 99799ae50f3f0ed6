"""Undoing an import, running a failed one again, and sending refused rows that were put right."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from touchline.collect.correcting import take_file
from touchline.collect.disk import is_full
from touchline.collect.importers import ImportError_
from touchline.collect.models import Import, Kind
from touchline.collect.requesting import request_again
from touchline.collect.undoing import CAN_UNDO, corrected_by, leaned_on, request_undo
from touchline.people import joins
from touchline.web import import_view, wording
from touchline.web.import_rows import find
from touchline.web.pages.drafts import go
from touchline.web.receiving import ToDisk, received
from touchline.web.shell import member_of


def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Say what would go; with POST, undo the import."""
    found = find(number)
    if request.method == "POST":
        try:
            request_undo(number, member_of(request), corrected=request.POST.get("corrected") == "on")
        except ImportError_ as error:
            messages.error(request, str(error))
        return redirect("import", number=number)
    if found.state not in CAN_UNDO:
        return redirect("import", number=number)
    context = {
        "number": number,
        "sentence": _("Undo the import of “{file}”?").format(file=import_view.name_of(found)),
        "goes": f"{_goes(found)} {_loosened(joins.said_by(number))}".strip(),
        "corrected": [import_view.brief(one) for one in corrected_by(number)],
        "later": [
            {
                "number": one.number,
                "file": import_view.name_of(one),
                "duplicates": wording.count(one.duplicates),
            }
            for one in leaned_on(number)
        ],
    }
    return render(request, "touchline/import-undo.html", context)


def _goes(found: Import) -> str:
    if found.kind == Kind.PEOPLE:
        return _(
            "What its {n} accepted rows said of people is forgotten, as far as no later file or member "
            "changed it."
        ).format(n=wording.count(found.accepted))
    return ngettext(
        "{n} row goes from the record, and with it the people and touchpoints that only this import knew.",
        "{n} rows go from the record, and with them the people and touchpoints that only this import knew.",
        found.accepted,
    ).format(n=wording.count(found.accepted))


def _loosened(count: int) -> str:
    """What becomes of joins of ids that its rows speak for."""
    if not count:
        return ""
    return ngettext(
        "{n} join of ids loses its evidence here, and stays only while something else says it.",
        "{n} joins of ids lose their evidence here, and stay only while something else says them.",
        count,
    ).format(n=wording.count(count))


def again(request: HttpRequest, number: int) -> HttpResponse:
    """Run a failed import again; what it recorded already is not counted twice."""
    find(number)
    try:
        request_again(number)
    except ImportError_ as error:
        messages.error(request, str(error))
    return redirect("import", number=number)


@csrf_exempt
def corrected(request: HttpRequest, number: int) -> HttpResponse:
    """Take refused rows that were put right; the file goes to disk while it arrives."""
    request.upload_handlers = [ToDisk(request)]
    return _corrected(request, number)


@csrf_protect
def _corrected(request: HttpRequest, number: int) -> HttpResponse:
    find(number)
    try:
        file = received(request)
        made = take_file(number, file.name or "file", file.chunks(), member_of(request))
    except (ImportError_, OSError) as error:
        if isinstance(error, OSError) and not is_full(error):
            raise
        full = _("The disk is full. Make room and send the file again.")
        messages.error(request, full if isinstance(error, OSError) else str(error))
        return go(request, reverse("import", kwargs={"number": number}))
    return go(request, reverse("import", kwargs={"number": made.number}))
