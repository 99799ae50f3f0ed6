"""Pictures: only what is one is kept, without what it says besides."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow
from PIL import PngImagePlugin

from touchline.plan import maps, touchpoints
from touchline.plan.errors import PlanError
from touchline.plan.images import NoPicture, cleaned
from touchline.plan.models import Picture
from touchline.plan.pictures import MOST_BYTES, add_picture, type_of
from touchline.plan.reading import find_map, plan_of
from touchline.service.undoing import undo

SECRET = b"Harbour lane 7"


def made(kind: str, turned: int = 1, mode: str = "RGB") -> bytes:
    image = Pillow.effect_noise((40, 20), 50).convert(mode)
    out = io.BytesIO()
    exif = Pillow.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = turned
    more = PngImagePlugin.PngInfo()
    more.add_text("Comment", SECRET.decode())
    image.save(out, kind, exif=exif, **({"pnginfo": more} if kind == "PNG" else {}))
    return out.getvalue()


@pytest.mark.parametrize(("kind", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")])
def test_a_picture_without_what_it_says_besides(kind: str, ending: str) -> None:
    data = made(kind)
    assert SECRET in data
    image = cleaned(data)
    assert (image.kind, image.width, image.height) == (ending, 40, 20)
    assert SECRET not in image.data
    assert (
        Pillow.open(io.BytesIO(image.data)).convert("RGB").tobytes()
        == Pillow.open(io.BytesIO(data)).convert("RGB").tobytes()
    )
    assert cleaned(image.data) == image


def test_which_way_up_it_is_stays() -> None:
    image = Pillow.open(io.BytesIO(cleaned(made("JPEG", turned=6)).data))
    assert dict(image.getexif()) == {0x0112: 6}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_is_cut_off_or_damaged_is_none(kind: str) -> None:
    data = made(kind)
    for size in (0, 3, 12, 30, len(data) // 2):
        with pytest.raises(NoPicture):
            cleaned(data[:size])


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\x40\0\0\0WEBP"]),
)
def test_no_bytes_break_it(data: bytes, head: bytes) -> None:
    with contextlib.suppress(NoPicture):
        cleaned(head + data)


@pytest.mark.django_db
def test_kept_once_attached_and_undone(home: Path) -> None:
    maps.add_map("Shop", {}, member=None)
    touchpoints.add_touchpoint(find_map(), "Sign", {}, member=None)
    picture = add_picture(made("JPEG"), " The sign ", member=None)
    assert add_picture(made("JPEG"), "again", member=None).pk != 0
    assert (picture.title, type_of(picture)) == ("The sign", "image/jpeg")
    assert picture.path.parent == home / "pictures"
    assert picture.path.stat().st_size == picture.size
    saved = touchpoints.change_touchpoint(find_map(), "sign", {"pictures": [picture.name]}, member=None)
    assert plan_of(find_map()).touchpoints["sign"].pictures == (picture.name,)
    assert saved.entry is not None
    undo(saved.entry.pk, None)
    assert plan_of(find_map()).touchpoints["sign"].pictures == ()
    assert picture.path.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\0" * (50 * 1024 * 1024), "has 50 MB; at most 10 MB"),
        (b"<svg onload='x'/>", "no whole picture"),
        (b"GIF89a", "no whole picture"),
        (b"\xff\xd8\xff\xe0 not one", "no whole picture"),
    ],
)
def test_what_is_no_picture_gets_a_sentence(home: Path, data: bytes, why: str) -> None:
    with pytest.raises(PlanError, match=why):
        add_picture(data, "", member=None)
    assert not Picture.objects.exists()
    assert not (home / "pictures").exists()
    assert MOST_BYTES == 10 * 1024 * 1024
