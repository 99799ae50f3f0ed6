"""A limit of memory that the kernel holds, the file cache of the process included.

By systemd, where it lets this account; else by a group of its own in ``/sys/fs/cgroup``, where this account may make
one; else there is none.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20
SCOPE = ("systemd-run", "--user", "--scope", "--quiet")
GROUPS = (
    (Path("/sys/fs/cgroup/memory"), "memory.limit_in_bytes", "memory.max_usage_in_bytes"),
    (Path("/sys/fs/cgroup"), "memory.max", "memory.peak"),
)
NAME = "touchline-benchmark"


@dataclass
class Limit:
    """``before``: what starts a program under the limit; ``how`` it is held; the most MiB it took, if known."""

    before: tuple[str, ...]
    how: str
    most: float | None = None


@contextmanager
def held(mib: int) -> Iterator[Limit | None]:
    """A limit of so many MiB; None where the kernel may not be asked for one."""
    if _systemd():
        words = (*SCOPE, "-p", f"MemoryMax={mib}M", "-p", "MemorySwapMax=0")
        yield Limit(words, "`systemd-run --user --scope -p MemoryMax`")
        return
    for root, limit, peak in GROUPS:
        group = root / NAME
        if not _made(group, limit, mib):
            continue
        try:
            enter = f'echo $$ > {group}/cgroup.procs && exec "$@"'
            one = Limit(("sh", "-c", enter, "sh"), f"a group of its own with `{limit}`")
            yield one
            with suppress(OSError, ValueError):
                one.most = int((group / peak).read_text()) / MIB
        finally:
            group.rmdir()
        return
    yield None


def _made(group: Path, limit: str, mib: int) -> bool:
    """Whether there is a group with this limit now."""
    try:
        group.mkdir(exist_ok=True)
    except OSError:
        return False
    try:
        (group / limit).write_text(str(mib * MIB))
    except OSError:
        group.rmdir()
        return False
    return True


def _systemd() -> bool:
    """Whether systemd lets this account limit the memory of a process."""
    try:
        tried = subprocess.run([*SCOPE, "-p", "MemoryMax=1G", "true"], capture_output=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0
