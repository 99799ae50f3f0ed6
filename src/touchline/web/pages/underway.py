"""How far the index is built anew: the line above every page, asked for again while it goes on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from touchline.web.shell import going_on


def page(request: HttpRequest) -> HttpResponse:
    """The line as it is now; when the build is done it says so."""
    context = {"underway": going_on(), "was_underway": True}
    return render(request, "touchline/parts/underway.html", context)
