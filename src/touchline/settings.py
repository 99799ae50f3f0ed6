"""Environment in, typed settings out. A wrong setting refuses to start, with a sentence.

Each setting is one row of ``SETTINGS``: its name, default and what it means. The docs list
the same rows, and a test holds that.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from touchline.database_url import Postgres, UrlError, read

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class SettingsError(Exception):
    """A setting that cannot be used. The message is a sentence that says what to do."""


@dataclass(frozen=True)
class Row:
    """One setting as the docs show it."""

    name: str
    default: str
    help: str


SETTINGS = (
    Row("TOUCHLINE_HOME", "./touchline-home", "Folder of the workspace: databases, lake, index, secret key."),
    Row(
        "TOUCHLINE_LAKE",
        "folder `lake` of the workspace",
        "Where the events are kept: a folder, or `s3://bucket/prefix` in an object store.",
    ),
    Row(
        "DATABASE_URL",
        "SQLite in TOUCHLINE_HOME",
        "PostgreSQL database of the operations store: `postgresql://user:password@host:port/name?sslmode=require`.",
    ),
    Row("TOUCHLINE_PORT", "8000", "Port that `touchline serve` listens on."),
    Row("TOUCHLINE_HOST", "127.0.0.1", "Address that `touchline serve` listens on."),
    Row(
        "TOUCHLINE_PUBLIC_URL",
        "http://HOST:PORT",
        "Address under which people reach the pages. Anything but loopback has to be https.",
    ),
    Row(
        "TOUCHLINE_TRUSTED_PROXY",
        "nobody",
        "Reverse proxies whose word is taken for who asks: addresses or networks (CIDR), commas between.",
    ),
    Row("TOUCHLINE_UPLOAD_MB", "4096", "Largest file, in MiB, that a member may send with the browser."),
    Row("TOUCHLINE_THREADS", "number of processors", "Threads that answer a question."),
)

WEB_PROCESS = "TOUCHLINE_WEB_PROCESS"
"""Set by the web process for the one that runs the pages: the process that watches over it. No setting."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Settings:
    """What the environment decided. Paths are absolute. ``lake_place`` is empty for the usual folder."""

    home: Path
    host: str
    port: int
    public_url: str
    threads: int
    lake_place: str = ""
    trusted_proxies: tuple[Network, ...] = ()
    upload_mb: int = 4096
    postgres: Postgres | None = None
    """The operations store in its large form; None when it is in the folder."""

    @property
    def store(self) -> str:
        """What the operations store is: sqlite or postgresql."""
        return "postgresql" if self.postgres else "sqlite"

    @property
    def database(self) -> Path:
        """The operations store in its small form."""
        return self.home / "operations.sqlite3"

    @property
    def lake(self) -> str:
        """Place of the lake, which holds every accepted event: a folder, or ``s3://bucket/prefix``."""
        return self.lake_place or str(self.home / "lake")

    @property
    def index(self) -> Path:
        """Folder of the journey index: derived, can be thrown away and rebuilt."""
        return self.home / "index"

    @property
    def imports(self) -> Path:
        """Folder with one folder an import: what is being read and the refused rows."""
        return self.home / "imports"

    @property
    def pictures(self) -> Path:
        """Folder of the pictures of touchpoints."""
        return self.home / "pictures"

    @property
    def spool(self) -> Path:
        """Folder of what is too large for memory on its way in or out. Nothing in it lasts."""
        return self.home / "spool"

    @property
    def cache(self) -> Path:
        """Folder of compiled kernels."""
        return self.home / "cache"

    @property
    def secure(self) -> bool:
        """Whether cookies are marked Secure: always, save on plain http to this machine itself."""
        return urlsplit(self.public_url).scheme == "https"


def load(environ: Mapping[str, str]) -> Settings:
    """Read the settings. Raises ``SettingsError``."""
    home = Path(environ.get("TOUCHLINE_HOME") or "touchline-home").expanduser().absolute()
    if home.exists() and not home.is_dir():
        raise SettingsError(f"TOUCHLINE_HOME is {home}, which is a file. Name a folder instead.")
    host = environ.get("TOUCHLINE_HOST") or "127.0.0.1"
    host = "127.0.0.1" if host == "localhost" else host
    port = _whole(environ, "TOUCHLINE_PORT", 8000, 1, 65535)
    threads = _whole(environ, "TOUCHLINE_THREADS", os.cpu_count() or 1, 1, 1024)
    shown = f"[{host}]" if ":" in host else host
    public_url = (environ.get("TOUCHLINE_PUBLIC_URL") or f"http://{shown}:{port}").rstrip("/")
    try:
        parts = urlsplit(public_url)
        name, _port = parts.hostname, parts.port
    except ValueError:
        name = None
    whole = name and parts.scheme in ("http", "https") and not (parts.path or parts.query or parts.fragment)
    if not name or not whole or "@" in parts.netloc:
        raise SettingsError(
            f"TOUCHLINE_PUBLIC_URL is {public_url!r}. Give a whole address without a path, such as https://touchline.example.com."
        )
    if parts.scheme == "http" and name not in LOOPBACK:
        raise SettingsError(
            f"TOUCHLINE_PUBLIC_URL is {public_url}, which sends passwords unencrypted. "
            "Put a proxy with TLS in front and give its https address."
        )
    return Settings(
        home=home,
        host=host,
        port=port,
        public_url=public_url,
        threads=threads,
        lake_place=_lake(environ.get("TOUCHLINE_LAKE") or ""),
        upload_mb=_whole(environ, "TOUCHLINE_UPLOAD_MB", 4096, 1, 1 << 20),
        trusted_proxies=_networks(environ, "TOUCHLINE_TRUSTED_PROXY"),
        postgres=_postgres(environ.get("DATABASE_URL")),
    )


def _lake(place: str) -> str:
    """A folder as an absolute path, a place in an object store without a slash at its end."""
    if "://" not in place:
        folder = Path(place).expanduser().absolute()
        if place and folder.exists() and not folder.is_dir():
            raise SettingsError(f"TOUCHLINE_LAKE is {folder}, which is a file. Name a folder instead.")
        return str(folder) if place else ""
    if not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]+(/[^?#\s]*)?", place):
        raise SettingsError(
            f"TOUCHLINE_LAKE is {place!r}. Give a folder, or a place in an object store as s3://bucket/prefix."
        )
    return place.rstrip("/")


def _networks(environ: Mapping[str, str], name: str) -> tuple[Network, ...]:
    words = (environ.get(name) or "").replace(",", " ").split()
    try:
        return tuple(ip_network(word, strict=False) for word in words)
    except ValueError:
        raise SettingsError(
            f"{name} is {environ[name]!r}. Give addresses or networks such as 127.0.0.1 or 10.0.0.0/8."
        ) from None


def _postgres(url: str | None) -> Postgres | None:
    try:
        return read(url) if url else None
    except UrlError as error:
        raise SettingsError(str(error)) from None


def _whole(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environ.get(name)
    if not text:
        return default
    try:
        value = int(text)
    except ValueError:
        raise SettingsError(f"{name} is {text!r}. Give a whole number from {low} to {high}.") from None
    if not low <= value <= high:
        raise SettingsError(f"{name} is {value}. Give a whole number from {low} to {high}.")
    return value
