"""``make bench``: measure, and write docs/benchmarks.md.

    python -m benchmarks [--touches N] [--people N] [--rows N] [--only import arrow questions options fresh pages] [--write]
    python -m benchmarks sizes [--sizes 1 10 100] [--write]
    python -m benchmarks larger [--touches N] [--limit MIB] [--write]

At full size the first takes about half an hour on a quiet machine and 10 GB of disk. Smaller sizes are for looking;
they are printed and not written unless ``--write`` says so. The other two write docs/sizes.md and docs/larger.md.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import arrow, goals, importing, larger, levels, more, pages, questions, sizes
from benchmarks.measure import KERNELS, ROOT, Others, machine
from touchline.journeys import kernels

TOUCHES, PEOPLE, ROWS = 50_000_000, 4_000_000, 10_000_000
PARTS = ("import", "arrow", "questions", "options", "fresh", "pages")
SIZES = [1.0, 10.0, 100.0]
BEGUN = time.perf_counter()


def main() -> None:
    """Measure what was asked for."""
    given = _arguments()
    compile_kernels()
    with work_folder(given.folder) as folder:
        if given.command == "sizes":
            _write("sizes.md", [*_head("sizes"), *sizes.measure(folder, given.sizes, tell)], given.write)
        elif given.command == "larger":
            report = larger.measure(folder, given.touches or larger.TOUCHES, given.limit, tell)
            _write("larger.md", [*_head("larger"), *report], given.write)
        else:
            _bench(given, folder)
    tell("done")


def _bench(given: argparse.Namespace, folder: Path) -> None:
    """All parts, or those that are asked for, and the goals."""
    touches = given.touches or TOUCHES
    people = given.people or max(1, touches * PEOPLE // TOUCHES)
    body: list[str] = []
    reached: list[goals.Goal] = []
    others = Others()

    def say(what: str, part: Callable[[], tuple[list[str], list[goals.Goal]]]) -> None:
        """Show a part as soon as it is there, and how busy the machine was with other things meanwhile."""
        tell(what)
        lines, found = part()
        busy = f"Other work took {others.cores():.1f} of the machine's {os.cpu_count()} cores meanwhile."
        body.extend([*lines[:2], busy, "", *lines[2:]])
        reached.extend(found)
        print("\n".join(lines), flush=True)

    if "import" in given.only:
        say("importing", lambda: (importing.measure(folder, given.rows), []))
    if "arrow" in given.only:
        say("building from Arrow tables", lambda: arrow.measure(folder, touches, people))
    if {"questions", "options", "pages"} & set(given.only):
        homes = questions.prepare(folder, touches, people, tell)
        home = homes["ours"] / "home"
        say(
            "building the index",
            lambda: (questions.build(homes, touches, people, tell), [questions.small(homes, touches)]),
        )
    if "questions" in given.only:
        say("asking questions", lambda: questions.measure(homes, touches, people, tell))
    if "options" in given.only:
        say("asking with options", lambda: more.measure(home, homes["frames"] / "touch.parquet", people))
    if "fresh" in given.only:
        say("keeping fresh", lambda: levels.measure(folder, touches))
    if "pages" in given.only:
        say("asking for pages", lambda: pages.measure(home, touches, people))
    summary = goals.report(reached, touches)
    print("\n".join(summary), flush=True)
    whole = (touches, given.rows, set(given.only)) == (TOUCHES, ROWS, set(PARTS))
    report = [*_head(), *summary, *body, *questions.queries()]
    _write("benchmarks.md", report, given.write or whole, show=False)


def _head(command: str = "") -> list[str]:
    by = f"python -m benchmarks {command}" if command else "make bench"
    return [
        f"# Benchmarks{f': {command}' if command else ''}",
        "",
        f"Measured by `{by}` on {machine()}. Where other work kept the machine busy, ratios say more than "
        "seconds. Smaller or larger: `python -m benchmarks --help`.",
        "",
    ]


def _write(name: str, lines: list[str], write: bool, show: bool = True) -> None:
    """Print a page, and keep it in ``docs`` where that is asked for."""
    if show:
        print("\n".join(lines), flush=True)
    if write:
        (ROOT / "docs" / name).write_text("\n".join(lines))


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
    kernels.use_cache(KERNELS)
    for one in pkgutil.iter_modules(kernels.__path__):
        importlib.import_module(f"{kernels.__name__}.{one.name}")


def tell(what: str) -> None:
    """Say on standard error what goes on, and how long it has been."""
    sys.stderr.write(f"{time.perf_counter() - BEGUN:6.0f} s  {what}\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure speed and memory.")
    parser.add_argument(
        "command", nargs="?", choices=("all", "sizes", "larger"), default="all", help="what to measure"
    )
    parser.add_argument("--touches", type=int, help=f"touches ({TOUCHES:,}; larger: {larger.TOUCHES:,})")
    parser.add_argument("--people", type=int, help="people they are of (else one for 12.5 touches)")
    parser.add_argument("--rows", type=int, default=ROWS, help="rows of the imported file")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="parts to measure")
    parser.add_argument("--sizes", nargs="+", type=float, default=SIZES, help="million touches, for sizes")
    parser.add_argument("--limit", type=int, help="MiB a process may hold, for larger (else half the index)")
    parser.add_argument("--folder", help="where big files go, to be used again (else a temporary folder)")
    parser.add_argument("--write", action="store_true", help="write the page in docs whatever the size")
    return parser.parse_args()


if __name__ == "__main__":
    main()
