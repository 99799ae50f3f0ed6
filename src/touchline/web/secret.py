"""Pages that show or take a secret."""

from __future__ import annotations

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _

from touchline.workspace.models import Member

LONGEST_PASSWORD = 1000


def private(response: HttpResponse) -> HttpResponse:
    """Not kept by a cache: the address or the page holds a secret.

    It is not told to other sites either: the referrer policy of all pages sees to that. (A stricter
    one would make browsers send the form with the origin "null", which is refused.)
    """
    response["Cache-Control"] = "no-store"
    return response


def wrong_password(password: str, member: Member) -> str:
    """Why this cannot be the password of ``member``, in a sentence or two; "" when it can."""
    try:
        if len(password) > LONGEST_PASSWORD:
            raise ValidationError(_("This password is too long: at most 1,000 letters."))
        password_validation.validate_password(password, member)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
