"""Ending ``make demo`` ends the server."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

from tests.conftest import missing

ROOT = Path(__file__).parents[1]


def test_the_signal_that_ends_make_reaches_the_server(tmp_path: Path) -> None:
    make = shutil.which("make")
    if make is None:
        missing("make")
    server = tmp_path / "touchline"
    server.write_text(
        "#!/bin/sh\ntrap 'echo told; exit 0' TERM\necho serving\nfor i in $(seq 100); do sleep .05; done\n"
    )
    server.chmod(0o755)
    words = [make or "make", "demo", "-o", ".venv/made-run", f"BIN={tmp_path}"]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    with subprocess.Popen(
        words, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as made:
        assert made.stdout is not None
        try:
            assert made.stdout.readline() == "serving\n"
            made.send_signal(signal.SIGTERM)
            assert made.stdout.readline() == "told\n"
        finally:
            os.killpg(made.pid, signal.SIGKILL)
