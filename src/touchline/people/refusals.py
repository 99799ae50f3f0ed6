"""People who are not to be received again. Of each only a keyed hash of the id is kept.

The hash is pseudonymous, not anonymous: who has the workspace's secret key and an id can tell whether
that id is refused. With another key no refusal is recognised any more.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Iterable

from django.conf import settings

from touchline.people.models import Refusal


def normal(text: str) -> str:
    """An id without what differs by accident: spaces around it, forms of letters, capitals in addresses."""
    text = unicodedata.normalize("NFKC", text).strip()
    return text.casefold() if "@" in text else text


def digest(text: str) -> str:
    """The keyed hash of an id: HMAC-SHA-256 with the workspace's secret key, in hex."""
    return _digest(_key(), text).hex()


def refuse_again(ids: Iterable[str]) -> None:
    """Refuse these ids from now on."""
    Refusal.objects.bulk_create([Refusal(digest=digest(one)) for one in ids], ignore_conflicts=True)


def allow_again(ids: Iterable[str]) -> int:
    """Lift the refusals of these ids; how many there were."""
    return Refusal.objects.filter(digest__in=[digest(one) for one in ids]).delete()[0]


class Refusals:
    """Who is refused, as it was when this was made. Without refusals every question is answered at once."""

    def __init__(self) -> None:
        self._digests = {bytes.fromhex(one) for one in Refusal.objects.values_list("digest", flat=True)}
        self._key = _key()

    def __bool__(self) -> bool:
        return bool(self._digests)

    def __contains__(self, text: str) -> bool:
        return bool(self._digests) and _digest(self._key, text) in self._digests

    def among(self, texts: Iterable[str | None]) -> list[str]:
        """Those of these texts that are refused."""
        return [one for one in texts if one and one in self] if self._digests else []


def _key() -> bytes:
    return f"touchline refusals {settings.SECRET_KEY}".encode()


def _digest(key: bytes, text: str) -> bytes:
    return hmac.digest(key, normal(text).encode("utf-8", "surrogatepass"), "sha256")
