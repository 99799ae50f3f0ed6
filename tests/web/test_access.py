"""How much a request may send, judged before it is read."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from tests.web.conftest import Cast

from touchline.service.gateway import SMALL
from touchline.web.access import EDITOR, largest_body, route


def page(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    route("up", page, EDITOR, "up", methods="POST", upload=True),
    route("form", page, EDITOR, "form", methods="POST"),
]


@pytest.mark.parametrize(
    ("role", "path", "much"),
    [
        ("editor", "/up", True),
        ("owner", "/up", True),
        ("viewer", "/up", False),
        ("gone", "/up", False),
        ("stranger", "/up", False),
        ("owner", "/form", False),
        ("owner", "/nowhere", False),
    ],
)
def test_only_who_may_sends_a_large_file_and_only_where_files_go(
    cast: Cast, role: str, path: str, much: bool
) -> None:
    cookies = "; ".join(f"{name}={one.value}" for name, one in cast[role].cookies.items())
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": path, "HTTP_COOKIE": cookies, "SERVER_NAME": "x"}
    with override_settings(ROOT_URLCONF="tests.web.test_access"):
        most = largest_body(environ)
    assert most == (settings.TOUCHLINE.upload_mb << 20 if much else SMALL)


@pytest.mark.parametrize(
    ("path", "much"), [("/imports/new", True), ("/imports/7/corrected", True), ("/", False)]
)
def test_files_of_any_size_may_be_sent_where_imports_are_taken(cast: Cast, path: str, much: bool) -> None:
    cookies = "; ".join(f"{name}={one.value}" for name, one in cast["editor"].cookies.items())
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": path, "HTTP_COOKIE": cookies, "SERVER_NAME": "x"}
    assert largest_body(environ) == (settings.TOUCHLINE.upload_mb << 20 if much else SMALL)
