"""Pictures of touchpoints: kept as files, each once, named by a hash of what they hold.

Which touchpoint shows which is a field of the touchpoint (``pictures``), changed and undone with it; a file
stays while anything may bring it back.
"""

from __future__ import annotations

import hashlib
import os

from django.conf import settings
from django.utils.translation import gettext as _

from touchline.plan.errors import PlanError
from touchline.plan.images import NoPicture, cleaned
from touchline.plan.models import Picture
from touchline.workspace.models import Member

MOST_BYTES = 10 * 1024 * 1024
TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
LONGEST_TITLE = 200


def add_picture(data: bytes, title: str, *, member: Member | None) -> Picture:
    """Keep a picture, without what its file says of place, time and camera. Raises ``PlanError``.

    Attach it with ``touchpoints.change_touchpoint(…, {"pictures": (*planned.pictures, picture.name)})``.
    """
    if len(data) > MOST_BYTES:
        raise PlanError(
            _("This picture has {size} MB; at most {most} MB can be kept. Make it smaller.").format(
                size=f"{len(data) / 1024 / 1024:,.0f}", most=MOST_BYTES // 1024 // 1024
            )
        )
    try:
        image = cleaned(data)
    except NoPicture:
        raise PlanError(_("This is no whole picture in PNG, JPEG or WebP. Send another one.")) from None
    name = f"{hashlib.sha256(image.data).hexdigest()[:32]}.{image.kind}"
    _keep(name, image.data)
    picture, _made = Picture.objects.get_or_create(
        name=name,
        defaults={
            "title": title.strip()[:LONGEST_TITLE],
            "size": len(image.data),
            "width": image.width,
            "height": image.height,
            "added_by": member,
        },
    )
    return picture


def type_of(picture: Picture) -> str:
    """What a page says the file is."""
    return TYPES[picture.name.rsplit(".", 1)[-1]]


def _keep(name: str, data: bytes) -> None:
    """Write the file whole and synced, or not at all."""
    folder = settings.TOUCHLINE.pictures
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / name
    if path.exists():
        return
    fresh = folder / f".{name}.{os.getpid()}"
    with fresh.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)
    below = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(below)
    finally:
        os.close(below)
