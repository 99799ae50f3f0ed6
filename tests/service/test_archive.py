from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from touchline.service.archive import ArchiveError, read_manifest, unpack, writing

PARTS = {"operations.sqlite3": b"\0" * 5_000, "secret-key": b"key", "lake/a.parquet": bytes(range(256)) * 400}


def make(folder: Path, parts: dict[str, bytes] = PARTS) -> Path:
    file = folder / "archive"
    file.unlink(missing_ok=True)
    (folder / "part").unlink(missing_ok=True)
    with writing(file, lambda _size: None) as archive:
        archive.add_json("manifest.json", {"format": 1, "business": "Fête"})
        for name, data in parts.items():
            (folder / "part").write_bytes(data)
            archive.add_file(name, folder / "part")
    return file


def quiet(_share: float) -> None:
    pass


def test_what_was_written_is_read(tmp_path: Path) -> None:
    file = make(tmp_path)
    assert file.stat().st_mode & 0o077 == 0
    assert read_manifest(file)["business"] == "Fête"
    shares: list[float] = []
    assert unpack(file, tmp_path / "out", shares.append)["format"] == 1
    found = {str(path.relative_to(tmp_path / "out")): path for path in (tmp_path / "out").rglob("*")}
    assert {name: found[name].read_bytes() for name in PARTS} == PARTS
    assert 0 < shares[-1] <= 1


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(share=st.floats(0, 1, exclude_max=True))
def test_cut_off_anywhere_it_is_not_whole(tmp_path: Path, share: float) -> None:
    file = make(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    out = tmp_path / "out"
    with pytest.raises(ArchiveError, match=r"incomplete|no whole backup"):
        unpack(file, out, quiet)
    for path in sorted(out.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(share=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_a_changed_byte_is_found_wherever_it_counts(tmp_path: Path, share: float, flip: int) -> None:
    file = make(tmp_path)
    whole = bytearray(file.read_bytes())
    whole[int(len(whole) * share)] ^= flip
    file.write_bytes(bytes(whole))
    out = tmp_path / "out"
    try:
        unpack(file, out, quiet)
    except ArchiveError:
        pass
    else:  # a byte of the header that says nothing, such as when it was packed
        assert {name: (out / name).read_bytes() for name in PARTS} == PARTS
    for path in sorted(out.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


@pytest.mark.parametrize(
    "more", [b"again", b"\0" * (1 << 20), gzip.compress(b"x"), gzip.compress(b"\0" * 20_480)]
)
def test_what_goes_on_behind_the_end_is_refused(tmp_path: Path, more: bytes) -> None:
    file = make(tmp_path)
    whole = file.read_bytes()
    for number, bytes_ in enumerate((whole + whole, whole + more)):
        file.write_bytes(bytes_)
        if not more.strip(b"\0") and number:
            unpack(file, tmp_path / "padded", quiet)  # a tape or a disk fills up with zeros
            continue
        with pytest.raises(ArchiveError, match=r"behind the end|no whole backup"):
            unpack(file, tmp_path / f"out{number}", quiet)


@pytest.mark.parametrize(
    "name", ["../evil", "lake/../../evil", "/etc/evil", "evil", "lake/./a", "imports/../secret-key", "lake"]
)
def test_strange_names_are_refused(tmp_path: Path, name: str) -> None:
    file = make(tmp_path, {name: b"x"})
    with pytest.raises(ArchiveError, match="what no backup of Touchline holds"):
        unpack(file, tmp_path / "deep" / "out", quiet)
    assert not list(tmp_path.rglob("evil"))


def test_links_and_doubled_members_are_refused(tmp_path: Path) -> None:
    def packed(*members: tarfile.TarInfo) -> Path:
        file = tmp_path / "strange"
        with gzip.open(file, "wb") as stream, tarfile.open(fileobj=stream, mode="w|") as tar:
            first = tarfile.TarInfo("manifest.json")
            first.size = 2
            tar.addfile(first, io.BytesIO(b"{}"))
            for member in members:
                tar.addfile(member, io.BytesIO(b""))
        return file

    link = tarfile.TarInfo("lake/a")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    for members in ((link,), (tarfile.TarInfo("secret-key"), tarfile.TarInfo("secret-key"))):
        with pytest.raises(ArchiveError, match="what no backup of Touchline holds"):
            unpack(packed(*members), tmp_path / "out", quiet)
        (tmp_path / "out" / "secret-key").unlink(missing_ok=True)
    with pytest.raises(ArchiveError, match="incomplete"):
        unpack(packed(tarfile.TarInfo("secret-key")), tmp_path / "out", quiet)


@pytest.mark.parametrize("data", [b"", b"no archive", gzip.compress(b""), gzip.compress(b"text" * 1000)])
def test_another_file_is_no_backup(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "file"
    file.write_bytes(data)
    with pytest.raises(ArchiveError, match="backup of Touchline"):
        read_manifest(file)
