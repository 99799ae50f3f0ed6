"""Who may open a route. ``urls.py`` names the permission of every route through here."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path

from touchline.workspace.models import Member, Role

ANYONE = "anyone"
OWNER, EDITOR, VIEWER = Role.OWNER.value, Role.EDITOR.value, Role.VIEWER.value

View = Callable[..., HttpResponseBase]


def route(where: str, view: View, permission: str, name: str, *, methods: str = "GET") -> URLPattern:
    """One line of ``urls.py``: where, what answers, who may, its name, and the methods it takes.

    A stranger is sent to sign in, a member without the role gets a page that says so. GET changes
    nothing; what changes something takes POST.
    """
    allowed = {*methods.split(), "HEAD"} if "GET" in methods.split() else set(methods.split())

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if permission != ANYONE:
            member = request.user
            if not isinstance(member, Member) or not member.is_active:
                if request.headers.get("HX-Request"):
                    return HttpResponse(status=204, headers={"HX-Redirect": request.path})
                return redirect_to_login(request.get_full_path())
            if not member.may(permission):
                raise PermissionDenied(permission)
        if request.method not in allowed:
            return HttpResponse(status=405, headers={"Allow": ", ".join(sorted(allowed))})
        return view(request, *args, **kwargs)

    guarded.permission = permission  # type: ignore[attr-defined]
    guarded.methods = tuple(sorted(allowed))  # type: ignore[attr-defined]
    return path(where, guarded, name=name)
