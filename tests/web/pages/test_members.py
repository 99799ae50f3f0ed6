from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.web.conftest import Cast
from tests.web.reading import text

from touchline.workspace.joining import make_link
from touchline.workspace.models import AuditEntry, JoinLink, Member, Session

NEW = {"name": "Ada Lindgren", "email": "ada@example.com", "password": "a bicycle for two"}


def member(role: str) -> Member:
    return Member.objects.get(email=f"{role}@example.com")


def link_of(content: bytes) -> str:
    found = re.search(r'value="http://127\.0\.0\.1:8000(/join/[^"]+)"', content.decode())
    assert found
    return found[1]


def test_who_works_here(cast: Cast) -> None:
    page = text(cast.owner.get("/members").content)
    assert "3 members work here." in page
    for role in ("owner", "editor", "viewer", "gone"):
        assert f"{role}@example.com" in page
    assert "Gone Lindgren ✕ removed" in page
    assert "Owner Lindgren you" in page
    assert cast.editor.get("/members").status_code == 403


def test_an_invitation_is_shown_once_and_lets_one_in(cast: Cast) -> None:
    page = cast.owner.post("/members/invite", {"role": "editor", "note": "for Ada"})
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert "This link lets one person join as Editor." in text(page.content)
    where = link_of(page.content)
    listed = text(cast.owner.get("/members").content)
    assert "for Ada Editor · valid until" in listed
    assert "made by Owner Lindgren" in listed
    assert where not in cast.owner.get("/members").content.decode(), "shown once"
    entry = AuditEntry.objects.latest("pk")
    assert (entry.member, entry.verb, entry.what) == (member("owner"), "invited", "for Ada")
    assert Client().post(where, NEW).status_code == 302
    assert Member.objects.get(email="ada@example.com").role == "editor"
    assert "No link is waiting" in text(cast.owner.get("/members").content)


def test_an_invitation_needs_a_role(cast: Cast) -> None:
    page = cast.owner.post("/members/invite", {"role": "king", "note": "kept"})
    assert page.status_code == 422
    assert b'value="kept"' in page.content
    assert not JoinLink.objects.exists()


def test_an_invitation_is_withdrawn(cast: Cast) -> None:
    where = link_of(cast.owner.post("/members/invite", {"role": "viewer"}).content)
    number = JoinLink.objects.get().pk
    cast.owner.post(f"/members/links/{number}/end")
    assert Client().get(where).status_code == 404
    assert "Withdrawn: this link lets nobody in" in text(cast.owner.get("/members").content)
    assert AuditEntry.objects.latest("pk").verb == "withdrew"
    cast.owner.post(f"/members/links/{number}/end")
    assert "used or withdrawn already" in text(cast.owner.get("/members").content)


def test_a_link_for_a_new_password(cast: Cast) -> None:
    old = make_link("editor", member("editor"))
    page = cast.owner.post(f"/members/{member('editor').pk}/link")
    assert "With this link Editor Lindgren sets a new password." in text(page.content)
    assert Client().get(f"/join/{old}").status_code == 404, "one way back at a time"
    assert Client().post(link_of(page.content), {"password": "a brand new bicycle"}).status_code == 302
    assert member("editor").check_password("a brand new bicycle")
    assert cast.editor.get("/").status_code == 302, "old sessions end"
    assert cast.owner.post(f"/members/{member('gone').pk}/link").status_code == 422
    assert cast.owner.post("/members/999999/link").status_code == 404


def test_a_role_is_changed_and_goes_back(cast: Cast) -> None:
    where = f"/members/{member('viewer').pk}/role"
    cast.owner.post(where, {"role": "editor", "was-role": "viewer"})
    assert member("viewer").role == "editor"
    assert "Viewer Lindgren is Editor now." in text(cast.owner.get("/members").content)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.before, entry.after) == ({"role": "viewer"}, {"role": "editor"})
    cast.owner.post(f"/audit/{entry.pk}/undo")
    assert member("viewer").role == "viewer"


def test_roles_undone_out_of_order_say_so(cast: Cast) -> None:
    where = f"/members/{member('viewer').pk}/role"
    cast.owner.post(where, {"role": "editor"})
    first = AuditEntry.objects.latest("pk")
    cast.owner.post(where, {"role": "owner"})
    second = AuditEntry.objects.latest("pk")
    cast.owner.post(f"/audit/{first.pk}/undo")
    assert "was given another role since. Undo that first." in text(cast.owner.get("/audit").content)
    assert member("viewer").role == "owner"
    cast.owner.post(f"/audit/{second.pk}/undo")
    cast.owner.post(f"/audit/{first.pk}/undo")
    assert member("viewer").role == "viewer"


