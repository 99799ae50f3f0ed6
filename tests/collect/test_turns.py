"""The intake goes first, and an import waits for its answers."""

from __future__ import annotations

import threading

import pytest

from touchline.collect import turns


def test_whoever_is_first_waits_for_one_part_only() -> None:
    said: list[str] = []
    inside, leave = threading.Event(), threading.Event()

    def parts() -> None:
        with turns.a_part():
            inside.set()
            leave.wait(30)
            said.append("part")
        with turns.a_part():
            said.append("part")

    def message() -> None:
        with turns.first():
            said.append("message")

    importing = threading.Thread(target=parts)
    importing.start()
    assert inside.wait(30)
    intake = threading.Thread(target=message)
    intake.start()
    while turns._nobody_first.is_set():
        pass
    leave.set()
    intake.join(30)
    importing.join(30)
    assert said == ["part", "message", "part"]


def test_an_import_waits_until_answers_have_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "FAR", 100)
    monkeypatch.setattr(turns, "TOO_FAR", 200)
    done = threading.Event()

    def record() -> None:
        turns.recorded(100)
        turns.recorded(100)
        done.set()

    with turns.followed():
        assert not turns.is_ahead()
        importing = threading.Thread(target=record)
        importing.start()
        while turns._pace.ahead < 200:
            pass
        assert turns.is_ahead()
        assert not done.is_set()
        with turns.following():
            turns._pace.ahead += 100
        assert done.wait(30)
        importing.join()
        assert turns.is_ahead(), "what was recorded meanwhile is still to follow"
        with turns.following():
            pass
        assert not turns.is_ahead()


def test_nobody_waits_where_nobody_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "TOO_FAR", 1)
    monkeypatch.setattr(turns, "PATIENCE", 3600.0)
    turns.recorded(100)
    assert not turns.is_ahead()
    with turns.followed():
        assert not turns.is_ahead(), "what was recorded before is not counted"
