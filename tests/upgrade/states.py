"""The recorded workspaces of earlier versions, made into workspaces again."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from tests.upgrade.record import STATES

NAMES = sorted(path.name for path in STATES.iterdir())
TYPES = {
    "int64": pa.int64(),
    "int32": pa.int32(),
    "string": pa.string(),
    "bool": pa.bool_(),
    "timestamp[us, tz=UTC]": pa.timestamp("us", "UTC"),
}


def rebuild(name: str, home: Path) -> dict[str, Any]:
    """Make the workspace recorded under ``name`` in the folder ``home``; what it answered."""
    state = STATES / name
    with closing(sqlite3.connect(home / "operations.sqlite3")) as base:
        base.executescript((state / "operations.sql").read_text(encoding="utf-8"))
    (home / "secret-key").touch(mode=0o600)
    (home / "secret-key").write_text("a recorded secret of forty letters or more, which nobody uses")
    shutil.copytree(state / "imports", home / "imports")
    shutil.copytree(state / "lake" / "_delta_log", home / "lake" / "_delta_log")
    sizes = {path.stem: _events(path, home / "lake") for path in state.glob("lake/*.jsonl")}
    for path in home.glob("lake/_delta_log/*.json"):
        actions = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for added in (action["add"] for action in actions if "add" in action):
            added["size"] = sizes[Path(added["path"]).stem]
        path.write_text("".join(json.dumps(action) + "\n" for action in actions), encoding="utf-8")
    answers: dict[str, Any] = json.loads((state / "answers.json").read_text(encoding="utf-8"))
    return answers


def version_of(name: str) -> str:
    return str(json.loads((STATES / name / "about.json").read_text())["version"])


def _events(path: Path, lake: Path) -> int:
    """Write one file of events as it was recorded; its size in bytes."""
    columns, *rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    schema = pa.schema([(name, TYPES[kind]) for name, kind in columns])
    arrays = [
        pa.array(values, field.type) for values, field in zip(zip(*rows, strict=True), schema, strict=True)
    ]
    file = lake / f"{path.stem}.parquet"
    pq.write_table(pa.table(arrays, schema=schema), file)
    return file.stat().st_size