def test_two_owners_give_a_role_at_once(cast: Cast) -> None:
    where = f"/members/{member('viewer').pk}/role"
    cast.owner.post(where, {"role": "editor", "was-role": "viewer"})
    page = cast.owner.post(where, {"role": "owner", "was-role": "viewer"})
    assert page.status_code == 409
    said = text(page.content)
    assert "Owner Lindgren changed this on" in said
    assert "Viewer Lindgren is Editor now. You chose Owner, which is not saved yet." in said
    assert member("viewer").role == "editor"
    again = {"role": "owner", "was-role": "editor"}
    assert cast.owner.post(where, again).status_code == 302
    assert member("viewer").role == "owner"
    assert cast.owner.post(where, {"role": "owner", "was-role": "viewer"}).status_code == 302, "both agree"


@pytest.mark.parametrize("deed", ["role", "remove"])
def test_the_last_owner_stays(cast: Cast, deed: str) -> None:
    Member.objects.filter(email="gone@example.com").update(role="owner")
    cast.owner.post(f"/members/{member('owner').pk}/{deed}", {"role": "viewer"})
    page = text(cast.owner.get("/members").content)
    assert "Owner Lindgren is the only owner. Make somebody else an owner first." in page
    assert member("owner").may("owner")


def test_undoing_never_takes_the_last_owner_away(cast: Cast) -> None:
    cast.owner.post(f"/members/{member('editor').pk}/role", {"role": "owner"})
    entry = AuditEntry.objects.latest("pk")
    cast.owner.post(f"/members/{member('owner').pk}/role", {"role": "viewer"})
    assert cast.owner.get("/members").status_code == 403
    cast.editor.post(f"/audit/{entry.pk}/undo")
    assert "is the only owner" in text(cast.editor.get("/audit").content)
    assert member("editor").role == "owner"


def test_removing_and_letting_back_in(cast: Cast) -> None:
    who = member("editor")
    token = make_link("editor", who)
    cast.owner.post(f"/members/{who.pk}/remove")
    assert cast.editor.get("/").status_code == 302
    assert not Session.objects.filter(member=who).exists()
    assert Client().get(f"/join/{token}").status_code == 404
    assert "removed and signed out everywhere" in text(cast.owner.get("/members").content)
    entry = AuditEntry.objects.latest("pk")
    assert "may sign in: yes → no" in text(cast.owner.get("/audit").content)
    cast.owner.post(f"/members/{who.pk}/remove")
    assert AuditEntry.objects.latest("pk") == entry
    cast.owner.post(f"/members/{who.pk}/let-in")
    assert member("editor").is_active
    assert cast.editor.get("/").status_code == 302, "sessions stay ended"
    cast.owner.post(f"/audit/{entry.pk}/undo")
    assert "This was changed again since." in text(cast.owner.get("/audit").content)
    cast.owner.post(f"/audit/{AuditEntry.objects.filter(verb='let back in').latest('pk').pk}/undo")
    assert not member("editor").is_active


def test_an_owner_ends_sessions_of_another(cast: Cast) -> None:
    where = f"/members/{member('editor').pk}/sessions"
    page = cast.owner.get(where)
    assert "Editor Lindgren is signed in with 1 browser." in text(page.content)
    key = cast.editor.session.session_key
    assert key not in page.content.decode()
    cast.owner.post(f"{where}/end", {"session": Session.objects.get(session_key=key).name})
    assert cast.editor.get("/").status_code == 302
    assert "is not signed in anywhere" in text(cast.owner.get(where).content)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.member, entry.what) == (member("owner"), "editor@example.com")
    assert cast.viewer.get(where).status_code == 403


def test_last_seen_is_a_sign_in_or_a_change(cast: Cast) -> None:
    Member.objects.update(last_login=None)
    assert "not yet" in text(cast.owner.get("/members").content)
    for role in ("owner", "editor", "viewer"):
        cast[role].post("/account/name", {"name": f"New {role}"})
    page = text(cast.owner.get("/members").content)
    assert page.count("not yet") == 1, "only who was removed was never seen"


def test_two_commands_are_two(cast: Cast) -> None:
    assert "touchline member list and touchline member link" in text(cast.owner.get("/members").content)
