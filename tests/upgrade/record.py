"""Records a small workspace of this version as text, so that later versions can prove they upgrade it.

``python tests/upgrade/record.py NAME`` makes ``tests/upgrade/states/NAME`` with the code that
``import touchline`` finds: do it once for each release, and for a state worth keeping between two. What
is recorded never changes afterwards.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

STATES = Path(__file__).parent / "states"
CACHE = Path(__file__).parents[2] / ".cache" / "kernels"
FUNNEL = ("--step", "Home page", "--step", "Newsletter|Reviews", "--step", "Order", "--within", "30d")
QUESTIONS: dict[str, tuple[str, ...]] = {
    "hourglass": ("ask", "hourglass", "--json"),
    "lost at like": ("ask", "hourglass", "--json", "--people", "stage=like:lost"),
    "brought": ("ask", "hourglass", "--json", "--people", "brought"),
    "funnel": ("ask", "funnel", *FUNNEL, "--json"),
    "stopped": ("ask", "funnel", *FUNNEL, "--json", "--people", "step=2:stopped"),
    "paths": ("ask", "paths", "--json"),
    "touches": ("ask", "touches", "--apart", "30m", "--json"),
    "touchpoints": ("touchpoint", "list", "--json"),
    "members": ("member", "list", "--json"),
    "settings": ("settings", "--json"),
}
PLACES = (
    ("Home page", "know", "site"),
    ("Newsletter", "like", "e-mail"),
    ("Reviews", "trust", "site"),
    ("Test ride", "try", "shop"),
    ("Shared link", "refer", "social"),
)
MEMBER = """
from touchline.service.home import use_home
use_home()
from touchline.workspace.models import Member
member = Member(email="ann@example.com", name="Ann Lindgren", role="owner")
member.set_unusable_password()
member.save()
"""


def main() -> None:
    place = STATES / sys.argv[1]
    place.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        home = make(Path(folder))
        dump = "\n".join(operations(home)).replace(folder, "/records")
        (place / "operations.sql").write_text(dump + "\n", encoding="utf-8")
        lake(home / "lake", place / "lake")
        for path in home.glob("imports/*/*.csv"):
            kept = place / path.relative_to(home)
            kept.parent.mkdir(parents=True)
            kept.write_text(path.read_text(encoding="utf-8"), encoding="utf-8", newline="")
        write(place / "answers.json", answers(home))
        write(place / "about.json", {"version": run(home, "--version").split()[-1]})


def make(folder: Path) -> Path:
    """A workspace with touches, orders, people and a referral or two, made by the command line."""
    home = folder / "home"
    home.mkdir()
    CACHE.mkdir(parents=True, exist_ok=True)
    (home / "cache").symlink_to(CACHE)
    for name, rows in {"touches": touches(), "orders": orders(), "people": people()}.items():
        (folder / f"{name}.csv").write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    run(home, "init")
    run(home, "settings", "--name", "Lindgren Cycles", "--zone", "Europe/Berlin", "--currency", "EUR")
    common = ("--person", "person", "--time", "time")
    met = ("--touchpoint", "met", "--channel", "where")
    run(home, "import", "touches", str(folder / "touches.csv"), *common, *met)
    run(home, "import", "orders", str(folder / "orders.csv"), *common, "--order", "order", "--value", "money")
    told = ("--name", "name", "--brought-by", "by", "--brought-as", "fan")
    run(home, "import", "people", str(folder / "people.csv"), "--person", "person", *told)
    for name, stage, channel in PLACES:
        run(home, "touchpoint", "place", name, "--stage", stage, "--channel", channel)
    run(home, "member", "link", "--role", "viewer")
    subprocess.run([sys.executable, "-c", MEMBER], env=environ(home), check=True)
    return home


def touches() -> Iterator[str]:
    """One refused row, two equal ones, a name outside ASCII, and people who get less far by number."""
    yield "person,time,met,where"
    yield "p1,yesterday,Home page,site"
    for n in range(24):
        day = f"2026-{n % 9 + 1:02d}-{n % 27 + 1:02d}"
        yield f"p{n},{day} 09:00,Home page,site"
        for every, met, hour in ((2, "Newsletter", 10), (3, "Reviews", 12), (4, "Test ride", 15)):
            if n % every == 0:
                yield f"p{n},{day} {hour}:30,{met},"
        if n % 6 == 0:
            yield f"p{n},{day} 18:00,Shared link,social"
    yield "Åsa,2026-05-01 10:00,Fête,shop"
    yield "Åsa,2026-05-01 10:00,Fête,shop"


def orders() -> Iterator[str]:
    yield "person,time,order,money"
    for n in range(0, 24, 4):
        yield f"p{n},2026-{n % 9 + 1:02d}-{n % 27 + 1:02d} 16:00,A{n},{19 + n}.90"
    yield "p4,2026-10-02 16:00,B4,12.50"
    yield "p8,2026-10-02 16:00,A8,-5.00"


def people() -> Iterator[str]:
    yield "person,name,by"
    yield "p0,Hanna Okafor,"
    yield "p5,Jo Lindqvist,p0"
    yield "p7,Mika Ådahl,p0"


def operations(home: Path) -> Iterator[str]:
    with closing(sqlite3.connect(home / "operations.sqlite3")) as base:
        yield from base.iterdump()


def lake(folder: Path, place: Path) -> None:
    """The log as it is, and the rows and columns of each file."""
    (place / "_delta_log").mkdir(parents=True)
    for path in sorted(folder.glob("_delta_log/*.json")):
        (place / "_delta_log" / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    for path in sorted(folder.glob("*.parquet")):
        table = pq.read_table(path)
        columns = [[field.name, str(field.type)] for field in table.schema]
        numbers = table.set_column(1, "time", table["time"].cast("int64")).to_pylist()
        lines = [columns, *(list(row.values()) for row in numbers)]
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (place / f"{path.stem}.jsonl").write_text(text, encoding="utf-8")


def environ(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TOUCHLINE", "DJANGO"))}
    return {**kept, "TOUCHLINE_HOME": str(home)}


def run(home: Path, *words: str) -> str:
    """The command line's standard output."""
    command = [sys.executable, "-m", "touchline", *words]
    return subprocess.run(command, env=environ(home), stdout=subprocess.PIPE, text=True, check=True).stdout


def answers(home: Path, names: Iterable[str] = QUESTIONS, run: Callable[..., str] = run) -> dict[str, Any]:
    """What the workspace answers, without the name of the generation."""
    found = {name: json.loads(run(home, *QUESTIONS[name])) for name in names}
    for answer in found.values():
        answer.pop("generation", None)
    return found


def write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
