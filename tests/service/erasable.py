"""A workspace full of one person, and a look through every byte of it."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from tests import forked, stores
from tests.conftest import environ_of

from touchline.lake import compact
from touchline.lake.events import Lake

ID = "quilla.zedd+vip@example.com"
NAME = "Quilla Zędd-Örnberg"
PHONE = "+49 171 5550199"
STREET = "Zeddgasse 77"
SECRETS = (ID, NAME, PHONE, STREET, "quilla.zedd", "Zędd", "5550199", "Zeddgasse")
"""What must be nowhere: the person's texts, and parts of them that stand in nothing else."""

TOUCH = ("--person", "person", "--time", "time", "--touchpoint", "met")
PEOPLE = ("--person", "person", "--name", "name", "--brought-by", "by", "--brought-as", "fan")
ORDERS = ("--person", "person", "--time", "time", "--order", "order", "--value", "value")
HEADER = ("person", "time", "met", "note")


def write(path: Path, rows: Iterable[Sequence[str]]) -> Path:
    """A CSV file."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)
    return path


def touches(*, of_her: bool) -> list[Sequence[str]]:
    """Touches of twenty people, and of her: with notes that name her, and rows that are refused."""
    rows: list[Sequence[str]] = [HEADER]
    for n in range(120):
        note = f"a friend of {ID}, {NAME}" if n % 40 == 0 and of_her else "plain"
        rows.append((f"p{n % 20:03d}", f"2026-01-{n % 28 + 1:02d}T10:00:00", f"Page {n % 3}", note))
    if of_her:
        rows += [(ID, f"2026-02-{n + 1:02d}", f"Page {n % 3}", f"{NAME}; {PHONE}") for n in range(9)]
        rows += [(ID, "", "Page 1", "no time"), ("p003", "never", "Page 1", f"wrote to {ID.upper()}")]
        rows += [(ID, "2026-02-03"), ("p001", "2026-01-01", "Page 1", NAME, PHONE)]
        rows += [("p004", "2026-03-01", f"/account/{ID}/orders", "x")]
    else:
        rows += [("p004", "2026-03-01", "/account/erased person/orders", "x")]
    rows += [("", "2026-02-03", "Page 2", "nobody")]
    return rows


def orders(*, of_her: bool) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = [("person", "time", "order", "value", "mail", "shipping street")]
    rows += [(f"p{n:03d}", "2026-03-05", f"o{n}", "10.00", "", "") for n in range(0, 20, 4)]
    if of_her:
        rows += [(ID, "2026-03-06", "h1", "12.50", ID, STREET), (ID, "2026-03-07", "h2", "-2.00", "", "")]
    return rows


def people(*, of_her: bool) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = [("person", "name", "by", "phone", "told by")]
    rows += [("p001", "Paul One", ID if of_her else "", "", f"“{NAME}”"), ("p002", "Pia Two", "p001", "", ID)]
    if of_her:
        rows += [(ID, NAME, "p000", PHONE, ""), (ID, "x" * 301, "", PHONE, "")]
    return rows


def fill(home: Path, files: Path, *, of_her: bool = True) -> None:
    """Import it all, in many small files of which some are merged, with several generations."""
    files.mkdir(exist_ok=True)
    first = f"visits of {ID}.csv" if of_her else "visits.csv"
    said = [
        ("touches", first, touches(of_her=of_her), TOUCH),
        ("people", "people.csv", people(of_her=of_her), PEOPLE),
        ("orders", "orders.csv", orders(of_her=of_her), ORDERS),
    ]
    for n in range(2):
        more = [HEADER, *((f"p{k:03d}", f"2026-04-0{n + 1}", "Page 0", "") for k in range(5))]
        more += [(ID, f"2026-04-0{n + 1}", "Page 0", "")] if of_her else []
        said.append(("touches", f"more-{n}.csv", more, TOUCH))
    commands = [
        ("import", kind, str(write(files / name, rows)), *options) for kind, name, rows, options in said
    ]
    placed = [
        ("touchpoint", "place", "Page 1", "--stage", "know"),
        ("touchpoint", "place", "Page 0", "Page 2", "--stage", "trust"),
    ]
    run_all(home, [*commands, *placed])


def run_all(home: Path, commands: Sequence[Sequence[str]]) -> str:
    """Run commands one after the other in one process; what they printed."""
    done = forked.several(commands, environ_of(home), home.parent)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def litter(home: Path) -> list[Path]:
    """Files as they wait in the workspace: two that name her, and one that names nobody. Returns that one."""
    write(home / "imports" / "waiting.csv", touches(of_her=True))
    pq.write_table(pa.table({"who": ["p001", ID], "n": [1, 2]}), home / "imports" / "waiting.parquet")
    return [write(home / "imports" / "plain.csv", [HEADER, ("p001", "2026-01-01", "Page 1", "")])]


def merge(home: Path) -> None:
    """Merge the small files of the lake; the old ones stay a while."""
    kept, compact.MANY = compact.MANY, 2
    try:
        assert Lake(home / "lake").compact()
    finally:
        compact.MANY = kept


def ways(text: str) -> set[bytes]:
    """How files may write a text."""
    return {
        text.lower().encode(),
        json.dumps(text)[1:-1].lower().encode(),
        text.lower().encode("utf-16-le"),
        text.lower().encode("utf-16-be"),
    }


def naming(home: Path) -> list[str]:
    """Every file below the workspace that holds a byte of her, compiled kernels aside."""
    wanted = set().union(*(ways(text) for text in SECRETS))
    found = []
    for folder, _folders, names in os.walk(home):
        for name in names:
            path = Path(folder, name)
            data = path.read_bytes()
            texts = data.lower() + (_inside(path) if data[:4] == b"PAR1" else b"")
            if any(one in texts for one in wanted) or ID in str(path):
                found.append(str(path.relative_to(home)))
    return sorted(found)


def _inside(path: Path) -> bytes:
    """The texts of a Parquet file, out of their compression."""
    table = pq.read_table(path)
    texts = [column for column in table.columns if pa.types.is_string(column.type)]
    return "\n".join(text or "" for column in texts for text in column.to_pylist()).lower().encode()


def of_others(home: Path) -> list[tuple[object, ...]]:
    """Every event of everybody else, without what it says in words."""
    with duckdb.connect() as base:
        query = (
            "select seq, time, identity, business, money, currency, order_ref, class, import, key_high, "
            "key_low, case when name like '/account%' then '' else name end "
            "from read_parquet(?) where identity <> ? order by seq"
        )
        return base.execute(query, [Lake(home / "lake").files(), number(home)]).fetchall()


def number(home: Path) -> int:
    """The number of her identity, 0 when she has none."""
    found = stores.ask(home, f"select number from people_identity where value = '{ID}'")
    return int(found[0][0]) if found else 0


def answers(home: Path) -> dict[str, object]:
    """The four questions, without what names their generation."""
    asked = {
        "hourglass": ("hourglass",),
        "paths": ("paths",),
        "touches": ("touches",),
        "funnel": ("funnel", "--step", "Page 1", "--step", "Page 0|Page 2", "--within", "90d"),
    }
    lines = run_all(home, [("ask", *words, "--json") for words in asked.values()]).splitlines()
    return {name: _plain(json.loads(line)) for name, line in zip(asked, lines, strict=True)}


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if name not in ("generation", "as_of")}
    return [_plain(one) for one in value] if isinstance(value, list) else value
