from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from touchline.journeys import histogram, kernels

HERE = Path(kernels.__file__).parent

ASK = """
import sys
from pathlib import Path
from touchline.journeys import kernels
print(kernels.use_cache(Path(sys.argv[1])))
from touchline.journeys.kernels import waits, jit
from touchline.journeys.kernels.touches import walk
print(sum(walk.stats.cache_hits.values()), len(walk.signatures))
"""


def run(folder: Path, **environment: str) -> list[str]:
    clean = {name: value for name, value in os.environ.items() if name != kernels.VARIABLE} | environment
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(folder)], capture_output=True, text=True, check=True, env=clean
    )
    return done.stdout.split("\n")


def test_compiled_kernels_are_kept_and_found_again(tmp_path: Path) -> None:
    first, second = run(tmp_path), run(tmp_path)
    assert first[0] == second[0] == str(tmp_path / kernels.fingerprint())
    assert (first[1], second[1]) == ("0 1", "1 1")


def test_children_use_the_folder_of_their_parent(tmp_path: Path) -> None:
    parent = tmp_path / "parent" / kernels.fingerprint()
    assert run(tmp_path / "own", **{kernels.VARIABLE: str(parent)})[0] == str(parent)
    foreign = str(tmp_path / "parent" / "of-another-version")
    assert run(tmp_path / "own", **{kernels.VARIABLE: foreign})[0] == str(
        tmp_path / "own" / kernels.fingerprint()
    )


def test_without_a_writable_place_kernels_still_run(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("")
    assert run(blocked)[:2] == ["None", "0 1"]


def test_the_name_of_the_folder_changes_with_every_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for path in HERE.glob("*.py"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(kernels, "__file__", str(tmp_path / "__init__.py"))
    names = {kernels.fingerprint()}
    for path in sorted(tmp_path.glob("*.py")):
        path.write_bytes(path.read_bytes() + b"\n")
        names.add(kernels.fingerprint())
    assert len(names) == 1 + len(list(tmp_path.glob("*.py")))
    monkeypatch.setattr(kernels, "_processor", lambda: "another")
    assert kernels.fingerprint() not in names


@pytest.mark.parametrize("path", sorted(HERE.glob("*.py")), ids=lambda path: path.name)
def test_kernels_depend_on_nothing_the_folder_is_not_named_by(path: Path) -> None:
    allowed = ("numpy", "numba", "touchline.journeys.kernels", *sys.stdlib_module_names)
    for node in ast.walk(ast.parse(path.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names = (
                [f"{module}.{alias.name}" for alias in node.names]
                if module == "touchline.journeys"
                else [module]
            )
        for name in names:
            assert any(name == one or name.startswith(one + ".") for one in allowed), name


def test_a_kernel_has_one_compiled_form_for_mapped_and_own_arrays(tmp_path: Path) -> None:
    from tests.journeys.make import MONDAY, Touch, make_index

    from touchline.journeys.index import Index
    from touchline.journeys.kernels import funnel, hourglass, packing, paths, touches
    from touchline.journeys.lines import no_lines
    from touchline.journeys.stored import open_shard, save_shard
    from touchline.journeys.warm import warm_up

    warm_up()
    index = make_index([Touch(1, MONDAY + number, "a") for number in range(100)])
    save_shard(index.shards[0], no_lines(), tmp_path / "shard")
    mapped = Index(index.legend, (open_shard(tmp_path / "shard")[0],))
    from touchline.journeys import engine
    from touchline.journeys.paths import Paths

    assert engine.ask(mapped, Paths()).to_dict() == engine.ask(index, Paths()).to_dict()
    compiled = (funnel.walk, hourglass.walk, paths.walk, packing.pack, packing.merge)
    for loop in (*compiled, touches.walk):
        assert len(loop.signatures) == 1
    with pytest.raises(TypeError):
        touches.walk(np.zeros(1))


def test_the_numbers_of_the_bins_are_the_same_on_both_sides() -> None:
    from touchline.journeys.kernels import waits

    assert (waits.BINS, waits.SHORTEST) == (histogram.BINS, histogram.SHORTEST)
    assert int(np.float64(waits.SHORTEST).view(np.int64)) >> waits.SHIFT == waits.FIRST


def test_the_ways_of_a_touch_are_the_same_on_both_sides() -> None:
    from touchline.journeys import hourglass_answer
    from touchline.journeys.kernels import hourglass

    both = [(side.PLACED, side.MOVED, side.WAITING, side.WAYS) for side in (hourglass, hourglass_answer)]
    assert both[0] == both[1]
