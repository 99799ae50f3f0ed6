"""Long lists in pages: which part is shown, and the way to the parts beside it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from touchline.web.wording import count

SIZE = 50


@dataclass(frozen=True)
class Part:
    """Items ``start`` up to, not including, ``stop`` of ``total``; addresses of parts beside it, or ""."""

    start: int
    stop: int
    total: int
    before: str
    after: str

    @property
    def said(self) -> str:
        """Which part this is, in words; nothing when it is the whole."""
        if self.stop - self.start >= self.total:
            return ""
        return _("{first} to {last} of {total}").format(
            first=count(self.start + 1), last=count(self.stop), total=count(self.total)
        )


def part(request: HttpRequest, total: int, size: int = SIZE, name: str = "page") -> Part:
    """The part a request asks for with ``?page=2``; a number beyond the ends means the nearest end."""
    last = max(1, -(-total // size))
    number = min(max(_whole(request.GET.get(name)), 1), last)
    start = (number - 1) * size
    return Part(
        start=start,
        stop=min(start + size, total),
        total=total,
        before=_turned(request, name, number - 1) if number > 1 else "",
        after=_turned(request, name, number + 1) if number < last else "",
    )


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else 1


def _turned(request: HttpRequest, name: str, number: int) -> str:
    params = request.GET.copy()
    params[name] = str(number)
    return f"{request.path}?{params.urlencode()}"
