"""While index, lake or database cannot be used, pages say so instead of breaking."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from touchline.lake.shelf import GenerationDamaged
from touchline.lake.store import LakeError
from touchline.service.fitting import StoresDisagree
from touchline.web.pages.errors import no_database, sorry
from touchline.workspace.store import too_slow, unreachable

WAIT = 30
"""Seconds after which a browser may ask again."""


class RepairMiddleware:
    """Answers 503 with a sentence where a page met a damaged generation, a lake that cannot be used, or a
    database out of reach or busy.

    What can mend itself does: the worker builds a new generation, and the next request connects anew.
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
        if isinstance(exception, GenerationDamaged):
            title = _("Answers are being made anew.")
            what = _("The journey index was damaged. Nothing of the record is lost; try again in a minute.")
        elif isinstance(exception, LakeError | StoresDisagree):
            title, what = _("The record cannot be used now."), str(exception)
        elif too_slow(exception):
            title = _("This page takes too long.")
            what = _("The database is busy. Try again in a minute, or ask for less.")
        else:
            return None
        response = sorry(request, 503, title, what)
        response["Retry-After"] = str(WAIT)
        return response
