"""A restored copy: what every page says while it sends nothing, and letting it send again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from touchline.web.shell import member_of
from touchline.workspace.held import release as let_send


def release(request: HttpRequest) -> HttpResponse:
    """Let a restored copy send again."""
    if let_send(member_of(request)):
        messages.success(request, _("Released. This workspace sends from now on."))
    else:
        messages.info(request, _("Nothing to do: this workspace is not held."))
    return redirect("hourglass")
