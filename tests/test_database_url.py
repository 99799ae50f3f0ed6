"""What DATABASE_URL may be, and that nothing that is said or logged holds the password."""

from __future__ import annotations

import pytest

from touchline.database_url import UrlError, read
from touchline.settings import SettingsError, load

SECRET = "s3cret"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ann:s3cret@db.example.com:5433/shop", "postgresql://ann@db.example.com:5433/shop"),
        ("postgres://db.example.com/shop?sslmode=verify-full", "postgresql://db.example.com/shop"),
        ("postgresql://ann:s3cret@[::1]/shop", "postgresql://ann@[::1]/shop"),
        ("postgresql:///shop?host=/run/postgresql&user=ann", "postgresql://ann@/shop in /run/postgresql"),
        ("postgresql://ann@%2Frun%2Fpostgresql:5433/shop", "postgresql://ann@/shop in /run/postgresql:5433"),
        ("postgresql://ann:s3cret%40%3A%2F@h/sh%C3%B6p", "postgresql://ann@h/shöp"),
    ],
)
def test_addresses(url: str, shown: str) -> None:
    there = read(url)
    assert str(there) == shown
    assert SECRET not in repr(there)
    assert SECRET not in repr(load({"DATABASE_URL": url}))


def test_parts() -> None:
    there = read("postgresql://ann:s3cret%40%3A%2F@h:1/shop?sslmode=require&connect_timeout=3")
    assert (there.user, there.password, there.host, there.port) == ("ann", "s3cret@:/", "h", "1")
    assert dict(there.options) == {"sslmode": "require", "connect_timeout": "3"}


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("mysql://ann:s3cret@h/shop", "PostgreSQL"),
        ("sqlite:///operations.sqlite3", "take it away"),
        ("host=h dbname=shop password=s3cret", "PostgreSQL"),
        ("postgresql://ann:s3cret@h", "names no database"),
        ("postgresql://ann:s3cret@h/", "names no database"),
        ("postgresql://ann:s3cret/x@h/shop", "port"),
        ("postgresql://ann:s3cret@h:x/shop", "port"),
        ("postgresql://ann:s3cret@h:70000/shop", "65535"),
        ("postgresql://ann:s3cret@[h/shop", "percent-encoded"),
        ("postgresql://ann:s3cret%zz@h/shop", "percent-encoded"),
        ("postgresql://ann:s3cret%00@h/shop", "percent-encoded"),
        ("postgresql://ann:s3cret#1@h/shop", "%23"),
        ("postgresql://a,b/shop", "several hosts"),
        ("postgresql://h/shop?sslmode=maybe", "verify-full"),
        ("postgresql://h/shop?options=-cfsync%3Doff", "options"),
        ("postgresql://h/shop?s3cret=1", "percent-encoded"),
        ("postgresql://h/shop?connect_timeout=soon", "connect_timeout"),
        (f"postgresql://h/{'x' * 64}", "63 bytes"),
    ],
)
def test_a_wrong_address_refuses_with_a_sentence(url: str, word: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load({"DATABASE_URL": url})
    said = str(caught.value)
    assert word in said
    assert said.endswith(".")
    assert SECRET not in said
    with pytest.raises(UrlError):
        read(url)


def test_without_it_the_store_is_the_file() -> None:
    for environ in ({}, {"DATABASE_URL": ""}):
        assert load(environ).store == "sqlite"
    assert load({"DATABASE_URL": "postgresql://h/shop"}).store == "postgresql"
