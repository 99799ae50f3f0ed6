"""Files of every kind from the command line: looked at, guessed, corrected, with presets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests import forked, stores
from tests.conftest import environ_of, run

GERMAN = "Kundennummer;Bestelldatum;Bestellnummer;Gesamtbetrag\n17;31.12.2025 14:05;B1;1.234,56 €\n"


def said(home: Path, *words: str) -> forked.Done:
    return forked.touchline(words, environ_of(home), home.parent)


def test_look_shows_everything_and_the_command(new_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "till.csv"
    file.write_text(GERMAN, encoding="cp1252")
    shown = run(new_home, "import", "look", str(file))
    assert "till.csv: CSV in cp1252, parted by semicolons" in shown
    assert "17 | 31.12.2025 14:05 | B1 | 1.234,56 €" in shown
    assert "Its rows are orders: there are times, ids of orders and money." in shown
    assert "The person is 'Kundennummer': its name says person" in shown
    assert "Import it just so with:" in shown
    assert "--dates day-first --decimal comma" in shown
    found = json.loads(run(new_home, "import", "look", str(file), "--json"))
    assert found["options"]["value"] == "Gesamtbetrag"
    assert found["questions"] == []
    assert run(new_home, "import", "presets").startswith("No preset is saved yet.")


def test_guess_correct_and_keep(new_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "till.csv"
    file.write_text(GERMAN, encoding="cp1252")
    done = said(new_home, "import", "orders", str(file), "--save-preset", "till")
    assert done.returncode == 0, done.stderr
    assert "Import 1: 1 accepted, 0 here already, 0 refused." in done.stdout
    assert "The day stands first in 'Bestelldatum', as in '31.12.2025 14:05'" in done.stderr
    file.write_text(GERMAN + "18;01.02.2025;B2;5,00 €\n", encoding="utf-16")
    done = said(new_home, "import", "orders", str(file), "--preset", "till")
    assert "1 accepted, 1 here already" in done.stdout
    listed = run(new_home, "import", "presets")
    assert listed.startswith("till: orders --person 'Kundennummer'")
    assert "--encoding" not in listed
    assert [one["kind"] for one in json.loads(run(new_home, "import", "presets", "--json"))] == ["orders"]
    assert "is gone" in run(new_home, "import", "drop-preset", "till")
    assert "There is no preset 'till'" in run(new_home, "import", "drop-preset", "till", code=1)


def test_what_is_not_sure_is_refused_with_a_question(new_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("email,date,page\na@x.de,01/02/2025,Home\n")
    assert "--dates day-first or --dates month-first" in run(new_home, "import", "touches", str(file), code=1)
    shown = run(new_home, "import", "look", str(file))
    assert "Before it can be imported:" in shown
    assert "What is known so far:" in shown
    done = said(new_home, "import", "touches", str(file), "--dates", "month-first")
    assert "1 accepted" in done.stdout


def test_a_name_that_is_not_utf8_gets_a_sentence(new_home: Path, tmp_path: Path) -> None:
    file = os.fsencode(tmp_path) + b"/caf\xe9.csv"
    Path(os.fsdecode(file)).write_text("a\n1\n")
    environ = {**os.environ, "TOUCHLINE_HOME": str(new_home), "PYTHONIOENCODING": "utf-8"}
    environ |= stores.environ_of(new_home)
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    for verb in (b"look", b"touches"):
        words = [os.fsencode(sys.executable), b"-m", b"touchline", b"import", verb, file]
        done = subprocess.run(words, env=environ, capture_output=True)
        assert (done.returncode, b"is not UTF-8. Rename" in done.stderr) == (1, True), done.stderr


def test_the_first_lines_of_the_guide_read_times_in_the_zone_of_the_business(tmp_path: Path) -> None:
    home, file = tmp_path / "business", tmp_path / "visits.csv"
    file.write_text("person,time,page\nann,2026-03-01T09:00,Home\n")
    run(home, "init")
    run(home, "settings", "--name", "Till", "--zone", "Europe/Berlin", "--currency", "EUR")
    done = said(home, "import", "touches", str(file))
    assert "are read in Europe/Berlin" in done.stderr
    changed = said(home, "settings", "--zone", "UTC")
    assert "Times without an offset in import 1 (visits.csv) were read in Europe/Berlin" in changed.stderr
    assert "as import 1, with times read in Europe/Berlin" in run(home, "import", "look", str(file))
