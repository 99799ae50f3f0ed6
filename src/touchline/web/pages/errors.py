"""Pages for what went wrong: each says what happened and where to go on."""

from __future__ import annotations

import sys

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from touchline.workspace.store import unreachable


def sorry(request: HttpRequest, status: int, title: str, what: str) -> HttpResponse:
    """A page with one sentence as title, one below it, and the way home."""
    return render(request, "touchline/error.html", {"title": title, "what": what}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400. A request for another host is told where this workspace is."""
    if isinstance(exception, DisallowedHost):
        return sorry(
            request,
            400,
            _("This is not the address of this workspace."),
            _("It is at {address}. Whoever serves it names another one with --public-url.").format(
                address=settings.TOUCHLINE.public_url
            ),
        )
    return sorry(
        request,
        400,
        _("This request cannot be read."),
        _("The address or the form is damaged. Go back and try once more."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403: a member without the role."""
    return sorry(
        request,
        403,
        _("This page is not open to you."),
        _("Your role does not include it. An owner of this workspace can change your role."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404. An ``Http404`` with a sentence shows it."""
    said = exception.args[0] if exception is not None and exception.args else None
    what = (
        said
        if isinstance(said, str) and said
        else _("The address leads nowhere. It may have been typed wrong.")
    )
    return sorry(request, 404, _("There is nothing here."), what)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403 when a form was sent from a page that is no longer valid, or from another site."""
    return sorry(
        request,
        403,
        _("This form is too old."),
        _("Nothing was changed. Open the page again, and allow cookies if your browser blocks them."),
    )


def no_database() -> HttpResponse:
    """503 while the database cannot be reached."""
    context = {
        "title": _("The database does not answer."),
        "what": _("Nothing of the record is lost. Pages come back by themselves when it answers again."),
    }
    return HttpResponse(
        render_to_string("touchline/broken.html", context), status=503, headers={"Retry-After": "5"}
    )


def server_error(_request: HttpRequest) -> HttpResponse:
    """500, or 503 when the database went away outside a page.

    Rendered without the shell, because what failed may be what the shell needs.
    """
    if unreachable(sys.exc_info()[1]):
        return no_database()
    context = {
        "title": _("Something broke on our side."),
        "what": _("Nothing of the record is lost. The cause stands in the log of the server."),
    }
    return HttpResponseServerError(render_to_string("touchline/broken.html", context))
