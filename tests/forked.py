"""Commands in a process of their own that costs no start: forked from one that has the libraries loaded.

Python and the libraries take most of the second that ``python -m touchline`` takes, and the tests run it
hundreds of times. Here a server process loads the libraries once, does nothing with them, and forks for
each command. The child gets the environment, folder and output of a process that was started; it starts
Django itself, and ends like any other. Tests of starting, killing and loading start a real process.
"""

from __future__ import annotations

import gc
import io
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TIMEOUT = 300
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.loaded", "tests.forked"])


@dataclass(frozen=True)
class Done:
    """How a process ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


def touchline(words: Sequence[str], environ: Mapping[str, str], folder: Path) -> Done:
    """Run ``touchline WORDS`` in a process of its own, with an environment, in a folder."""
    return _run(_command, [*words], environ, folder)


def several(commands: Sequence[Sequence[str]], environ: Mapping[str, str], folder: Path) -> Done:
    """Run several commands of Touchline one after the other in one process."""
    return _run(_commands, [[*words] for words in commands], environ, folder)


def python(code: str, environ: Mapping[str, str], folder: Path) -> Done:
    """Run Python code in a process of its own, with an environment, in a folder."""
    return _run(_code, code, environ, folder)


def _run(deed: Callable[[Any], None], what: object, environ: Mapping[str, str], folder: Path) -> Done:
    with tempfile.TemporaryDirectory(prefix="touchline-said-") as said:
        child = _processes.Process(target=_child, args=(deed, what, dict(environ), folder, Path(said)))
        child.start()
        try:
            child.join(TIMEOUT)
        finally:
            if child.exitcode is None:
                child.kill()
                child.join()
        out, err = ((Path(said) / name).read_text(encoding="utf-8") for name in ("out", "err"))
        assert child.exitcode is not None
        return Done(child.exitcode, out, err)


def _child(
    deed: Callable[[Any], None], what: object, environ: dict[str, str], folder: Path, said: Path
) -> None:
    sys.stdout, sys.stderr = _into(said / "out", 1), _into(said / "err", 2)
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    os.chdir(folder)
    try:
        deed(what)
    finally:
        _let_go()


def _let_go() -> None:
    """Close what an interpreter closes when it ends; a forked process ends without."""
    from django.conf import settings
    from django.db import connections

    if settings.configured:
        connections.close_all()
    gc.collect()


def _into(file: Path, number: int) -> io.TextIOWrapper:
    """Let a stream of the process, and whatever writes to its number, go to a file."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(handle, number)
    os.close(handle)
    return io.TextIOWrapper(
        io.FileIO(number, "w", closefd=False), encoding="utf-8", write_through=number == 2
    )


def _command(words: list[str]) -> None:
    from touchline.cli import main

    sys.argv = ["touchline", *words]
    main()


def _commands(commands: list[list[str]]) -> None:
    from touchline.cli import touchline

    for words in commands:
        touchline.main(words, standalone_mode=False)


def _code(code: str) -> None:
    exec(compile(code, "<code>", "exec"), {"__name__": "__main__"})
