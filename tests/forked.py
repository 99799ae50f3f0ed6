"""Commands in a process of their own that costs no start: forked from one that has the libraries loaded.

Python and the libraries take most of the second that ``python -m touchline`` takes, and the tests run it
hundreds of times. Here a server process loads the libraries once, does nothing with them, and forks for
each command. The child gets the environment, folder and output of a process that was started; it starts
Django itself, ends like any other, and dies of ``kill -9`` like any other. Tests of starting and of loading
start a real process.
"""

from __future__ import annotations

import gc
import io
import multiprocessing
import os
import runpy
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self

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


class Child:
    """A module of the tests that runs in a process of its own: ``stdout`` is what it prints, line by line.

    At the end of a block the process has ended: by itself when all of ``stdout`` was read, else killed.
    """

    def __init__(
        self, module: str, words: Sequence[object], environ: Mapping[str, str], folder: Path
    ) -> None:
        reader, writer = _processes.Pipe(duplex=False)
        told = [module, *map(str, words)]
        self._process = _processes.Process(target=_talking, args=(told, dict(environ), folder, writer))
        self._process.start()
        writer.close()
        self.stdout = io.TextIOWrapper(io.FileIO(os.dup(reader.fileno())), encoding="utf-8")
        reader.close()

    def kill(self) -> None:
        """Kill -9."""
        self._process.kill()

    def wait(self, seconds: float = TIMEOUT) -> int:
        """Wait for the end; the exit code, or the negative number of the signal that ended it."""
        self._process.join(seconds)
        assert self._process.exitcode is not None, "The process does not end."
        return self._process.exitcode

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if error is not None:
            self.kill()
        self.stdout.close()
        self._process.join(TIMEOUT)


def _talking(told: list[str], environ: dict[str, str], folder: Path, writer: Connection) -> None:
    os.dup2(writer.fileno(), 1)
    writer.close()
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), encoding="utf-8")
    sys.argv = told
    try:
        _work(lambda module: runpy.run_module(module, run_name="__main__"), told[0], environ, folder)
    finally:
        sys.stdout.flush()


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
    _work(deed, what, environ, folder)


def _work(deed: Callable[[Any], object], what: Any, environ: dict[str, str], folder: Path) -> None:
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
