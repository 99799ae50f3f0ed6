from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.strategies import examples

from touchline.journeys import sections

KINDS = (np.int64, np.uint32, np.uint16, np.int32, np.uint8)
ARRAYS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 300)), max_size=8)


@given(shapes=ARRAYS, small=st.booleans())
@examples(30)
def test_arrays_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, shapes: list[tuple[type, int]], small: bool
) -> None:
    path = tmp_path_factory.mktemp("sections") / "one"
    arrays = {
        f"array {at}": (np.arange(count) * 7919 + at).astype(kind) for at, (kind, count) in enumerate(shapes)
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sections, "SMALL", 1 << 20 if small else 0)
        sections.save(path, arrays)
        found, total = sections.load(path), sections.total(path)
    content = path.read_bytes()
    assert total == (len(content), sections.total(path)[1])
    assert len(content) % sections.ALIGNED == 0
    assert list(found) == list(arrays)
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype
        assert found[name].tolist() == array.tolist()
        assert found[name].flags.aligned
        assert found[name].flags.c_contiguous
        assert not found[name].flags.writeable
    assert sections.sizes(path) == {name: array.nbytes for name, array in arrays.items()}


@pytest.mark.parametrize("left", [0, 4, 20, 100])
def test_what_is_cut_is_damaged(tmp_path: Path, left: int) -> None:
    sections.save(tmp_path / "one", {"a": np.arange(100), "b": np.arange(100)})
    (tmp_path / "two").write_bytes((tmp_path / "one").read_bytes()[:left])
    with pytest.raises(ValueError, match=r"two|JSON|Expecting"):
        sections.load(tmp_path / "two")


def test_a_file_is_not_written_over_another(tmp_path: Path) -> None:
    sections.save(tmp_path / "one", {})
    with pytest.raises(FileExistsError):
        sections.save(tmp_path / "one", {})
    assert sections.load(tmp_path / "one") == {}


@given(bits=st.lists(st.integers(0, 8 * 4000), min_size=1, max_size=3, unique=True))
@examples(60)
def test_bits_that_turn_over_are_seen(tmp_path_factory: pytest.TempPathFactory, bits: list[int]) -> None:
    path = tmp_path_factory.mktemp("sections") / "one"
    sections.save(path, {"a": np.arange(500), "b": np.zeros(100, np.uint16)})
    content = bytearray(path.read_bytes())
    before = sections.total(path)
    for bit in bits:
        content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)
    assert sections.total(path)[0] == before[0]
    assert sections.total(path)[1] != before[1]
    path.write_bytes(content[:-8])
    assert sections.total(path) != before
