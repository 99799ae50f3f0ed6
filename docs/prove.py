"""``make prove``: the long proofs, ten times the kills and examples of the tests; writes docs/proofs.md.

With ``ARGS=tests/lake`` only the proofs whose tests have that in their name are made, and nothing is written.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

ROOT = Path(__file__).parent.parent
SQLITE, POSTGRESQL = "sqlite", "postgresql"
NAMES = {SQLITE: "SQLite", POSTGRESQL: "PostgreSQL"}


class Proof(NamedTuple):
    """A claim, the tests that try to break it, and the operations stores they are run on."""

    claim: str
    where: str
    stores: tuple[str, ...] = (SQLITE,)


BOTH = (SQLITE, POSTGRESQL)
PROOFS = (
    Proof(
        "An import killed at any moment goes on and counts every row once",
        "tests/faults/test_import_kill.py",
        BOTH,
    ),
    Proof(
        "A message that was acknowledged is never lost, and none is there twice",
        "tests/faults/test_inbox_kill.py",
        BOTH,
    ),
    Proof("Lake and index killed at any moment are the old or the new one", "tests/faults/test_lake_kill.py"),
    Proof("Lake and index stopped before any of their writes likewise", "tests/faults/test_lake_stop.py"),
    Proof(
        "A person being forgotten is gone without a byte, whenever the erasure was killed",
        "tests/faults/test_forget_kill.py",
        BOTH,
    ),
    Proof(
        "A backup made during imports is the workspace at one instant, whole, and goes on",
        "tests/faults/test_backup_import.py",
        BOTH,
    ),
    Proof(
        "A backup or a restore killed at any moment leaves the old or the new, and nothing half",
        "tests/faults/test_backup_kill.py",
        BOTH,
    ),
    Proof("An upgrade killed at any moment is run again, and every answer stays", "tests/upgrade", BOTH),
    Proof(
        "An import whose database goes away goes on without doubling",
        "tests/faults/test_database_lost.py",
        (POSTGRESQL,),
    ),
    Proof("Nothing that was served outlives a killed supervisor", "tests/faults/test_serve_kill.py", BOTH),
    Proof(
        "What is removed from the lake is gone to the last byte, and nothing else is",
        "tests/lake/test_remove.py",
    ),
    Proof("A wrong letter anywhere in an index is found and mended", "tests/lake/test_generations.py"),
    Proof(
        "Every question equals its slow plain twin on random journeys, and every number its list",
        "tests/journeys",
    ),
    Proof("Every cell, row and file is read as it is meant, or refused with its reason", "tests/collect"),
    Proof("Any numbers and any names make a drawing inside its frame", "tests/web/charts"),
)
WORDS = ["-q", "--no-header", "--timeout=3000", "-n", "logical", "--dist", "loadgroup"]


@dataclass
class Outcome:
    """What came out of the tests of one proof, and the seconds they took, added up."""

    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def main(wanted: Sequence[str]) -> int:
    """Make all proofs and write what came out; or those that are wanted, and only say it."""
    chosen = [one for one in PROOFS if not wanted or any(word in one.where for word in wanted)]
    if not chosen:
        print("No proof has tests of that name. They are:", *(one.where for one in PROOFS), sep="\n  ")
        return 2
    commit = _git("rev-parse", "--short", "HEAD") + (" and changes" if _git("status", "--porcelain") else "")
    rows, failed = [], False
    for store in BOTH:
        proofs = [one for one in chosen if store in one.stores]
        code, outcomes = _run(store, [one.where for one in proofs]) if proofs else (0, {})
        failed |= code != 0
        for one in proofs:
            came = outcomes[one.where]
            failed |= not came.counts["passed"]
            rows.append(_row(one, store, came))
    print(*rows, sep="\n")
    if not wanted:
        (ROOT / "docs" / "proofs.md").write_text(_page(commit, rows))
    return int(failed)


def _row(proof: Proof, store: str, came: Outcome) -> str:
    said = ", ".join(f"{count} {name}" for name, count in came.counts.items() if count) or "did not run"
    return f"| {proof.claim} | `{proof.where}` | {NAMES[store]} | {said} | {came.seconds:.0f} s |"


def _page(commit: str, rows: Sequence[str]) -> str:
    lines = (
        "# Proofs",
        "",
        f"Written by `make prove` on {datetime.now(UTC):%-d %b %Y} at commit {commit}: tests of `make test`,",
        "with ten times as many random journeys and kills. They run side by side on all cores; the times are",
        "those of the tests of a proof, added up. A proof whose tests use no operations store is made once.",
        "",
        "| claim | tests | store | came out | took |",
        "|---|---|---|---|--:|",
        *rows,
        "",
    )
    return "\n".join(lines)


def _run(store: str, places: list[str]) -> tuple[int, dict[str, Outcome]]:
    """Run the tests in these places on an operations store: the exit code, and the outcome in each place."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        words = [*WORDS, "-o", "junit_family=xunit1", f"--junitxml={report}"]
        environ = os.environ | {"TOUCHLINE_TEST_STORE": store}
        done = subprocess.run([sys.executable, "-m", "pytest", *words, *places], cwd=ROOT, env=environ)
        found = ElementTree.parse(report).iter("testcase") if report.exists() else ()
        return done.returncode, _sort(found, places)


def _sort(cases: Iterable[ElementTree.Element], places: list[str]) -> dict[str, Outcome]:
    outcomes = {place: Outcome() for place in places}
    for case in cases:
        path = Path(case.get("file", ""))
        wrong = {"failure": "failed", "error": "failed", "skipped": "skipped"}
        said = next((wrong[child.tag] for child in case if child.tag in wrong), "passed")
        for place in places:
            if path.is_relative_to(place):
                outcomes[place].counts[said] += 1
                outcomes[place].seconds += float(case.get("time", 0))
    return outcomes


def _git(*words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
