"""``touchline plan``: the sample's plan as a file, checked and applied."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import run
from tests.plan.test_checks import SAMPLE, SEEDED


def test_the_plan_of_the_sample_is_checked_and_weighed(sample_home: Path) -> None:
    found = json.loads(run(sample_home, "plan", "check", "--json"))
    assert {
        (one["rule"], one["place"]) for one in found if one["rule"] not in ("silent", "refer-feeds-nobody")
    } == SEEDED
    assert {"rule", "place", "why", "mend", "page"} == set(found[0])
    said = run(sample_home, "plan", "check")
    assert "“Glaze guide sent” has to be delivered" in said
    weights = json.loads(run(sample_home, "plan", "weights", "--json"))
    assert weights[0]["weight"] == 5
    assert {one["touchpoint"] for one in weights} >= {"home-page", "newsletter"}
    listed = json.loads(run(sample_home, "plan", "list", "--json"))
    assert [(one["map"], one["current"], one["chains"]) for one in listed] == [("pottery", True, 6)]


def test_a_plan_goes_out_and_in(new_home: Path, tmp_path: Path) -> None:
    run(new_home, "init")
    assert run(new_home, "plan", "check", code=1) == "There is no map yet. Start one: touchline plan start\n"
    assert "has 70 touchpoints" in run(new_home, "plan", "start", "--from", "catalogue", "--sell", "Bikes")
    file = tmp_path / "plan.yaml"
    assert "70 touchpoints and 0 chains" in run(new_home, "plan", "export", str(file))
    assert "is there already" in run(new_home, "plan", "export", str(file), code=1)
    assert run(new_home, "plan", "export") == file.read_text()
    assert run(new_home, "plan", "diff", str(file)) == "Nothing differs.\n"
    file.write_text(file.read_text().replace("name: Chat\n", "name: Chat 💬\n"))
    said = run(new_home, "plan", "apply", str(file), "--dry-run")
    assert said.splitlines() == [
        "~ touchpoint chat: Chat 💬",
        "    name: Chat → Chat 💬",
        "0 added, 1 changed, 0 removed.",
        "Nothing was changed: this was a dry run.",
    ]
    (changed,) = json.loads(run(new_home, "plan", "apply", str(file), "--json"))
    assert changed["fields"] == [{"field": "name", "from": "Chat", "to": "Chat 💬"}]
    file.write_text(file.read_text().replace("stage: know\n", "stage: sleep\n", 1))
    assert "There is no “sleep” here" in run(new_home, "plan", "apply", str(file), code=1)
    big = tmp_path / "big.yaml"
    with big.open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)
    assert "has 50 MB, and a plan has at most 10 MB" in run(new_home, "plan", "apply", str(big), code=1)
    assert "cannot be read" in run(new_home, "plan", "diff", str(tmp_path / "none.yaml"), code=1)
    assert "to-be" in run(new_home, "plan", "start", "--from", "empty", "--name", "To be")
    assert run(new_home, "plan", "current", "to-be") == "To be is the current map now.\n"


def test_kinds_and_a_file_need_no_workspace(tmp_path: Path) -> None:
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith(("TOUCHLINE_", "DJANGO_"))
    }
    words = [sys.executable, "-m", "touchline", "plan"]

    def touchline(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*words, *more], capture_output=True, text=True, cwd=tmp_path, env=environ, check=False
        )

    assert len(json.loads(touchline("kinds", "--stage", "trust", "--json").stdout)) > 10
    assert "There is no stage 'moon'" in touchline("kinds", "--stage", "moon").stderr
    done = touchline("check", str(SAMPLE), "--json", "--strict")
    assert done.returncode == 1
    assert ("undelivered", "touchpoints/guide-sent") in {
        (one["rule"], one["place"]) for one in json.loads(done.stdout)
    }
    assert not list(tmp_path.iterdir())
