"""Kinds of ids. One text is one id, whichever way it came, so an id may be of several kinds."""

from __future__ import annotations

from enum import IntFlag

from django.utils.translation import gettext as _


class Kind(IntFlag):
    """How an id was given. A file gives ids without saying which kind they are: 0."""

    USER = 1
    ANONYMOUS = 2
    EMAIL = 4
    PHONE = 8
    EXTERNAL = 16


BEST = (Kind.USER, Kind.EMAIL, Kind.EXTERNAL, Kind.PHONE, Kind(0), Kind.ANONYMOUS)
"""Which id a person is called by when no name is known, the best first."""


def rank(kinds: int) -> int:
    """How well an id names a person: lower is better."""
    return next((at for at, kind in enumerate(BEST) if kinds & kind or not (kind or kinds)), len(BEST))


def named(kinds: int) -> list[str]:
    """The kinds of an id in words."""
    words = {
        Kind.USER: _("user id"),
        Kind.EMAIL: _("e-mail address"),
        Kind.PHONE: _("phone number"),
        Kind.EXTERNAL: _("id of another system"),
        Kind.ANONYMOUS: _("anonymous id"),
    }
    return [word for kind, word in words.items() if kinds & kind]
