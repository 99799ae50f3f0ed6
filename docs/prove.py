"""``make prove``: the long proofs, ten times the kills and examples of the tests; writes docs/proofs.md."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROOFS = (
    (
        "Every question equals its slow plain twin on random journeys, and every number its list",
        "tests/journeys",
    ),
    ("An import killed at any moment goes on and counts every row once", "tests/faults/test_import_kill.py"),
    ("Lake and index killed at any moment are the old or the new one", "tests/faults/test_lake_kill.py"),
    ("Lake and index stopped before any of their writes likewise", "tests/faults/test_lake_stop.py"),
    (
        "What is removed from the lake is gone to the last byte, and nothing else is",
        "tests/lake/test_remove.py",
    ),
    (
        "A person being forgotten is gone without a byte, whenever the erasure was killed",
        "tests/faults/test_forget_kill.py",
    ),
    (
        "A backup made during imports is the workspace at one instant, whole, and goes on",
        "tests/faults/test_backup_import.py",
    ),
    (
        "A backup or a restore killed at any moment leaves the old or the new, and nothing half",
        "tests/faults/test_backup_kill.py",
    ),
    ("Nothing that was served outlives a killed supervisor", "tests/faults/test_serve_kill.py"),
)


def main() -> int:
    """Run each proof; write what came out."""
    commit = _git("rev-parse", "--short", "HEAD") + (" and changes" if _git("status", "--porcelain") else "")
    rows, failed = [], 0
    for claim, where in PROOFS:
        begin = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "--no-header", "--timeout=3000", where],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        failed += done.returncode != 0
        last = re.sub(r" in [\d.]+s.*", "", done.stdout.strip().splitlines()[-1].strip("= "))
        rows.append(f"| {claim} | `{where}` | {last} | {time.perf_counter() - begin:.0f} s |")
        print(rows[-1])
        if done.returncode:
            print(done.stdout[-3000:])
    page = [
        "# Proofs",
        "",
        f"Written by `make prove` on {datetime.now(UTC):%-d %b %Y} at commit {commit}: tests of `make test`,",
        "with ten times as many random journeys and kills.",
        "",
        "| claim | tests | came out | took |",
        "|---|---|---|--:|",
        *rows,
        "",
    ]
    (ROOT / "docs" / "proofs.md").write_text("\n".join(page))
    return 1 if failed else 0


def _git(*words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
