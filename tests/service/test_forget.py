"""Promise 7: erasing a person leaves no byte of them, and changes no number of anybody else."""

from __future__ import annotations

import fnmatch
import json
import shutil
from pathlib import Path

import pytest
from tests import stores
from tests.conftest import run, workspace_in
from tests.service.erasable import (
    ID,
    NAME,
    ORDERS,
    PEOPLE,
    PHONE,
    SECRETS,
    TOUCH,
    answers,
    fill,
    litter,
    merge,
    naming,
    of_others,
)

from touchline.lake.events import Lake


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A full workspace and the files it came from. Tests only copy it."""
    home = workspace_in(tmp_path_factory.mktemp("filled"))
    fill(home, home.parent / "files")
    return home


@pytest.fixture
def full(filled: Path, tmp_path: Path) -> Path:
    """A full workspace of the test's own."""
    shutil.copytree(filled.parent / "files", tmp_path / "files")
    return stores.copy_workspace(filled, tmp_path / "workspace")


def test_no_byte_is_left_and_nobody_else_changes(full: Path, tmp_path: Path) -> None:
    merge(full)
    [plain] = litter(full)
    assert len(naming(full)) > 5, "the look through the files sees her"
    others = of_others(full)
    dry = run(full, "forget", ID, "--dry-run")
    assert "14 touches\n" not in dry
    assert "13 touches\n  1 order, 1 refund, EUR 10.50\n" in dry
    assert "who brought 1 of them" in dry
    assert "the link to 1 person they brought" in dry
    assert "5 refused rows" in dry
    assert "2 files kept in the workspace" in dry
    assert "in 1 entry of the list of changes" in dry
    assert "No backup made here is kept." in dry
    assert of_others(full) == others, "a dry run changes nothing"
    assert run(full, "forget", ID, code=1) == "Nothing has gone yet. Look with --dry-run, then add --yes.\n"

    said = run(full, "forget", ID, "--yes")
    assert "It is done: one person is forgotten." in said
    assert "The record held 149 touches of 21 people; it holds 136 of 20 now." in said
    assert "Sums of money are lower by EUR 10.50." in said
    assert naming(full) == []
    assert of_others(full) == others
    assert plain.exists()
    assert Lake(full / "lake").check() == []
    assert "Everything is well." in run(full, "doctor")
    assert "Nothing is held of" in run(full, "forget", ID, code=1)
    assert "Nothing is held of" in run(full, "export", ID, code=1)

    twin = tmp_path / "twin"
    twin.mkdir()
    (twin / "cache").symlink_to(full / "cache")
    fill(twin, tmp_path / "files of others", of_her=False)
    assert answers(full) == answers(twin), "as if she had never been there"


def test_no_byte_is_left_in_the_files_of_postgresql(full: Path) -> None:
    if not stores.POSTGRESQL:
        pytest.skip(stores.NOT_HERE)
    assert stores.cluster().files_with(full, SECRETS)
    stores.ask(full, "ANALYZE")
    run(full, "forget", ID, "--yes")
    assert stores.cluster().files_with(full, SECRETS) == []
    assert "Everything is well." in run(full, "doctor")


def test_refused_rows_keep_number_and_reason(full: Path) -> None:
    before = (full / "imports" / "1" / "refused.csv").read_text().splitlines()
    run(full, "forget", ID, "--yes")
    after = (full / "imports" / "1" / "refused.csv").read_text().splitlines()
    assert [row.split(",")[:2] for row in after] == [row.split(",")[:2] for row in before]
    assert after[-1] == before[-1], "the row that names nobody stays"
    assert after[1].endswith("no-time,,,,")


def test_they_come_back_unless_they_are_refused(full: Path, tmp_path: Path) -> None:
    files = tmp_path / "files"
    run(full, "forget", ID, "--yes")
    again = json.loads(run(full, "import", "touches", str(files / "more-0.csv"), *TOUCH, "--json"))
    assert again == {"import": 6, "accepted": 1, "refused": 0, "duplicates": 5}
    found = json.loads(run(full, "export", ID))
    assert len(found["events"]) == 1
    assert found["numbers"][0] > 21, "a new person: no number is given twice"

    run(full, "forget", ID, "--yes", "--for-good")
    assert naming(full) == []
    assert "1 person is refused" in run(full, "forget", "--list-refusals")
    kinds = {
        "visits of " + ID: ("touches", TOUCH),
        "more-1": ("touches", TOUCH),
        "orders": ("orders", ORDERS),
    }
    for name, (kind, options) in {**kinds, "people": ("people", PEOPLE)}.items():
        path = (files / f"{name}.csv").rename(files / "again.csv")
        said = run(full, "import", kind, str(path), *options)
        assert "asked to be forgotten and not to be received again" in said
        (files / "again.csv").unlink()
    kept = (full / "imports" / "7" / "refused.csv").read_text()
    assert ID not in kept
    assert PHONE not in kept.replace(f"p001,2026-01-01,Page 1,{NAME},{PHONE}", "")
    assert run(full, "export", ID, code=1)
    run(full, "forget", "--allow-again", ID.title())
    assert run(full, "forget", "--list-refusals") == "Nobody is refused.\n"


