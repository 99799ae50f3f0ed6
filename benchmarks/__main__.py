"""``make bench``: measure, and write docs/benchmarks.md.

    python -m benchmarks [--touches N] [--people N] [--rows N] [--only import questions pages] [--write]

At full size it takes about 8 minutes on a quiet machine and 5 GB of disk. Smaller sizes are for looking; they are
printed and not written unless ``--write`` says so.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import importing, pages, questions
from benchmarks.measure import ROOT, Others, machine
from touchline.journeys import kernels

TOUCHES, PEOPLE, ROWS = 50_000_000, 4_000_000, 10_000_000
PARTS = ("import", "questions", "pages")
BEGUN = time.perf_counter()


def main() -> None:
    """Measure what was asked for."""
    given = _arguments()
    compile_kernels()
    people = given.people or max(1, given.touches * PEOPLE // TOUCHES)
    whole: list[str] = []
    others = Others()

    def say(lines: list[str], measured: bool = True) -> None:
        """Show a part as soon as it is there, and how busy the machine was with other things meanwhile."""
        cores = others.cores()
        if measured:
            busy = f"Other work took {cores:.1f} of the machine's {os.cpu_count()} cores meanwhile."
            lines = [*lines[:2], busy, "", *lines[2:]]
        whole.extend(lines)
        print("\n".join(lines), flush=True)

    say(
        [
            "# Benchmarks",
            "",
            f"Measured by `make bench` on {machine()}. Where other work kept the machine busy, ratios say more than "
            "seconds. Smaller or larger: `python -m benchmarks --help`.",
            "",
        ],
        measured=False,
    )
    with work_folder(given.folder) as folder:
        if "import" in given.only:
            tell("importing")
            say(importing.measure(folder, given.rows))
        if "questions" in given.only or "pages" in given.only:
            homes = questions.prepare(folder, given.touches, people, tell)
            say(questions.build(homes, given.touches, people, tell))
            if "questions" in given.only:
                say(questions.measure(homes, given.touches, people, tell))
            if "pages" in given.only:
                tell("asking for pages")
                say(pages.measure(homes["ours"] / "home", given.touches, people))
    say(questions.queries(), measured=False)
    if given.write or (given.touches, given.rows, set(given.only)) == (TOUCHES, ROWS, set(PARTS)):
        (ROOT / "docs" / "benchmarks.md").write_text("\n".join(whole))
    tell("done")


@contextmanager
def work_folder(named: str | None) -> Iterator[Path]:
    """Where big files go: a named folder is kept, and what it holds is used again."""
    if named:
        folder = Path(named).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
    else:
        with tempfile.TemporaryDirectory(prefix="touchline-bench-") as folder_name:
            yield Path(folder_name)


def compile_kernels() -> None:
    """Compile the product's loops once for all processes: a workspace does that once in its life."""
    kernels.use_cache(ROOT / ".cache" / "kernels")
    for one in pkgutil.iter_modules(kernels.__path__):
        importlib.import_module(f"{kernels.__name__}.{one.name}")


def tell(what: str) -> None:
    """Say on standard error what goes on, and how long it has been."""
    sys.stderr.write(f"{time.perf_counter() - BEGUN:6.0f} s  {what}\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure speed and memory.")
    parser.add_argument("--touches", type=int, default=TOUCHES, help="touches of the questions and pages")
    parser.add_argument("--people", type=int, help="people they are of (else one for 12.5 touches)")
    parser.add_argument("--rows", type=int, default=ROWS, help="rows of the imported file")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="parts to measure")
    parser.add_argument("--folder", help="where big files go, to be used again (else a temporary folder)")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md whatever the size")
    return parser.parse_args()


if __name__ == "__main__":
    main()
