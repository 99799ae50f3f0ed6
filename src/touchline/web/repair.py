"""While the index or the lake cannot be used, pages say so instead of breaking."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from touchline.lake.shelf import GenerationDamaged
from touchline.lake.store import LakeError
from touchline.service.fitting import StoresDisagree
from touchline.web.pages.errors import sorry

WAIT = 30
"""Seconds after which a browser may ask again."""


class RepairMiddleware:
    """Answers 503 with a sentence where a page met a damaged generation, which the worker builds anew, or
    a lake that cannot be used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hand the request on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this for an exception of a page."""
        if isinstance(exception, GenerationDamaged):
            title = _("Answers are being made anew.")
            what = _("The journey index was damaged. Nothing of the record is lost; try again in a minute.")
        elif isinstance(exception, LakeError | StoresDisagree):
            title, what = _("The record cannot be used now."), str(exception)
        else:
            return None
        response = sorry(request, 503, title, what)
        response["Retry-After"] = str(WAIT)
        return response
