from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.web.conftest import PASSWORD, Cast

from touchline.workspace.joining import make_link
from touchline.workspace.models import AuditEntry, JoinLink, Member, SignInAttempt

OWNER = {"email": "owner@example.com", "password": PASSWORD}
NEW = {"name": "Ada Lindgren", "email": "Ada@Example.com", "password": "a bicycle for two"}


def signed_in(client: Client) -> bool:
    return client.get("/settings").status_code == 200


def test_signing_in_opens_the_page_that_was_asked_for(cast: Cast) -> None:
    asked = cast.stranger.get("/settings?x=1")
    assert asked.status_code == 302
    assert asked["Location"] == "/sign-in?next=/settings%3Fx%3D1"
    form = cast.stranger.get(asked["Location"])
    assert b'value="/settings?x=1"' in form.content
    answer = cast.stranger.post("/sign-in", {**OWNER, "next": "/settings?x=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/settings?x=1")
    assert signed_in(cast.stranger)


def test_the_case_of_an_address_does_not_matter(cast: Cast) -> None:
    assert cast.stranger.post("/sign-in", {**OWNER, "email": " OWNER@example.com "}).status_code == 302


@pytest.mark.parametrize(
    "elsewhere",
    [
        "1",
        "sign-in",
        "https://evil.example/",
        "//evil.example/x",
        "javascript:alert(1)",
        "\\\\evil.example",
        "/\t/evil",
    ],
)
def test_signing_in_never_leads_to_another_site(cast: Cast, elsewhere: str) -> None:
    assert cast.stranger.post("/sign-in", {**OWNER, "next": elsewhere})["Location"] == "/"


def test_a_wrong_password_is_told_without_telling_which_part_is_wrong(cast: Cast) -> None:
    known = cast.stranger.post("/sign-in", {**OWNER, "password": "wrong"})
    unknown = cast.stranger.post("/sign-in", {"email": "nobody@example.com", "password": "wrong"})
    sentence = b"do not belong together"
    assert known.status_code == unknown.status_code == 401
    assert sentence in known.content
    assert sentence in unknown.content
    assert b"wrong" not in known.content.replace(b'id="wrong"', b"").replace(b'describedby="wrong"', b"")
    assert not signed_in(cast.stranger)


def test_the_sixth_guess_waits_even_when_it_is_right(cast: Cast) -> None:
    for _ in range(5):
        assert cast.stranger.post("/sign-in", {**OWNER, "password": "wrong"}).status_code == 401
    closed = cast.stranger.post("/sign-in", OWNER)
    assert closed.status_code == 429
    assert 14 * 60 < int(closed["Retry-After"]) <= 15 * 60 + 1
    assert b"Try again in 15 minutes" in closed.content
    assert b"owner@example.com" in closed.content
    assert not signed_in(cast.stranger)
    SignInAttempt.objects.update(at=timezone.now() - timedelta(minutes=15, seconds=1))
    assert cast.stranger.post("/sign-in", OWNER).status_code == 302


def test_the_limit_counts_addresses_too(cast: Cast) -> None:
    for guess in range(30):
        cast.stranger.post("/sign-in", {"email": f"a{guess}@example.com", "password": "wrong"})
    assert cast.stranger.post("/sign-in", OWNER).status_code == 429
    assert cast.stranger.post("/sign-in", OWNER, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_a_session_is_a_new_one_after_signing_in(cast: Cast) -> None:
    cast.stranger.get("/sign-in")
    before = cast.stranger.session.session_key
    cast.stranger.post("/sign-in", OWNER)
    assert cast.stranger.session.session_key != before


def test_signing_out_takes_a_post(cast: Cast) -> None:
    assert cast.owner.get("/sign-out").status_code == 405
    assert signed_in(cast.owner)
    assert cast.owner.post("/sign-out")["Location"] == "/sign-in"
    assert not signed_in(cast.owner)


def test_forms_need_their_token(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/sign-in", OWNER)
    assert answer.status_code == 403
    assert b"This form is too old." in answer.content


def test_an_inactive_member_stays_outside(cast: Cast) -> None:
    Member.objects.filter(role="owner").update(is_active=False)
    assert cast.owner.get("/settings").status_code == 302
    assert cast.stranger.post("/sign-in", OWNER).status_code == 401


def test_a_link_makes_a_member_once(cast: Cast) -> None:
    token = make_link("editor")
    page = cast.stranger.get(f"/join/{token}")
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cache-Control"] == "no-store"
    assert cast.stranger.get(f"/join/{token}").status_code == 200, "opening the page does not use the link"
    joined = cast.stranger.post(f"/join/{token}", NEW)
    assert (joined.status_code, joined["Location"]) == (302, "/")
    member = Member.objects.get(email="ada@example.com")
    assert (member.name, member.role) == ("Ada Lindgren", "editor")
    assert AuditEntry.objects.filter(member=member, verb="joined").count() == 1
    again = Client().post(f"/join/{token}", {**NEW, "email": "b@example.com"})
    assert again.status_code == 404
    assert b"This link no longer works." in again.content
    assert not Member.objects.filter(email="b@example.com").exists()


def test_an_old_link_and_a_made_up_one_are_gone(cast: Cast) -> None:
    token = make_link("owner")
    JoinLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for address in (f"/join/{token}", "/join/made-up"):
        assert cast.stranger.get(address).status_code == 404
        assert cast.stranger.post(address, NEW).status_code == 404
    assert not Member.objects.filter(email="ada@example.com").exists()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "  ", b"Give your name"),
        ("name", "x" * 201, b"Give your name"),
        ("email", "ada", b"like ada@example.com"),
        ("email", "OWNER@example.com", b"is there already"),
        ("password", "short", b"at least 10"),
        ("password", "x" * 1001, b"too long"),
        ("password", "ada lindgren", b"too similar"),
    ],
)
def test_wrong_fields_are_named_and_the_rest_kept(
    cast: Cast, field: str, value: str, sentence: bytes
) -> None:
    token = make_link("viewer")
    answer = cast.stranger.post(f"/join/{token}", {**NEW, field: value})
    assert answer.status_code == 422
    assert sentence in answer.content
    assert f'id="wrong-{field}"'.encode() in answer.content
    if field != "name":
        assert b'value="Ada Lindgren"' in answer.content
    assert NEW["password"].encode() not in answer.content
    assert cast.stranger.post(f"/join/{token}", NEW).status_code == 302, "the link still works"


def test_two_links_for_one_address_make_one_member(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from touchline.web.pages import door

    token = make_link("viewer")
    monkeypatch.setattr(door, "_wrong", lambda *_: {})
    answer = cast.stranger.post(f"/join/{token}", {**NEW, "email": "owner@example.com"})
    assert answer.status_code == 422
    assert b"is there already" in answer.content


def test_a_link_lets_a_member_back_in(cast: Cast) -> None:
    member = Member.objects.get(role="owner")
    token = make_link("owner", member)
    page = cast.stranger.get(f"/join/{token}").content
    assert b"Set a new password" in page
    assert b"owner@example.com" in page
    forged = {"password": "a brand new bicycle", "email": "x@example.com", "name": "X"}
    assert cast.stranger.post(f"/join/{token}", forged).status_code == 302
    member.refresh_from_db()
    assert member.check_password("a brand new bicycle")
    assert (member.email, member.name) == ("owner@example.com", "Owner Lindgren")
    assert not signed_in(cast.owner), "the old password's sessions end"
