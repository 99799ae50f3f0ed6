from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.web.conftest import PASSWORD, Cast

from touchline.workspace.joining import make_link
from touchline.workspace.models import AuditEntry, JoinLink, Member, Session, SignInAttempt

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


def guess(client: Client, address: str, email: str = "owner@example.com", times: int = 5) -> None:
    for _ in range(times):
        client.post("/sign-in", {"email": email, "password": "wrong"}, REMOTE_ADDR=address)


def test_a_stranger_elsewhere_does_not_lock_the_owner_out(cast: Cast) -> None:
    guess(Client(), "192.0.2.66", times=9)
    assert Client().post("/sign-in", OWNER, REMOTE_ADDR="192.0.2.66").status_code == 429
    assert Client().post("/sign-in", OWNER, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_strangers_everywhere_do_not_lock_a_known_browser_out(cast: Cast) -> None:
    mine = Client()
    assert mine.post("/sign-in", OWNER, REMOTE_ADDR="192.0.2.7").status_code == 302
    cookie = mine.cookies["touchline-8000-known"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/sign-in")
    mine.post("/sign-out")
    for n in range(10):
        guess(Client(), f"198.51.100.{n}")
    assert Client().post("/sign-in", OWNER, REMOTE_ADDR="192.0.2.8").status_code == 429, "fifty in all"
    guess(Client(), "192.0.2.7", email="x@example.com", times=30)
    assert mine.post("/sign-in", OWNER, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_a_known_browser_has_five_tries_too(cast: Cast) -> None:
    mine = Client()
    mine.post("/sign-in", OWNER)
    mine.post("/sign-out")
    guess(mine, "192.0.2.7")
    assert mine.post("/sign-in", OWNER, REMOTE_ADDR="192.0.2.9").status_code == 429
    del mine.cookies["touchline-8000-known"]
    assert mine.post("/sign-in", OWNER, REMOTE_ADDR="192.0.2.9").status_code == 302


@pytest.mark.parametrize("forged", ["x", "x" * 5000, "WzEsImEiXQ:1a:b"])
def test_a_made_up_or_borrowed_mark_makes_no_browser_known(cast: Cast, forged: str) -> None:
    viewer = Client()
    viewer.post("/sign-in", {**OWNER, "email": "viewer@example.com"})
    borrowed = viewer.cookies["touchline-8000-known"].value
    for mark in (forged, borrowed):
        client = Client()
        client.cookies["touchline-8000-known"] = mark
        guess(client, "192.0.2.7")
    assert SignInAttempt.objects.filter(device="").count() == SignInAttempt.objects.count() > 0
    assert Client().post("/sign-in", OWNER, REMOTE_ADDR="192.0.2.7").status_code == 429


def test_a_network_of_the_new_internet_counts_as_one_address(cast: Cast) -> None:
    for n in range(5):
        guess(Client(), f"2001:db8:1:2::{n + 1:x}", times=1)
    assert Client().post("/sign-in", OWNER, REMOTE_ADDR="2001:db8:1:2:ffff::9").status_code == 429
    assert Client().post("/sign-in", OWNER, REMOTE_ADDR="2001:db8:1:3::1").status_code == 302


def test_old_guesses_are_forgotten(cast: Cast) -> None:
    guess(Client(), "192.0.2.7", times=3)
    SignInAttempt.objects.update(at=timezone.now() - timedelta(minutes=16))
    guess(Client(), "192.0.2.8", times=1)
    assert SignInAttempt.objects.count() == 1


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
    assert Session.objects.filter(member=member).count() == 1


def test_a_removed_member_has_no_way_back(cast: Cast) -> None:
    member = Member.objects.get(email="gone@example.com")
    token = make_link("viewer", member)
    assert cast.stranger.get(f"/join/{token}").status_code == 404
    assert cast.stranger.post(f"/join/{token}", {"password": "a brand new bicycle"}).status_code == 404
    member.refresh_from_db()
    assert not member.check_password("a brand new bicycle")


def test_a_session_says_where_it_began(cast: Cast) -> None:
    cast.stranger.post(
        "/sign-in", OWNER, REMOTE_ADDR="192.0.2.7", headers={"User-Agent": "Mozilla " + "x" * 400}
    )
    session = Session.objects.get(session_key=cast.stranger.session.session_key)
    assert session.member == Member.objects.get(role="owner")
    assert session.address == "192.0.2.7"
    assert len(session.agent) == 300
    assert session.signed_in_at is not None
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not signed_in(cast.stranger)
    Client().post("/sign-in", OWNER)
    assert Session.objects.count() == 1, "sessions that ran out are forgotten"
