"""Putting refused rows right in the page, cell by cell, and sending them again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from touchline.collect.correcting import put_right
from touchline.collect.importers import ImportError_
from touchline.collect.models import State
from touchline.collect.sent_again import SentBefore
from touchline.web import correct_view, draft_view
from touchline.web.import_rows import find
from touchline.web.shell import member_of


def page(request: HttpRequest, number: int) -> HttpResponse:
    """The refused rows with a field a cell; with POST, send those again that were changed."""
    found = find(number)
    if found.state != State.DONE or not found.refused:
        return redirect("import", number=number)
    if request.method != "POST":
        wanted = correct_view.wanted(request.GET)
        return _shown(request, correct_view.view(found, wanted), 200)
    wanted = correct_view.wanted(request.POST)
    typed = correct_view.typed(found, request.POST)
    try:
        made = put_right(found, typed, member_of(request))
    except SentBefore as error:
        return _shown(request, correct_view.view(found, wanted, typed, error), 409)
    except ImportError_ as error:
        messages.error(request, draft_view.in_words(str(error)))
        return _shown(request, correct_view.view(found, wanted, typed), 422)
    return redirect("import", number=made.number)


def _shown(request: HttpRequest, context: dict[str, object], status: int) -> HttpResponse:
    return render(request, "touchline/import-correct.html", context, status=status)
