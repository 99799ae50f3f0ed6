"""From the names people write to the positions questions count with."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from functools import lru_cache

from touchline.journeys.index import Legend, Scheme
from touchline.journeys.question import QuestionError


class Names:
    """Touchpoint names of a legend, to be looked up exactly, else without regard to case.

    A further name of a touchpoint counts where no touchpoint is called so.
    """

    def __init__(self, touchpoints: tuple[str, ...], aliases: tuple[tuple[str, int], ...] = ()) -> None:
        self.touchpoints = touchpoints
        self.exact = dict(aliases) | {name: position for position, name in enumerate(touchpoints)}
        self.folded: dict[str, list[int]] = {}
        for position, name in enumerate(touchpoints):
            self.folded.setdefault(name.strip().casefold(), []).append(position)

    def get(self, name: str) -> int | None:
        """The position of a name, or None where there is none or where it may mean several."""
        if name in self.exact:
            return self.exact[name]
        alike = self.folded.get(name.strip().casefold(), [])
        return alike[0] if len(alike) == 1 else None

    def refusal(self, name: str) -> QuestionError:
        """Why a name is not a touchpoint, and which ones are near."""
        alike = self.folded.get(name.strip().casefold(), [])
        if len(alike) > 1:
            which = ", ".join(repr(self.touchpoints[at]) for at in alike[:5])
            return QuestionError(f"{name!r} may mean several touchpoints: {which}. Write it exactly.")
        if not self.touchpoints:
            return QuestionError(f"There is no touchpoint {name!r} yet. Import touches first.")
        return QuestionError(f"There is no touchpoint {name!r}.{self._near(name)}")

    def _near(self, name: str) -> str:
        keys = difflib.get_close_matches(name.strip().casefold(), self.folded, n=3, cutoff=0.5)
        near = [repr(self.touchpoints[self.folded[key][0]]) for key in keys]
        return f" Did you mean {' or '.join(near)}?" if near else ""


@lru_cache(maxsize=8)
def _made(touchpoints: tuple[str, ...], aliases: tuple[tuple[str, int], ...]) -> Names:
    return Names(touchpoints, aliases)


def _names(legend: Legend) -> Names:
    return _made(legend.touchpoints, legend.aliases)


def find_touchpoint(legend: Legend, name: str) -> int | None:
    """The position of a touchpoint by its name, or None."""
    return _names(legend).get(name)


def resolve_touchpoint(legend: Legend, name: str) -> int:
    """The position of a touchpoint: by its exact name, else by the only one that differs in case.

    Raises ``QuestionError`` with the nearest names.
    """
    names = _names(legend)
    found = names.get(name)
    if found is None:
        raise names.refusal(name)
    return found


def resolve_step(legend: Legend, text: str) -> tuple[int, ...]:
    """Positions of a step: ``A``, or ``A|B`` for any of several.

    A name may itself hold the bar: the whole text counts as a name first, then every way to read
    it as names with bars between. Raises ``QuestionError`` for an unknown name, or when there are two ways.
    """
    names = _names(legend)
    whole = names.get(text)
    if whole is not None:
        return (whole,)
    pieces = text.split("|")
    ways: list[tuple[int, ...]] = []
    for way in _readings(names, pieces):
        if way not in ways:
            ways.append(way)
        if len(ways) > 1:
            raise QuestionError(f"{text!r} can be read in two ways. Give its touchpoints as a list.")
    if ways:
        return tuple(dict.fromkeys(ways[0]))
    unknown = [piece for piece in pieces if names.get(piece) is None]
    raise names.refusal(unknown[0] if unknown and len(pieces) > 1 else text)


def _readings(names: Names, pieces: list[str]) -> Iterator[tuple[int, ...]]:
    if not pieces:
        yield ()
    for end in range(1, len(pieces) + 1):
        first = names.get("|".join(pieces[:end]))
        if first is not None:
            for rest in _readings(names, pieces[end:]):
                yield (first, *rest)


def resolve_steps(legend: Legend, given: Sequence[str | Sequence[str]]) -> tuple[tuple[int, ...], ...]:
    """Positions of a funnel's steps. A step is a text as in ``resolve_step``, or a list of exact names."""
    if isinstance(given, str):
        raise QuestionError("Give the steps of a funnel as a list of touchpoints.")
    return tuple(resolve_step(legend, one) if isinstance(one, str) else _any_of(legend, one) for one in given)


def _any_of(legend: Legend, given: Sequence[str]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(resolve_touchpoint(legend, name) for name in given))


def resolve_link(legend: Legend, text: str) -> tuple[int, int]:
    """The two ends of ``A>B``. A name may itself hold the sign; two ways to read it are refused."""
    names = _names(legend)
    pieces = text.split(">")
    if len(pieces) < 2:
        raise QuestionError(f"{text!r} is not a link. Write it as A>B.")
    splits = [(">".join(pieces[:at]), ">".join(pieces[at:])) for at in range(1, len(pieces))]
    ways = [
        (left, right)
        for before, after in splits
        if (left := names.get(before)) is not None and (right := names.get(after)) is not None
    ]
    if len(ways) > 1:
        raise QuestionError(f"{text!r} can be read in {len(ways)} ways: names of touchpoints hold '>'.")
    if ways:
        return ways[0]
    before, after = splits[0]
    raise names.refusal(before if names.get(before) is None else after)


def label(legend: Legend, positions: Sequence[int]) -> str:
    """The name of a step: its touchpoints, joined by a bar."""
    return "|".join(legend.touchpoints[position] for position in positions)


def resolve_scheme(legend: Legend, name: str) -> Scheme:
    """A scheme of the legend by its name. Raises ``QuestionError`` with those there are."""
    if name in legend.schemes:
        return legend.schemes[name]
    known = ", ".join(sorted(legend.schemes)) or "none"
    raise QuestionError(f"There is no scheme {name!r}. These are there: {known}.")


def known_positions(legend: Legend, positions: Sequence[int]) -> None:
    """Raise ``QuestionError`` unless every position is a touchpoint of the legend."""
    count = len(legend.touchpoints)
    for position in positions:
        if not 0 <= position < count:
            raise QuestionError(f"There is no touchpoint at position {position}; the record has {count}.")
