"""Reading ``DATABASE_URL``: the operations store in PostgreSQL. Passwords are never shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

SCHEMES = ("postgresql", "postgres")
WRITTEN = "postgresql://user:password@host:port/name"
MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
PLACE = ("dbname", "user", "password", "host", "port")
OPTIONS = (
    "sslmode",
    "sslcert",
    "sslkey",
    "sslrootcert",
    "sslcrl",
    "sslpassword",
    "channel_binding",
    "gssencmode",
    "passfile",
    "connect_timeout",
    "target_session_attrs",
)
"""What may stand behind the question mark, beside the parts of the place itself."""
LONGEST_NAME = 63


class UrlError(ValueError):
    """An address that cannot be used. The message is a sentence without anything secret."""


@dataclass(frozen=True)
class Postgres:
    """A database of a PostgreSQL server. ``options`` are further words of libpq, as pairs."""

    name: str
    user: str = ""
    host: str = ""
    port: str = ""
    password: str = field(default="", repr=False)
    options: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        user = f"{self.user}@" if self.user else ""
        port = f":{self.port}" if self.port else ""
        if self.host.startswith("/"):
            return f"postgresql://{user}/{self.name} in {self.host}{port}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"postgresql://{user}{host}{port}/{self.name}"


def read(url: str) -> Postgres:
    """Read an address. Raises ``UrlError``; what libpq says is not repeated, it may hold the password."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    scheme = url.partition("://")[0]
    if scheme not in SCHEMES or "://" not in url:
        raise UrlError(
            f"DATABASE_URL does not name a PostgreSQL database. Write it as {WRITTEN}, "
            "or take it away to keep everything in the folder of the workspace."
        )
    try:
        parts = urlsplit(url)
        words = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    except (ProgrammingError, ValueError, UnicodeError):
        raise UrlError(
            f"DATABASE_URL cannot be read. Write it as {WRITTEN}; signs such as @ : / ? # % in user or "
            "password have to be percent-encoded."
        ) from None
    if parts.fragment:
        raise UrlError("DATABASE_URL has a #, which has to be written as %23 in a password.")
    _check(words)
    return Postgres(
        name=words["dbname"],
        user=words.get("user", ""),
        host=words.get("host", ""),
        port=words.get("port", ""),
        password=words.get("password", ""),
        options=tuple((key, words[key]) for key in OPTIONS if key in words),
    )


def _check(words: dict[str, str]) -> None:
    odd = sorted(words.keys() - {*PLACE, *OPTIONS})
    if odd:
        raise UrlError(
            f"DATABASE_URL says {odd[0]}, which Touchline does not take. Leave it out. "
            f"It takes: {', '.join(OPTIONS)}."
        )
    if not words.get("dbname"):
        raise UrlError(f"DATABASE_URL names no database. Write it as {WRITTEN}.")
    if len(words["dbname"].encode()) > LONGEST_NAME:
        raise UrlError(f"The database's name in DATABASE_URL is longer than {LONGEST_NAME} bytes.")
    if "," in words.get("host", ""):
        raise UrlError("DATABASE_URL names several hosts. Name the one that takes changes.")
    port = words.get("port", "5432")
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        raise UrlError("The port in DATABASE_URL is no whole number from 1 to 65535.")
    if words.get("sslmode", "prefer") not in MODES:
        raise UrlError(f"The sslmode in DATABASE_URL is not one of {', '.join(MODES)}.")
    wait = words.get("connect_timeout", "10")
    if not (wait.isascii() and wait.isdigit()):
        raise UrlError("The connect_timeout in DATABASE_URL is no whole number of seconds.")
