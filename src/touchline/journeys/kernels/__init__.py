"""The compiled loops of the questions, and where they are kept.

Compiled code is cached under the workspace, in a folder named by everything it depends on: every
file of this package, the versions of Python, numba, llvmlite and numpy, and the processor. numba
itself looks only at the file a function stands in, so it would go on using old code after a
constant or a helper in another file changed. For the same reason nothing in here imports from
outside this package but numpy and numba.

Importing this package loads neither numba nor a kernel; a question imports its kernel when it is asked.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

VARIABLE = "NUMBA_CACHE_DIR"
_chosen: list[Path] = []


def use_cache(folder: Path) -> Path | None:
    """Keep compiled kernels under ``folder``; call this before the first question is asked.

    Answers the folder in use, or None where it cannot be written: the kernels are then compiled
    anew in each process. The first folder counts for the whole process and for its children; later
    calls change nothing.
    """
    if _chosen:
        return _chosen[0]
    name = fingerprint()
    inherited = Path(os.environ.get(VARIABLE, ""))
    place = inherited if inherited.name == name else folder.absolute() / name
    if not _writable(place):
        return None
    _chosen.append(place)
    os.environ[VARIABLE] = str(place)
    if "numba" in sys.modules:
        sys.modules["numba"].config.CACHE_DIR = str(place)
    return place


def cached() -> bool:
    """Whether a folder for compiled kernels was chosen."""
    return bool(_chosen)


def fingerprint() -> str:
    """A name for everything compiled kernels depend on, 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(f"{path.name}\0".encode() + path.read_bytes() + b"\0")
    parts = [sys.version, *(version(name) for name in ("numba", "llvmlite", "numpy")), _processor()]
    digest.update("\0".join(parts).encode())
    return digest.hexdigest()[:16]


def _processor() -> str:
    """What this processor is and can do."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    wanted = ("model name", "flags", "Features", "CPU part")
    found = {line.split(":")[0].strip(): line for line in lines if line.startswith(wanted)}
    return " ".join([platform.machine(), platform.processor(), *(found[key] for key in sorted(found))])


def _writable(place: Path) -> bool:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(place, os.W_OK | os.X_OK)
