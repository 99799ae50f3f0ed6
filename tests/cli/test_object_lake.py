"""The command line with the lake in an object store, and in another folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests import stores
from tests.cli.test_trouble import run_doctor
from tests.conftest import run
from tests.lake import s3

TOUCHES = ["--person", "who", "--time", "at", "--touchpoint", "what"]


def write(folder: Path, people: int, name: str = "touches.csv") -> Path:
    rows = [
        f"p{n},2026-01-{day:02},{what}" for n in range(people) for day, what in ((1, "Page"), (5, "Call"))
    ]
    path = folder / name
    path.write_text("\n".join(["who,at,what", *rows]) + "\n")
    return path


def take(home: Path, file: Path) -> dict[str, int]:
    said: dict[str, int] = json.loads(run(home, "import", "touches", str(file), *TOUCHES, "--json"))
    return said


def people(home: Path) -> int:
    said = json.loads(run(home, "ask", "funnel", "--step", "Page", "--step", "Call", "--json"))
    return int(said["rows"][1]["people"])


def test_from_a_file_to_an_answer(
    new_home: Path, object_place: str, object_store: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOUCHLINE_LAKE", object_place)
    assert take(new_home, write(new_home, 20)) == {"import": 1, "accepted": 40, "refused": 0, "duplicates": 0}
    assert take(new_home, write(new_home, 25)) == {
        "import": 2,
        "accepted": 10,
        "refused": 0,
        "duplicates": 40,
    }
    assert people(new_home) == 25
    assert not (new_home / "lake").exists()
    assert "Built generation" in run(new_home, "index", "build")
    assert run(new_home, "doctor").endswith("Everything is well.\n")
    prefix = object_place.removeprefix(f"s3://{s3.BUCKET}/")
    assert any("/events-" in key for key in s3.contents(object_store, prefix))

    other = new_home.with_name("other")
    said = run(other, "init", code=1)
    assert f"{object_place} holds a record, but " in said
    assert ("nothing of its workspace is in" if stores.POSTGRESQL else "the database of its people") in said

    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert people(new_home) == 25, "answers need the index alone"
    for words in (["index", "build"], ["import", "touches", str(write(new_home, 30)), *TOUCHES]):
        said = run(new_home, *words, code=1)
        assert "http://127.0.0.1:9 cannot be reached for the lake" in said
        assert "Traceback" not in said
    said = run_doctor(new_home)
    assert "✕ lake\n    http://127.0.0.1:9 cannot be reached" in said
    assert "✓ index" in said


def test_a_lake_in_another_folder(new_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOUCHLINE_LAKE", str(tmp_path / "elsewhere"))
    assert take(new_home, write(new_home, 3))["accepted"] == 6
    assert people(new_home) == 3
    assert (tmp_path / "elsewhere" / "_delta_log").is_dir()
    assert (tmp_path / "elsewhere").stat().st_mode & 0o077 == 0
    shutil.rmtree(tmp_path / "elsewhere")
    for words in (["index", "build"], ["import", "touches", str(write(new_home, 4)), *TOUCHES]):
        assert "is missing: imports put 6 events into it" in run(new_home, *words, code=1)
    assert people(new_home) == 3
