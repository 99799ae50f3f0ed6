"""Walks every route with everybody: who may, with which method, and that looking changes nothing."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern
from django.urls import path as bare
from tests.web.conftest import PASSWORD, Cast
from tests.web.walk import Places, a_full_workspace, places
from tests.web.whole import Page
from tests.web.world import Met, make

from touchline.urls import urlpatterns
from touchline.web.access import ANYONE, EDITOR, OWNER, VIEWER
from touchline.web.access import route as line
from touchline.workspace.audit import record
from touchline.workspace.models import Member

OUTSIDE = ("stranger", "gone")
ROLES = (*OUTSIDE, "viewer", "editor", "owner")
MAY = {ANYONE: ROLES, VIEWER: ROLES[2:], EDITOR: ROLES[3:], OWNER: ROLES[4:]}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP)", re.IGNORECASE)

FILES = ("new-import", "corrected")
"""Forms with a file: who may not send one is refused before anything of it is read, token or none."""


@pytest.fixture
def full(cast: Cast) -> Places:
    return a_full_workspace()


def test_every_route_is_walked(cast: Cast) -> None:
    assert {one.name for one in urlpatterns} == set(places(1, 1).by_route)


def unguarded(routes: list[URLPattern]) -> list[str]:
    """Routes that do not say who may open them, or how."""
    return [
        str(one.pattern)
        for one in routes
        if getattr(one.callback, "permission", None) not in MAY or not getattr(one.callback, "methods", ())
    ]


def test_every_route_names_its_permission() -> None:
    assert unguarded(urlpatterns) == []
    assert unguarded([bare("open", lambda request: HttpResponse())]) == ["open"]
    assert unguarded([line("odd", lambda request: HttpResponse(), "everybody", "odd")]) == ["odd"]


def test_what_is_open_to_anyone_is_little() -> None:
    open_ = {one.name for one in urlpatterns if one.callback.permission == ANYONE}  # type: ignore[attr-defined]
    assert open_ == {"sign-in", "sign-out", "join", "healthy"}


def test_who_may_open_what_with_which_method(cast: Cast, full: Places) -> None:
    for one in urlpatterns:
        assert one.name
        for method in METHODS:
            for role in ROLES:
                _check(cast, one, full.by_route[one.name][0], method, role)


def _check(cast: Cast, one: URLPattern, path: str, method: str, role: str) -> None:
    allowed, client = one.callback.methods, cast[role]  # type: ignore[attr-defined]
    status = client.generic(method, path).status_code
    said = (role, method, path, status)
    if role not in MAY[one.callback.permission]:  # type: ignore[attr-defined]
        assert status == (302 if role in OUTSIDE else 403), said
    elif method not in allowed:
        assert status == 405, said
    elif method in ("GET", "HEAD"):
        assert status in (200, 302), said
    else:
        assert status in (200, 302, 401, 422), said
    if one.name == "sign-out" and role not in OUTSIDE:
        client.force_login(Member.objects.get(email=f"{role}@example.com"))


def test_a_form_from_elsewhere_changes_nothing(cast: Cast, full: Places) -> None:
    posts = [one for one in urlpatterns if "POST" in one.callback.methods]  # type: ignore[attr-defined]
    assert len(posts) > 10
    before = tables()
    for one in posts:
        for role in ROLES:
            client = Client(enforce_csrf_checks=True)
            client.cookies = cast[role].cookies
            answer = client.post(full.by_route[one.name or ""][0], {"role": "viewer", "name": "X"})
            if one.name in FILES and role not in MAY[one.callback.permission]:  # type: ignore[attr-defined]
                assert answer.status_code == (403 if role == "viewer" else 302), (one.name, role)
                continue
            assert answer.status_code == 403, (one.name, role)
            assert b"This form is too old." in answer.content, (one.name, role)
    assert tables() == before


def test_a_stranger_learns_nothing(cast: Cast, full: Places) -> None:
    for route, paths in full.by_route.items():
        for path in paths:
            page = cast.stranger.get(path)
            content = b"" if page.streaming else page.content
            for secret in (b"Hanna", b"Home page", b"p000", b"till.csv", b"Lindgren"):
                assert secret not in content, (route, path)


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/touchpoints?page=2", "/touchpoints?page=2"),
        ("https://evil.example/touchpoints", "/"),
        ("", "/"),
        ("//testserver//evil.example", "/"),
    ],
)
def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(
    cast: Cast, referer: str, back: str
) -> None:
    answer = cast.stranger.post("/touchpoints/1/place", headers={"Referer": referer})
    assert parse_qs(urlsplit(answer["Location"]).query)["next"] == [back]
    form = {"next": back, "email": "owner@example.com", "password": PASSWORD}
    led = cast.stranger.post("/sign-in", form)["Location"]
    assert led == back


def test_htmx_sends_a_stranger_to_sign_in(cast: Cast) -> None:
    answer = cast.stranger.get("/imports", headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/imports"


def test_looking_changes_nothing(cast: Cast, full: Places) -> None:
    cast.owner.post("/touchpoints/1/place", {"stage": "know"})  # leaves a message to show
    before, held = _files(), tables()
    for role in ROLES:
        for name, paths in full.by_route.items():
            for path in paths:
                for method in ("GET", "HEAD"):
                    wrote = writes(cast[role], method, path)
                    assert not wrote, (role, name, path, wrote)
                    assert tables() == held, (role, name, path)
    assert _files() == before


def writes(client: Client, method: str, path: str) -> list[str]:
    """The statements with which a request wrote."""
    with CaptureQueriesContext(connection) as asked:
        _read(client.generic(method, path))
    return [query["sql"] for query in asked.captured_queries if WRITES.match(query["sql"])]


def tables() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    held = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            held[name] = sorted(cursor.fetchall(), key=repr)
    return held


def test_a_page_that_writes_when_looked_at_is_found(cast: Cast) -> None:
    def counts(_request: HttpRequest) -> HttpResponse:
        record(None, "looked", "healthy", None, None)
        return HttpResponse()

    before = tables()
    guarded = line("healthy", counts, ANYONE, "healthy").callback
    with CaptureQueriesContext(connection) as asked:
        guarded(RequestFactory().get("/healthy"))
    assert [one for one in asked.captured_queries if WRITES.match(one["sql"])]
    assert tables() != before


def _read(answer: HttpResponseBase) -> bytes:
    if answer.streaming:
        return b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return bytes(answer.content)  # type: ignore[attr-defined]


def _files() -> dict[str, bytes]:
    home = Path(settings.TOUCHLINE.home)
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def _pages(cast: Cast, paths: list[str]) -> list[tuple[str, str, HttpResponseBase]]:
    return [(role, path, cast[role].get(path)) for path in paths for role in ("gone", "viewer", "owner")]


def test_every_page_is_whole_and_carries_the_policy(cast: Cast, full: Places) -> None:
    for role, path, answer in _pages(cast, full.pages):
        if answer.status_code == 302 or (answer.status_code == 403 and role != "owner"):
            continue
        policy = answer["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "style-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer["X-Frame-Options"] == "DENY"
        page = Page(_read(answer).decode())
        assert not page.wrong, (role, path, page.wrong)
        assert "main" in page.ids


@pytest.mark.parametrize("record", ["nothing", "nothing placed", "one person"])
def test_every_page_of_a_small_record(cast: Cast, record: str) -> None:
    keys = {"ann": 1}
    if record != "nothing":
        keys = make([Met("ann", 0, "Home page")], places=None if record == "one person" else {})
    for role, path, answer in _pages(cast, places(keys["ann"], 1).pages):
        if answer.status_code in (302, 403) and role != "owner":
            continue
        assert answer.status_code in (200, 404, 422, 302), (role, path)
        if answer.status_code != 302:
            assert not Page(_read(answer).decode()).wrong, (role, path)


def test_answers_of_a_member_are_not_kept_by_others(cast: Cast, full: Places) -> None:
    for path in ("/", "/people", "/hourglass.csv", "/hourglass.svg"):
        answer = cast.viewer.get(path)
        assert "private" in answer.get("Cache-Control", "") or "Cookie" in answer.get("Vary", ""), path


def test_a_damaged_request_and_a_broken_page_say_so(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.owner.raise_request_exception = False
    from touchline.web.pages import people

    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(people, "find", broken)
    make([Met("ann", 0, "Home page")])
    page = cast.owner.get("/people?find=a")
    assert page.status_code == 500
    assert b"Something broke on our side." in page.content
    assert b"secret detail" not in page.content
    assert not [one for one in Page(page.content.decode()).wrong if "svg" not in one]


def test_another_host_is_told_where_the_workspace_is(cast: Cast) -> None:
    for client in (cast.owner, cast.stranger):
        for host in ("evil.example", "touchline.example.com:1", "-", "a b"):
            answer = client.get("/", headers={"Host": host})
            assert answer.status_code == 400
            assert b"This is not the address of this workspace." in answer.content
            assert b"It is at http://127.0.0.1:8000." in answer.content
            assert not Page(answer.content.decode()).wrong


def test_the_language_of_the_browser_needs_a_catalogue(cast: Cast) -> None:
    for wanted in ("de", "ja, en;q=0.1", "xx-invalid", "*"):
        page = cast.viewer.get("/", headers={"Accept-Language": wanted}).content.decode()
        assert '<html lang="en" dir="ltr">' in page
        assert "No touches yet." in page


def test_a_nul_is_no_text(cast: Cast, full: Places) -> None:
    for path in ("/people?find=%00", "/touchpoints?find=a%00", "/journeys?step=%00", "/people?%00=1"):
        assert cast.owner.get(path).status_code == 400, path
    for path in ("/sign-in?next=%00", "/join/%00"):
        assert cast.stranger.get(path).status_code in (400, 404), path
    form = {"email": "a\0@example.com", "password": PASSWORD}
    encoded = urlencode({"name": "A\0", "zone": "UTC", "currency": "EUR", "silence_days": "90"})
    urlencoded = "application/x-www-form-urlencoded"
    assert cast.stranger.post("/sign-in", urlencode(form), urlencoded).status_code == 400
    assert cast.owner.post("/settings", encoded, urlencoded).status_code == 400
