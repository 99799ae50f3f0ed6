"""Pictures as bytes: told by what they hold, and without what they say besides. Pure.

PNG, JPEG and WebP, whatever a file is called. Where and when a picture was taken, by whom and with what is
taken out; which way up it is stays.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MOST_PIXELS = 100_000_000
PNG = b"\x89PNG\r\n\x1a\n"
KEPT_PNG = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT".split())
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of JPEG that say how large a picture is."""
UPRIGHT = 1


class NoPicture(ValueError):
    """Bytes that are no picture this Touchline shows."""


@dataclass(frozen=True)
class Image:
    """A picture: ``png``, ``jpg`` or ``webp``, its size in pixels, and its bytes, cleaned."""

    kind: str
    width: int
    height: int
    data: bytes


def cleaned(data: bytes) -> Image:
    """The picture in these bytes. Raises ``NoPicture``."""
    try:
        image = _read(data)
    except (struct.error, IndexError, ValueError) as error:
        raise NoPicture(str(error)) from None
    if not 0 < image.width * image.height <= MOST_PIXELS:
        raise NoPicture("size")
    return image


def _read(data: bytes) -> Image:
    if data.startswith(PNG):
        return _png(data)
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    raise NoPicture("kind")


def _png(data: bytes) -> Image:
    kept, width, height, last = [PNG], 0, 0, b""
    for name, body in _png_chunks(data):
        if name == b"IHDR":
            width, height = struct.unpack(">II", body[:8])
        if name in KEPT_PNG:
            kept.append(
                struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
            )
        last = name
    if last != b"IEND" or not any(part[4:8] == b"IDAT" for part in kept):
        raise NoPicture("cut off")
    return Image("png", width, height, b"".join(kept))


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG)
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        (crc,) = struct.unpack_from(">I", data, at + 8 + size)
        if crc != zlib.crc32(name + body):
            raise NoPicture("damaged")
        yield name, body
        if name == b"IEND":
            return
        at += 12 + size


def _jpeg(data: bytes) -> Image:
    kept, width, height, turned, at = [b"\xff\xd8"], 0, 0, UPRIGHT, 2
    while data[at] == 0xFF and data[at + 1] != 0xDA:
        marker = data[at + 1]
        (size,) = struct.unpack_from(">H", data, at + 2)
        segment = data[at : at + 2 + size]
        if len(segment) < 2 + size or size < 2:
            raise NoPicture("cut off")
        if marker in FRAMES:
            height, width = struct.unpack_from(">HH", segment, 5)
        if marker == 0xE1 and segment[4:10] == b"Exif\0\0":
            turned = _turned(segment[10:])
        if not (0xE1 <= marker <= 0xEF or marker == 0xFE) or marker in (0xE2, 0xEE):
            kept.append(segment)
        at += 2 + size
    end = data.rfind(b"\xff\xd9")
    if data[at : at + 2] != b"\xff\xda" or end < at:
        raise NoPicture("cut off")
    if turned != UPRIGHT:
        kept.insert(1, _turn(turned))
    return Image("jpg", width, height, b"".join([*kept, data[at : end + 2]]))


def _turned(tiff: bytes) -> int:
    """Which way up a camera held it, from 1 to 8."""
    order = ">" if tiff[:2] == b"MM" else "<"
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        for number in range(min(count, 200)):
            tag, _kind, _n, value = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * number)
            if tag == 0x0112:
                return value if 1 <= value <= 8 else UPRIGHT
    except struct.error:
        pass
    return UPRIGHT


def _turn(turned: int) -> bytes:
    """A segment that says only which way up it is."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, turned, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _webp(data: bytes) -> Image:
    (whole,) = struct.unpack_from("<I", data, 4)
    if whole + 8 > len(data):
        raise NoPicture("cut off")
    kept, width, height, at = [], 0, 0, 12
    while at + 8 <= whole + 8:
        name = data[at : at + 4]
        (size,) = struct.unpack_from("<I", data, at + 4)
        body = data[at + 8 : at + 8 + size]
        if len(body) < size:
            raise NoPicture("cut off")
        if name == b"VP8X":
            width, height = (int.from_bytes(body[n : n + 3], "little") + 1 for n in (4, 7))
            body = bytes([body[0] & ~0x0C]) + body[1:]  # it says no more that camera and editor have a say
        elif name == b"VP8 " and not width:
            width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", body, 6))
        elif name == b"VP8L" and not width:
            (bits,) = struct.unpack_from("<I", body, 1)
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        if name not in (b"EXIF", b"XMP "):
            kept.append(name + struct.pack("<I", size) + body + b"\0" * (size % 2))
        at += 8 + size + size % 2
    if not any(part[:3] in (b"VP8", b"ANM") for part in kept):
        raise NoPicture("cut off")
    body = b"WEBP" + b"".join(kept)
    return Image("webp", width, height, b"RIFF" + struct.pack("<I", len(body)) + body)
