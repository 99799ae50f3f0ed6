"""``touchline.open`` in a real Jupyter kernel, and beside the command line."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from tests import stores
from tests.conftest import run

CELLS = (
    "import sys; before = set(sys.modules); import touchline; "
    "print(sorted({'django', 'numba'} & (set(sys.modules) - before)))",
    "ws = touchline.open(HOME)\n"
    "funnel = ws.funnel(['Home page|Search result', 'Reviews page'], within='60d')",
    "import json; print(json.dumps(funnel.to_dict()))",
    "print(len(ws.people(funnel, 'step=2')), funnel.rows()[1]['people'])",
    "glass = ws.hourglass(period=('2026-01-01', None)); print(len(glass.pandas()), glass.arrow().num_rows)",
    "print(json.dumps(ws.paths().to_dict()['starts'])); print(ws.touches(apart='30m').to_dict()['median'])",
    "orders = ws.orders(unit='week', period=('2026-01-01', None)); total = orders.total\n"
    "print(json.dumps(orders.to_dict()['total']))\n"
    "net = round(orders.pandas()['net'].sum(), 2)\n"
    "print(len(ws.people(orders, 'new')), total.new, net == float(total.net))",
    "parts = ws.ask('paths', audience='did order', by='first-channel'); part = parts.parts[0]\n"
    "print(len(ws.people(parts, 'people', part.key)), part.result.people)",
    "back = ws.retention(back='order', upto=3); print(len(ws.people(back, 'k=2')), back.total[2].people)\n"
    "print(json.dumps(back.to_dict()['total'])); wait = ws.time_to('any', ['order', 'Reviews page'], '90d')\n"
    "print(len(ws.people(wait, 'start=1:next=2:never')), wait.pairs[1].whole.never)\n"
    "print(ws.ask('time-to', starts=['any'], nexts=['order', 'Reviews page'], within='90d') == wait)",
    "touchline.open(HOME + '-other')",
)


def test_a_jupyter_kernel_gets_the_same_numbers_as_the_command_line(sample_home: Path) -> None:
    begin = f"HOME = {str(sample_home)!r}; import os; os.environ.update({stores.environ_of(sample_home)!r})"
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(begin)] + [nbformat.v4.new_code_cell(cell) for cell in CELLS]
    )
    NotebookClient(book, timeout=300, kernel_name="python3", allow_errors=True).execute()
    said = ["".join(out.get("text", out.get("evalue", "")) for out in cell.outputs) for cell in book.cells][
        1:
    ]
    assert said[0].strip() == "[]"
    asked = ["--step", "Home page|Search result", "--step", "Reviews page", "--within", "60d", "--json"]
    shown = json.loads(run(sample_home, "ask", "funnel", *asked))
    assert json.loads(said[2]) == shown
    behind, people = said[3].split()
    assert behind == people == str(shown["rows"][1]["people"])
    assert int(people) > 0
    assert said[4].split() == ["7", "7"]
    assert (
        json.loads(said[5].splitlines()[0])
        == json.loads(run(sample_home, "ask", "paths", "--json"))["starts"]
    )
    total = json.loads(said[6].splitlines()[0])
    shown = json.loads(run(sample_home, "ask", "orders", "--unit", "week", "--from", "2026-01-01", "--json"))
    assert total == shown["total"]
    new, counted, adds_up = said[6].splitlines()[1].split()
    assert (new, adds_up) == (counted, "True")
    assert len(set(said[7].split())) == 1
    behind, people = said[8].splitlines()[0].split()
    assert behind == people
    asked = ["--back", "order", "--upto", "3", "--json"]
    assert (
        json.loads(said[8].splitlines()[1])
        == json.loads(run(sample_home, "ask", "retention", *asked))["total"]
    )
    behind, people = said[8].splitlines()[2].split()
    assert behind == people
    assert said[8].splitlines()[3] == "True"
    assert "already" in said[9]
