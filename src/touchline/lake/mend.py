"""Put right what a crash left half done in the lake's log, before anything is written.

A commit is acknowledged after it was synced. So a newest commit that cannot be read was never
acknowledged, and is put aside; whoever wrote it repeats the work.
"""

from __future__ import annotations

import json
from pathlib import Path

from touchline.lake.durable import sync_file, sync_folder

MAGIC = b"PAR1"


def mend(log: Path) -> list[str]:
    """Mend the log of a lake, a folder, and wait until its newest commit is on disk.

    Returns a sentence for each thing that was put aside. Only the process that writes may call this.
    """
    if not log.is_dir():
        return []
    said = _newest_commit(log) + _newest_checkpoint(log) + _pointer(log)
    for path in log.glob("*.json#*"):
        path.unlink()
    commits = sorted(log.glob("*.json"))
    if commits:
        sync_file(commits[-1])
    sync_folder(log)
    return said


def torn(log: Path) -> int | None:
    """The version of the newest commit when it was half written, and nothing older is."""
    commits = sorted(log.glob("*.json"))
    if not commits or _is_commit(commits[-1]) or not all(map(_is_commit, commits[-2:-1])):
        return None
    return int(commits[-1].stem)


def _newest_commit(log: Path) -> list[str]:
    commits = sorted(log.glob("*.json"))
    if not commits or _is_commit(commits[-1]):
        return []
    return [_aside(commits[-1], "commit")]


def _newest_checkpoint(log: Path) -> list[str]:
    found = sorted(log.glob("*.checkpoint.parquet"))
    if not found or is_parquet(found[-1]):
        return []
    return [_aside(found[-1], "checkpoint")]


def _pointer(log: Path) -> list[str]:
    path = log / "_last_checkpoint"
    if not path.exists():
        return []
    try:
        version = int(json.loads(path.read_bytes())["version"])
    except (ValueError, TypeError, KeyError):
        return [_aside(path, "checkpoint pointer")]
    if (log / f"{version:020d}.checkpoint.parquet").exists():
        return []
    return [_aside(path, "checkpoint pointer")]


def _is_commit(path: Path) -> bool:
    text = path.read_bytes()
    if not text.strip():
        return False
    try:
        return all(isinstance(json.loads(line), dict) for line in text.splitlines())
    except ValueError:
        return False


def is_parquet(path: Path) -> bool:
    """Whether a file has the beginning and the end of a Parquet file."""
    with path.open("rb") as stream:
        head = stream.read(4)
        stream.seek(0, 2)
        if stream.tell() < 12:
            return False
        stream.seek(-4, 2)
        return head == MAGIC and stream.read() == MAGIC


def _aside(path: Path, what: str) -> str:
    path.rename(path.with_name(f"{path.name}.torn"))
    return f"The newest {what} of the lake was half written and is put aside as {path.name}.torn."
