"""The words for Django: what a page may take, and what stays as the address says."""

from __future__ import annotations

import pytest

from touchline import stores
from touchline.database_url import read
from touchline.settings import WEB_PROCESS


def test_only_pages_are_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    there = read("postgresql://ann:x@h/shop")
    assert "statement_timeout" not in stores.postgresql(there)["OPTIONS"]["options"]
    monkeypatch.setenv(WEB_PROCESS, "1")
    assert "-c statement_timeout=60000" in stores.postgresql(there)["OPTIONS"]["options"]


def test_the_address_stands_above_what_is_usual() -> None:
    made = stores.postgresql(read("postgresql://ann:x@h:5433/shop?sslmode=require&connect_timeout=3"))
    assert (made["NAME"], made["USER"], made["PASSWORD"]) == ("shop", "ann", "x")
    assert (made["HOST"], made["PORT"]) == ("h", "5433")
    assert made["OPTIONS"]["sslmode"] == "require"
    assert made["OPTIONS"]["connect_timeout"] == "3"
    assert "ATOMIC_REQUESTS" not in made
