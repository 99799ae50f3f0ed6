"""Who may open a route. ``urls.py`` names the permission of every route through here."""

from __future__ import annotations

import functools
from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, URLPattern, path, resolve

from touchline.service.gateway import SMALL
from touchline.workspace.models import Member, Role
from touchline.workspace.sessions import SessionStore

ANYONE = "anyone"
OWNER, EDITOR, VIEWER = Role.OWNER.value, Role.EDITOR.value, Role.VIEWER.value

View = Callable[..., HttpResponseBase]


def route(
    where: str, view: View, permission: str, name: str, *, methods: str = "GET", upload: bool = False
) -> URLPattern:
    """One line of ``urls.py``: where, what answers, who may, its name, and the methods it takes.

    A stranger is sent to sign in, a member without the role gets a page that says so. GET changes
    nothing; what changes something takes POST. Only with ``upload``, and only from a member who may
    open it, a route takes a body of more than 1 MiB.
    """
    allowed = {*methods.split(), "HEAD"} if "GET" in methods.split() else set(methods.split())

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if _has_nul(request, upload):
            raise BadRequest("NUL")
        if permission != ANYONE:
            member = request.user
            if not isinstance(member, Member) or not member.is_active:
                where = request.get_full_path() if request.method in ("GET", "HEAD") else _before(request)
                if request.headers.get("HX-Request"):
                    return HttpResponse(status=204, headers={"HX-Redirect": where})
                return redirect_to_login(where)
            if not member.may(permission):
                raise PermissionDenied(permission)
        if request.method not in allowed:
            return HttpResponse(status=405, headers={"Allow": ", ".join(sorted(allowed))})
        return view(request, *args, **kwargs)

    guarded.permission = permission  # type: ignore[attr-defined]
    guarded.methods = tuple(sorted(allowed))  # type: ignore[attr-defined]
    guarded.upload = upload  # type: ignore[attr-defined]
    return path(where, guarded, name=name)


def _has_nul(request: HttpRequest, upload: bool) -> bool:
    """Whether address or form hold a NUL, which no text of a person does and PostgreSQL does not take."""
    form_alone = request.content_type == "application/x-www-form-urlencoded" and not upload
    read = hasattr(request, "_post") or form_alone
    form = request.POST if read else {}  # an upload is not read here
    texts = [request.path, *request.GET, *request.GET.values(), *form, *form.values()]
    return any("\0" in text for text in texts)


def largest_body(environ: dict[str, Any]) -> int:
    """How many bytes the body of a request may have, judged before any of it is read."""
    request = WSGIRequest({**environ, "wsgi.input": BytesIO()})
    try:
        guarded = resolve(request.path_info).func
    except Resolver404:
        return SMALL
    if not getattr(guarded, "upload", False):
        return SMALL
    request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    member = get_user(request)
    may = isinstance(member, Member) and member.may(guarded.permission)  # type: ignore[attr-defined]
    most: int = settings.TOUCHLINE.upload_mb << 20
    return most if may else SMALL


def _before(request: HttpRequest) -> str:
    """The page a form was sent from, to come back to: the form's own address takes no GET."""
    page = urlsplit(request.headers.get("Referer", ""))
    if page.netloc != request.get_host() or not page.path.startswith("/") or page.path.startswith("//"):
        return "/"
    return f"{page.path}?{page.query}" if page.query else page.path
