from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.web.conftest import PASSWORD, Cast
from tests.web.reading import text

from touchline.workspace.models import AuditEntry, Member, Session

NEW = "a brand new bicycle"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def signed_in(client: Client) -> bool:
    return client.get("/account").status_code == 200


def enter(role: str = "editor", address: str = "192.0.2.7", agent: str = FIREFOX) -> Client:
    client = Client()
    form = {"email": f"{role}@example.com", "password": PASSWORD}
    answer = client.post("/sign-in", form, REMOTE_ADDR=address, headers={"User-Agent": agent})
    assert answer.status_code == 302
    return client


def names(client: Client) -> list[str]:
    return re.findall(r'name="session" value="([0-9a-f]+)"', client.get("/account").content.decode())


@pytest.mark.parametrize("role", ["owner", "editor", "viewer"])
def test_everybody_has_an_account(cast: Cast, role: str) -> None:
    page = cast[role].get("/account")
    assert "You are signed in with 1 browser." in text(page.content)
    assert f"{role}@example.com" in text(page.content)
    assert page["Cache-Control"] == "no-store"


def test_a_name_is_changed_and_goes_back(cast: Cast) -> None:
    assert cast.viewer.post("/account/name", {"name": "  Vera Lind "}).status_code == 302
    member = Member.objects.get(role="viewer", is_active=True)
    assert member.name == "Vera Lind"
    assert "You are called Vera Lind now." in text(cast.viewer.get("/account").content)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.member, entry.verb, entry.before) == (member, "renamed", {"name": "Viewer Lindgren"})
    cast.viewer.post("/account/name", {"name": "Vera Lind"})
    assert AuditEntry.objects.latest("pk") == entry, "the same again is no change"
    assert cast.editor.post(f"/audit/{entry.pk}/undo").status_code == 403
    cast.owner.post(f"/audit/{entry.pk}/undo")
    member.refresh_from_db()
    assert member.name == "Viewer Lindgren"


@pytest.mark.parametrize("name", ["", "  ", "x" * 201])
def test_a_wrong_name_is_kept_in_the_form(cast: Cast, name: str) -> None:
    page = cast.viewer.post("/account/name", {"name": name})
    assert page.status_code == 422
    assert "Give your name" in text(page.content)
    assert f'value="{name.strip()}"' in page.content.decode()


def test_a_new_password_takes_the_old_one_and_ends_other_sessions(cast: Cast) -> None:
    here, there = enter(), enter()
    assert here.post("/account/password", {"old": "wrong", "password": NEW}).status_code == 422
    assert here.post("/account/password", {"password": NEW}).status_code == 422
    assert signed_in(there)
    answer = here.post("/account/password", {"old": PASSWORD, "password": NEW})
    assert answer.status_code == 302
    assert "Your password is changed. 2 other sessions ended." in text(here.get("/account").content)
    assert not signed_in(there)
    assert not signed_in(cast.editor)
    assert names(here), "this session goes on, under a new key"
    assert Member.objects.get(email="editor@example.com").check_password(NEW)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.before, entry.after) == ("set a new password", None, None)
    assert NEW not in str(list(AuditEntry.objects.values()))


def test_this_session_keeps_what_it_says_of_itself(cast: Cast) -> None:
    here = enter()
    before = Session.objects.get(session_key=here.session.session_key)
    here.post("/account/password", {"old": PASSWORD, "password": NEW})
    after = Session.objects.get(session_key=here.session.session_key)
    assert after.session_key != before.session_key
    assert (after.member, after.address, after.agent, after.signed_in_at) == (
        before.member,
        "192.0.2.7",
        FIREFOX,
        before.signed_in_at,
    )


@pytest.mark.parametrize(
    ("password", "sentence"),
    [("short", "at least 10"), ("x" * 1001, "too long"), ("editor lindgren", "too similar")],
)
def test_a_poor_password_is_refused_with_the_reason(cast: Cast, password: str, sentence: str) -> None:
    page = cast.editor.post("/account/password", {"old": PASSWORD, "password": password})
    assert page.status_code == 422
    assert sentence in text(page.content)
    assert password not in page.content.decode() or password == "short"
    assert Member.objects.get(email="editor@example.com").check_password(PASSWORD)


def test_guessing_the_old_password_is_limited(cast: Cast) -> None:
    for _ in range(5):
        cast.editor.post("/account/password", {"old": "wrong", "password": NEW})
    page = cast.editor.post("/account/password", {"old": PASSWORD, "password": NEW})
    assert "Too many wrong passwords." in text(page.content)
    assert Member.objects.get(email="editor@example.com").check_password(PASSWORD)


def test_sessions_are_listed_and_ended(cast: Cast) -> None:
    here = enter()
    there = enter(address="2001:db8::7", agent="Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36")
    said = text(here.get("/account").content)
    assert "You are signed in with 3 browsers." in said
    assert "Firefox on Linux this one 192.0.2.7" in said
    assert "Chrome on Windows 2001:db8::7" in said
    keys = set(Session.objects.values_list("session_key", flat=True))
    assert not [key for key in keys if key in here.get("/account").content.decode()], "no key is shown"
    name = next(one.name for one in Session.objects.filter(address="2001:db8::7"))
    assert here.post("/account/sessions/end", {"session": name}).status_code == 302
    assert "1 session ended." in text(here.get("/account").content)
    assert not signed_in(there)
    assert signed_in(here)
    here.post("/account/sessions/end", {"session": name})
    assert "No session to end" in text(here.get("/account").content)


def test_all_others_end_and_this_one_stays(cast: Cast) -> None:
    here, there = enter(), enter()
    here.post("/account/sessions/end", {"session": ""})
    assert signed_in(here)
    assert not signed_in(there)
    assert not signed_in(cast.editor)
    assert signed_in(cast.owner)
    assert AuditEntry.objects.latest("pk").after == {"sessions": 2}


def test_ending_this_one_signs_out(cast: Cast) -> None:
    here = enter()
    name = Session.objects.get(session_key=here.session.session_key).name
    here.post("/account/sessions/end", {"session": name})
    assert not signed_in(here)


def test_nobody_ends_the_sessions_of_another(cast: Cast) -> None:
    name = Session.objects.get(member__role="owner").name
    cast.viewer.post("/account/sessions/end", {"session": name})
    assert signed_in(cast.owner)
