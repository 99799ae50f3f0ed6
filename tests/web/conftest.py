"""The cast of the page tests: owner, editor, viewer, stranger, and somebody removed, each with a browser."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Cast:
    """One client each; the stranger has not signed in, who is gone was removed a moment ago."""

    owner: Client
    editor: Client
    viewer: Client
    stranger: Client
    gone: Client

    def __getitem__(self, role: str) -> Client:
        client = getattr(self, role)
        assert isinstance(client, Client)
        return client


@pytest.fixture
def cast(db: None, home: object, settings) -> Cast:  # type: ignore[no-untyped-def]
    """Members of an empty workspace."""
    from touchline.workspace.models import Member, Role

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    clients = {"stranger": Client()}
    for role in Role.values:
        member = Member(email=f"{role}@example.com", name=f"{role.title()} Lindgren", role=role)
        member.set_password(PASSWORD)
        member.save()
        clients[role] = Client()
        clients[role].force_login(member)
    gone = Member.objects.create(email="gone@example.com", name="Gone Lindgren", role=Role.VIEWER)
    clients["gone"] = Client()
    clients["gone"].force_login(gone)
    gone.is_active = False
    gone.save()
    return Cast(**clients)
