"""Files on the command line: rehearsed, taken, listed, put right and undone."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import run

HEADER = "who,when,what,paid"
ROWS = ("ann,2026-01-01,page,", "ann,2026-01-02,call,9.90", ",2026-01-03,page,1.00", "bob,2190-01-01,page,")
TOUCHES = ("--person", "who", "--time", "when", "--touchpoint", "what", "--value", "paid")


def test_from_a_rehearsal_to_an_undo(new_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    file.write_text("\n".join([HEADER, *ROWS]))
    said = run(new_home, "import", "touches", str(file), *TOUCHES, "--dry-run")
    assert "Rehearsal: 3 accepted, 0 here already, 1 refused, 1 of the accepted suspicious." in said
    assert "Money accepted: EUR 9.90." in said
    assert "Money refused: EUR 1.00." in said
    assert "2 people would be new." in said
    assert "2 touchpoints would be discovered: page, call" in said
    assert "from 2026-01-01 to 2190-01-01" in said
    told = json.loads(run(new_home, "import", "touches", str(file), *TOUCHES, "--dry-run", "--json"))
    assert told["rehearsal"] is True
    assert (told["accepted"], told["suspicious"], told["doubts"]) == (3, 1, {"future": 1})
    assert json.loads(run(new_home, "imports", "--json")) == {"imports": []}
    taken = json.loads(run(new_home, "import", "touches", str(file), *TOUCHES, "--json"))
    assert taken == {"import": 1, "accepted": 3, "refused": 1, "duplicates": 0}
    assert "visits.csv" in run(new_home, "imports")
    assert "1 refused: The row names no person." in run(new_home, "imports", "1")
    one = json.loads(run(new_home, "imports", "1", "--json"))
    assert one["money"] == {"accepted": {"EUR": 990}, "refused": {"EUR": 100}}
    odd = json.loads(run(new_home, "imports", "1", "--rows", "odd", "--json"))["rows"]
    assert [(row["row"], row["why"]) for row in odd] == [(4, "no-person"), (5, "future")]
    assert "row 4: refused. The row names no person." in run(new_home, "imports", "1", "--rows", "refused")
    fixed = tmp_path / "fixed.csv"
    kept = (new_home / "imports" / "1" / "refused.csv").read_text()
    fixed.write_text(kept.replace(",,2026", ",cat,2026"))
    again = json.loads(run(new_home, "import", "corrected", "1", str(fixed), "--json"))
    assert again == {"import": 2, "accepted": 1, "refused": 0, "duplicates": 0}
    twice = json.loads(run(new_home, "import", "corrected", "1", str(fixed), "--json"))
    assert (twice["accepted"], twice["duplicates"]) == (0, 1)
    run(new_home, "undo", "3")
    people = json.loads(run(new_home, "ask", "funnel", "--step", "page", "--json"))["people"]
    assert people == 3
    undone = run(new_home, "undo", "1")
    assert "Import 1 of visits.csv is undone" in undone
    assert (
        "Import 2 of fixed.csv put refused rows of it right and stays. Undo it too with: touchline undo 2"
        in undone
    )
    assert json.loads(run(new_home, "ask", "funnel", "--step", "page", "--json"))["people"] == 1
    assert "undone" in run(new_home, "imports", "1")
    assert "undone already" in run(new_home, "undo", "1", code=1)
    whole = json.loads(run(new_home, "import", "touches", str(file), *TOUCHES, "--json"))
    assert whole == {"import": 4, "accepted": 3, "refused": 1, "duplicates": 0}


def test_undoing_the_change_that_asked_for_an_import_undoes_the_import(
    new_home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "visits.csv"
    file.write_text("\n".join([HEADER, *ROWS]))
    run(new_home, "import", "touches", str(file), *TOUCHES)
    (change,) = json.loads(run(new_home, "audit", "--json"))["changes"]
    assert "is undone" in run(new_home, "audit", "undo", str(change["number"]))
    assert json.loads(run(new_home, "imports", "--json"))["imports"][0]["state"] == "undone"
    assert json.loads(run(new_home, "ask", "paths", "--json"))["people"] == 0


def test_on_an_empty_workspace(new_home: Path) -> None:
    run(new_home, "init")
    assert "Nothing has been imported yet" in run(new_home, "imports")
    for words in (["imports", "4"], ["undo", "4"], ["import", "corrected", "4", "no-file.csv"]):
        assert "There is no import 4." in run(new_home, *words, code=1)


def test_the_same_id_of_another_system_is_another(new_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "till.csv"
    file.write_text("id,who,when,what\n1,ann,2026-01-01,page\n")
    words = ["import", "touches", str(file), "--person", "who", "--time", "when", "--touchpoint", "what"]
    words += ["--event-id", "id", "--json"]
    counts = [
        json.loads(run(new_home, *words, *more))
        for more in ([], ["--source", "till"], [], ["--source", "till"])
    ]
    assert [one["accepted"] for one in counts] == [1, 1, 0, 0]


def test_an_import_is_undone_with_its_corrections(new_home: Path, tmp_path: Path) -> None:
    file, fixed = tmp_path / "visits.csv", tmp_path / "fixed.csv"
    file.write_text("\n".join([HEADER, *ROWS]))
    run(new_home, "import", "touches", str(file), *TOUCHES)
    kept = (new_home / "imports" / "1" / "refused.csv").read_text()
    fixed.write_text(kept.replace(",,2026", ",cat,2026"))
    run(new_home, "import", "corrected", "1", str(fixed))
    done = json.loads(run(new_home, "undo", "1", "--with-corrected", "--json"))
    assert done == {"undone": 1, "undone_too": [2], "stay": [], "import_again": []}
    states = {
        one["number"]: one["state"] for one in json.loads(run(new_home, "imports", "--json"))["imports"]
    }
    assert states == {1: "undone", 2: "undone"}
