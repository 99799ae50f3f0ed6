"""Files taken while the workspace is served: by two commands at once, undone, cut off by Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.browser.conftest import environ, serve
from tests.conftest import inside, run

ROWS = 200_000
WORDS = ("--person", "who", "--time", "when", "--touchpoint", "what")


def file_of(folder: Path, name: str, rows: range) -> Path:
    path = folder / name
    path.write_text("who,when,what\n" + "".join(f"p{n},2026-01-01,page {n % 3}\n" for n in rows))
    return path


def start(home: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "touchline", "--home", str(home), *words]
    return subprocess.Popen(
        command, env=environ(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=home.parent
    )


def people(home: Path) -> int:
    return int(json.loads(run(home, "ask", "hourglass", "--json"))["people"])


def test_two_commands_at_once_while_serving(new_home: Path, tmp_path: Path) -> None:
    run(new_home, "init")
    serving, _ = serve(new_home)
    try:
        files = [
            file_of(tmp_path, "one.csv", range(4_000)),
            file_of(tmp_path, "two.csv", range(2_000, 6_000)),
        ]
        both = [start(new_home, "import", "touches", str(file), *WORDS, "--json") for file in files]
        told = [json.loads(one.communicate(timeout=120)[0]) for one in both]
        assert {one["import"] for one in told} == {1, 2}
        assert [one["accepted"] + one["duplicates"] for one in told] == [4_000, 4_000]
        assert sum(one["accepted"] for one in told) == 6_000
        assert people(new_home) == 6_000
        run(new_home, "undo", "1")
        assert people(new_home) == 6_000 - next(one["accepted"] for one in told if one["import"] == 1)
    finally:
        serving.terminate()
        serving.communicate(timeout=60)


def test_an_import_cut_off_by_ctrl_c_goes_on_or_is_undone(new_home: Path, tmp_path: Path) -> None:
    run(new_home, "init")
    file = file_of(tmp_path, "long.csv", range(ROWS))
    for end in ("goes on", "undone"):
        going = start(new_home, "import", "touches", str(file), *WORDS)
        while not any((new_home / "imports").glob("*/stage/rows.parquet")):
            assert going.poll() is None
            time.sleep(0.01)
        os.kill(going.pid, signal.SIGINT)
        said = going.communicate(timeout=60)[1]
        assert going.returncode == 1
        assert "Interrupted. Import" in said
        number = said.split("touchline undo ")[1].strip()
        if end == "undone":
            assert "is undone" in run(new_home, "undo", number)
            assert people(new_home) == 0
        else:
            other = file_of(tmp_path, "other.csv", range(1))
            run(new_home, "import", "touches", str(other), *WORDS)
            assert people(new_home) == ROWS
            run(new_home, "undo", number)
            run(new_home, "undo", str(int(number) + 1))


SENT = """
import sys, time
from touchline.service.intake import bring
from touchline.service.answers import generations
from touchline.collect.models import AT_REST, Import


def shown(what):
    index = generations().open()
    return what in index.legend.touchpoints


seen = 0
while seen < 3:
    while not Import.objects.exclude(state__in=("waiting", *AT_REST)).exists():
        if Import.objects.filter(state__in=AT_REST).exists():
            break
        time.sleep(0.02)
    bring([{"type": "track", "messageId": f"m{seen}", "anonymousId": "ann", "event": f"ping {seen}"}])
    until = time.monotonic() + 60
    while not shown(f"ping {seen}") and time.monotonic() < until:
        time.sleep(0.05)
    seen += 1
    print(seen, int(shown(f"ping {seen - 1}")), int(Import.objects.filter(state__in=AT_REST).exists()))
"""


def test_messages_become_touches_while_a_file_is_imported(new_home: Path, tmp_path: Path) -> None:
    run(new_home, "init")
    serving, _ = serve(new_home)
    try:
        file = file_of(tmp_path, "long.csv", range(1_500_000))
        going = start(new_home, "import", "touches", str(file), *WORDS, "--json")
        said = [line.split() for line in inside(new_home, SENT).splitlines()]
        assert ["1", "1", "0"] in said, "a touch was seen before the import had ended"
        assert all(seen == "1" for _, seen, _ in said)
        assert json.loads(going.communicate(timeout=300)[0])["accepted"] == 1_500_000
        assert people(new_home) == 1_500_001
    finally:
        serving.terminate()
        serving.communicate(timeout=60)
