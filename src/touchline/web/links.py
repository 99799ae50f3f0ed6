"""The number that is a link: a count of people opens the list of exactly them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote_plus, urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from touchline.service.asking import Asked
from touchline.web import wording
from touchline.web.charts.svg import el


@dataclass(frozen=True)
class Behind:
    """Where the people behind the numbers of one answer are: the question and its generation."""

    asked: Asked
    generation: str
    part: str = ""

    def href(self, selector: str, people: int) -> str:
        """The address of the list behind a number. It carries the number, to say it if the list changes."""
        return f"{self._question}&people={quote_plus(selector)}&{self._as_of}&n={people}"

    @cached_property
    def _question(self) -> str:
        """The beginning of every address: a page may have thousands."""
        params = self.asked.to_params() + ([("part", self.part)] if self.part else [])
        return f"{reverse('behind')}?{urlencode(params)}"

    @cached_property
    def _as_of(self) -> str:
        return urlencode({"as_of": self.generation})

    def link(self, people: int, selector: str, *, label: str = "", bad: bool = False) -> SafeString:
        """A count of people as a link. Nobody is quiet text, because there is no list to open.

        ``label`` says which people, for those who hear the page; without it the words around say so.
        """
        return number_link(people, self.href(selector, people), label=label, bad=bad)


def number_link(people: int, href: str, *, label: str = "", bad: bool = False) -> SafeString:
    """A count as the one look of a number that opens a list; zero is quiet text."""
    shown = wording.count(people)
    if not people:
        return el("span", shown, class_="qq")
    name = _("{number}: {what}").format(number=shown, what=label) if label else None
    return el("a", shown, class_="n bad" if bad else "n", href=href, aria_label=name)


def address(route: str, params: Mapping[str, str | list[str] | None], **parts: object) -> str:
    """The address of a page with those parameters that say something."""
    kept: list[tuple[str, str]] = []
    for name, value in params.items():
        values = value if isinstance(value, list) else [value or ""]
        kept += [(name, one) for one in values if one]
    where = reverse(route, kwargs=parts or None)
    return f"{where}?{urlencode(kept)}" if kept else where