def test_an_id_known_only_from_a_refused_row_is_forgotten_too(new_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(f"person,time,met\nbob,2026-01-01,Page\n{ID},,Page\n")
    run(new_home, "import", "touches", str(path), *TOUCH)
    assert "imports/1/refused.csv" in naming(new_home)
    run(new_home, "forget", ID, "--yes")
    assert naming(new_home) == []
    assert "1 person" not in run(new_home, "forget", "--list-refusals")


def test_several_at_once_and_nobody(new_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("person,time,met\nann,2026-01-01,A\nbob,2026-01-01,A\ncy,2026-01-01,A\n")
    assert "There is no workspace" in run(new_home, "forget", "ann", code=1)
    run(new_home, "init")
    assert "Nothing is held of “ann”." in run(new_home, "forget", "ann", code=1)
    assert "Nothing is held of “ann”." in run(new_home, "export", "ann", code=1)
    run(new_home, "import", "touches", str(path), *TOUCH)
    said = run(new_home, "forget", "ann", "bob", "--yes")
    assert "2 people are forgotten" in said
    assert "it holds 1 of 1 now" in said
    assert "Nobody" in run(new_home, "forget", "--list-refusals")
    assert "No erasure is waiting." in run(new_home, "forget", "--finish")
    run(new_home, "forget", "cy", "--yes", "--for-good", "--json")
    assert json.loads(run(new_home, "ask", "paths", "--json"))
    assert run(new_home, "forget", "dora", "--yes", "--for-good"), "someone unknown can be refused"
    assert json.loads(run(new_home, "forget", "--list-refusals", "--json")) == {"refusals": 2}


def test_nothing_is_called_forgotten_while_the_lake_is_missing(full: Path) -> None:
    (full / "lake").rename(full.parent / "elsewhere")
    assert "is missing" in run(full, "forget", ID, "--yes", code=1)
    (full.parent / "elsewhere").rename(full / "lake")
    assert "It is done" in run(full, "forget", ID, "--yes")
    assert naming(full) == []


def test_export_is_everything(full: Path, tmp_path: Path) -> None:
    litter(full)
    out = tmp_path / "all.json"
    assert "Everything held of them" in run(full, "export", ID, "--out", str(out))
    said = json.loads(out.read_text())
    assert said["ids"] == [ID]
    assert said["names"] == [NAME]
    assert said["facts"] == {"phone": PHONE}
    assert [set(one) for one in said["brought_by"] + said["brought"]] == [{"number", "as"}] * 2
    assert len(said["events"]) == 13
    assert said["events"][0]["properties"] == {"note": f"{NAME}; {PHONE}"}
    assert len(said["refused_rows"]) == 5
    assert len(said["shown_rows"]) == 20
    assert len(said["changes"]) == 1
    assert said["waiting_files"] == ["waiting.csv", "waiting.parquet"]
    assert "p001" not in json.dumps({k: v for k, v in said.items() if not k.endswith("_rows")})
    assert "outside of the workspace" in run(full, "export", ID, "--out", str(full / "x.json"), code=1)


@pytest.mark.django_db
def test_every_table_and_every_file_has_somebody_who_answers_for_it(sample_home: Path) -> None:
    from django.apps import apps

    from touchline.service.erasing import STORES

    tables = sorted(model._meta.label for model in apps.get_models())
    assert tables == sorted(label for store in STORES for label in store.MODELS)
    patterns = [pattern.replace("**", "*") for store in STORES for pattern in store.FILES]
    files = [str(path.relative_to(sample_home)) for path in sample_home.rglob("*") if path.is_file()]
    assert [one for one in files if not any(fnmatch.fnmatch(one, pattern) for pattern in patterns)] == []
