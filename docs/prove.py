"""``make prove``: the long proofs, ten times the kills and examples of the tests; writes docs/proofs.md."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parent.parent
PROOFS = (
    ("An import killed at any moment goes on and counts every row once", "tests/faults/test_import_kill.py"),
    ("Lake and index killed at any moment are the old or the new one", "tests/faults/test_lake_kill.py"),
    ("Lake and index stopped before any of their writes likewise", "tests/faults/test_lake_stop.py"),
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
    ("An upgrade killed at any moment is run again, and every answer stays", "tests/upgrade"),
    ("Nothing that was served outlives a killed supervisor", "tests/faults/test_serve_kill.py"),
    (
        "What is removed from the lake is gone to the last byte, and nothing else is",
        "tests/lake/test_remove.py",
    ),
    ("A wrong letter anywhere in an index is found and mended", "tests/lake/test_generations.py"),
    (
        "Every question equals its slow plain twin on random journeys, and every number its list",
        "tests/journeys",
    ),
    ("Every cell, row and file is read as it is meant, or refused with its reason", "tests/collect"),
    ("Any numbers and any names make a drawing inside its frame", "tests/web/charts"),
)
ON_POSTGRESQL = (
    ("An import whose database goes away goes on without doubling", "tests/faults/test_database_lost.py"),
)
WORDS = ["-q", "--no-header", "--timeout=3000", "-n", "logical", "--dist", "loadgroup"]


@dataclass
class Outcome:
    """What came out of the tests of one proof, and the seconds they took, added up."""

    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def main() -> int:
    """Run all proofs; write what came out."""
    commit = _git("rev-parse", "--short", "HEAD") + (" and changes" if _git("status", "--porcelain") else "")
    rows, failed = [], 0
    for store, proofs in (("sqlite", PROOFS), ("postgresql", ON_POSTGRESQL)):
        code, outcomes = _run(store, [where for _claim, where in proofs])
        failed += code != 0
        for claim, where in proofs:
            came = outcomes[where]
            failed += not came.counts["passed"]
            said = ", ".join(f"{count} {name}" for name, count in came.counts.items()) or "did not run"
            rows.append(f"| {claim} | `{where}` | {said} | {came.seconds:.0f} s |")
    print(*rows, sep="\n")
    page = [
        "# Proofs",
        "",
        f"Written by `make prove` on {datetime.now(UTC):%-d %b %Y} at commit {commit}: tests of `make test`,",
        "with ten times as many random journeys and kills. They run side by side on all cores; the times are",
        "those of the tests of a proof, added up.",
        "",
        "| claim | tests | came out | took |",
        "|---|---|---|--:|",
        *rows,
        "",
    ]
    (ROOT / "docs" / "proofs.md").write_text("\n".join(page))
    return 1 if failed else 0


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
    sys.exit(main())
