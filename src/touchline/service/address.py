"""The address people reach the workspace under, for commands that print links."""

from __future__ import annotations

import os

from touchline.settings import Settings

_NAME = "public-url"


def remember_address(settings: Settings) -> None:
    """Write down under which address the workspace is served."""
    (settings.home / _NAME).write_text(settings.public_url)


def public_address(settings: Settings) -> str:
    """The address of links: what the environment says, else what it was served under last."""
    path = settings.home / _NAME
    if os.environ.get("TOUCHLINE_PUBLIC_URL") or not path.exists():
        return settings.public_url
    return path.read_text().strip() or settings.public_url
