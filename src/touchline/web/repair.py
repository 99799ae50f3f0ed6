"""While a damaged index is built anew, or the database does not answer, pages say so instead of breaking."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from touchline.lake.shelf import GenerationDamaged
from touchline.web.pages.errors import no_database, sorry
from touchline.workspace.store import too_slow, unreachable

WAIT = 30
"""Seconds after which a browser may ask again."""


class RepairMiddleware:
    """Answers 503 with a sentence where a page met a damaged generation, or a database out of reach or busy.

    They mend themselves: the worker builds a new generation, and the next request connects anew.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hand the request on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this for an exception of a page."""
        if unreachable(exception):
            return no_database()
        if too_slow(exception):
            title = _("This page takes too long.")
            return sorry(
                request, 503, title, _("The database is busy. Try again in a minute, or ask for less.")
            )
        if not isinstance(exception, GenerationDamaged):
            return None
        response = sorry(
            request,
            503,
            _("Answers are being made anew."),
            _("The journey index was damaged. Nothing of the record is lost; try again in a minute."),
        )
        response["Retry-After"] = str(WAIT)
        return response
