"""How a file is read: which column stands for what, and what holds for the whole file."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from touchline.collect.cells.dates import Order
from touchline.collect.cells.numbers import COMMA, POINT, Form
from touchline.collect.importers import ImportError_, Reading
from touchline.collect.importers.reading import WORDS
from touchline.collect.reasons import LONGEST_NAME
from touchline.journeys import clock
from touchline.journeys.question import QuestionError
from touchline.lake.parquet import CAMPAIGN
from touchline.people.models import BroughtAs
from touchline.workspace import currencies
from touchline.workspace.models import BusinessSettings

ROW, REASON = "refused row", "refused because"
"""Columns that stand before the cells of a row in a file of refused rows."""


@dataclass(frozen=True)
class Shape:
    """What a kind of import wants: columns it needs, columns it may have, words for the whole file."""

    needs: tuple[str, ...]
    may: tuple[str, ...]
    words: tuple[str, ...]


SHAPES = {
    "touches": Shape(
        ("person", "time", "touchpoint"),
        ("other_id", "channel", "value", "order", "event_id", *CAMPAIGN),
        ("touchpoint_name", "currency", "time_zone", "initiative", "source", "dates", "decimal", *WORDS),
    ),
    "orders": Shape(
        ("person", "time", "order"),
        ("other_id", "value", "quantity", "price", "channel", "event_id", *CAMPAIGN),
        ("currency", "time_zone", "source", "dates", "decimal", "lines", *WORDS),
    ),
    "people": Shape(("person",), ("other_id", "name", "brought_by", "consent"), ("brought_as", *WORDS)),
}
MONEY = ("value", "quantity", "price")
APART, CONTINUED, REPEATED = "apart", "continued", "repeated"
LINES = (APART, CONTINUED, REPEATED)
"""How the rows of one order belong together: each with its own money; fields of the order only on the
first; the order's money on every one."""


@dataclass(frozen=True)
class Options:
    """A file's reading, settled. ``columns`` maps what a column stands for to its place in the header.

    ``names`` is the header with no name empty or twice: under these the other columns are kept.
    ``touchpoint_name`` is what rows met where no column or a blank cell says it, or "".
    ``currency`` is a code, or "" where a column says it (then ``columns["currency"]``). ``source`` is
    part of every row's identity. ``brought_as`` is a word, or "" where a column says it or nobody does.
    ``ignored`` are places of columns that are no part of a row, such as why it was refused before.
    ``reading`` is how the bytes become rows, ``dates`` the order of day and month, ``numbers`` the form of
    each column of money, ``lines`` one of ``LINES``. ``wall`` says that some time names no offset, so that
    ``zone`` matters. ``said`` are sentences on what was guessed.
    """

    columns: Mapping[str, int]
    names: tuple[str, ...]
    source: str
    touchpoint_name: str = ""
    zone: str = "UTC"
    currency: str = "EUR"
    initiative: str = "person"
    brought_as: str = ""
    ignored: tuple[int, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    reading: Reading = field(default_factory=Reading)
    dates: str = Order.ISO.value
    numbers: Mapping[str, Form] = field(default_factory=dict)
    lines: str = APART
    wall: bool = False
    said: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Options:
        """Back from JSON."""
        known: dict[str, Any] = {one.name: value[one.name] for one in fields(cls) if one.name in value}
        known |= {name: tuple(value.get(name, ())) for name in ("names", "ignored", "said")}
        known["reading"] = Reading.from_dict(value.get("reading", {}))
        known["numbers"] = {name: Form.from_dict(form) for name, form in value.get("numbers", {}).items()}
        return cls(**known)

    @property
    def of_orders(self) -> bool:
        """Whether every row is an order or a line of one; touches may name the order of their money."""
        return self.source.partition("/")[0] == "orders"

    def number(self, name: str) -> Form:
        """How the column of value, quantity or price is written."""
        return self.numbers.get(name, Form())


def asked_for(kind: str, given: Mapping[str, Any]) -> dict[str, str]:
    """What was given, as text, checked for words that such an import does not know."""
    shape = SHAPES.get(kind)
    if shape is None:
        raise ImportError_(f"There is no import of {kind!r}. Take one of {', '.join(SHAPES)}.")
    asked = {name: _lean(name, str(value)) for name, value in given.items() if value not in (None, "")}
    strange = set(asked) - {*shape.needs, *shape.may, *shape.words}
    if strange:
        raise ImportError_(f"An import of {kind} has no {option(min(strange))}.")
    return asked


def in_order(kind: str, given: Mapping[str, str]) -> dict[str, str]:
    """Options in the order of the command line; the store keeps none."""
    shape = SHAPES[kind]
    return {name: given[name] for name in (*shape.needs, *shape.may, *shape.words) if name in given}


def settle(
    kind: str, given: Mapping[str, Any], header: Sequence[str], reading: Reading | None = None
) -> Options:
    """Check what was asked against the file's header and fill in what the business settled.

    ``given`` has the names of ``SHAPES``; None and "" mean not given. A column is named exactly, else
    whatever the letters' case when only one matches. Raises ``ImportError_``.
    """
    asked = asked_for(kind, given)
    shape = SHAPES[kind]
    for name in needed(kind, asked):
        if name not in asked:
            raise ImportError_(f"Say which column is the {name}: {option(name)} COLUMN.")
    _one_amount(kind, asked)
    if kind == "touches" and "order" in asked and "value" not in asked:
        raise ImportError_(
            "An order id says to which order money belongs. Say --value COLUMN too, or no --order."
        )
    columns = {name: find_column(asked[name], header) for name in (*shape.needs, *shape.may) if name in asked}
    business = BusinessSettings.current()
    currency = _currency(asked.get("currency"), business.currency, header, columns)
    brought_as = asked.get("brought_as", "").lower()
    if brought_as not in ("", *BroughtAs.values) and _is_column(brought_as, header):
        columns["brought_as"], brought_as = find_column(asked["brought_as"], header), ""
    return Options(
        columns=columns,
        names=distinct_names(header),
        source="/".join([kind, *([asked["source"]] if "source" in asked else [])]),
        touchpoint_name=_name(asked.get("touchpoint_name", "")),
        zone=_zone(asked.get("time_zone") or business.zone),
        currency=currency,
        initiative=_one_of("initiative", asked.get("initiative", "person"), ("person", "business")),
        brought_as=_one_of("brought_as", brought_as, ("", *BroughtAs.values)),
        ignored=tuple(at for at, name in enumerate(header) if name in (ROW, REASON)),
        given=asked,
        reading=reading or Reading(),
        dates=_one_of("dates", asked.get("dates", "iso"), tuple(Order)),
        numbers=_forms(asked, columns),
        lines=_one_of("lines", asked.get("lines", APART), LINES),
    )


def needed(kind: str, asked: Collection[str]) -> tuple[str, ...]:
    """What an import needs columns for; one name for all rows stands for the column of touchpoints."""
    needs = SHAPES[kind].needs
    return tuple(one for one in needs if one != "touchpoint") if "touchpoint_name" in asked else needs


def find_column(name: str, header: Sequence[str]) -> int:
    """The place of a column. Raises ``ImportError_`` with the nearest name."""
    places = [at for at, one in enumerate(header) if one == name]
    if not places:
        places = [at for at, one in enumerate(header) if one.casefold() == name.casefold()]
    if len(places) > 1:
        raise ImportError_(f"{len(places)} columns of the file are called {name!r}. Rename them apart.")
    if places:
        return places[0]
    lowered = {one.casefold(): one for one in header}
    near = difflib.get_close_matches(name.casefold(), lowered, n=1, cutoff=0.5)
    hint = f" Did you mean {lowered[near[0]]!r}?" if near else ""
    listed = ", ".join(one[:40] for one in header[:20]) + (", …" if len(header) > 20 else "")
    raise ImportError_(f"The file has no column {name!r}.{hint} Its columns are: {listed}.")


def distinct_names(header: Sequence[str]) -> tuple[str, ...]:
    """The header with empty names filled in ("column 3") and repeated ones numbered ("note (2)")."""
    names: dict[str, None] = {}
    often: dict[str, int] = {}
    for at, given in enumerate(header):
        name = base = given or f"column {at + 1}"
        number = often.get(base, 1)
        while name in names:
            number += 1
            name = f"{base} ({number})"
        often[base] = number
        names[name] = None
    return tuple(names)


def _one_amount(kind: str, asked: Mapping[str, str]) -> None:
    if kind != "orders":
        return
    parts = [name for name in ("quantity", "price") if name in asked]
    if "value" in asked and parts:
        raise ImportError_("Give --value, or --quantity and --price, not both.")
    if "value" not in asked and len(parts) < 2:
        raise ImportError_(
            "Say what the order is worth: --value COLUMN, or --quantity COLUMN and --price COLUMN."
        )


def _lean(name: str, value: str) -> str:
    return value if name in ("delimiter", "quote") else value.strip()


def _forms(asked: Mapping[str, str], columns: Mapping[str, int]) -> dict[str, Form]:
    decimal = _one_of("decimal", asked.get("decimal", POINT), (POINT, COMMA))
    return {name: Form(decimal) for name in MONEY if name in columns} if decimal != POINT else {}


def _currency(asked: str | None, default: str, header: Sequence[str], columns: dict[str, int]) -> str:
    """A code; or "" when ``asked`` names a column, which then joins ``columns``."""
    code = (asked or default).upper()
    if currencies.known(code):
        return code
    if asked and _is_column(asked, header):
        columns["currency"] = find_column(asked, header)
        return ""
    near = difflib.get_close_matches(code, sorted(currencies.CODES), n=1, cutoff=0.6)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise ImportError_(
        f"There is no currency {asked or default!r}.{hint} Give a code of ISO 4217 such as EUR."
    )


def _is_column(name: str, header: Sequence[str]) -> bool:
    return any(name.casefold() == one.casefold() for one in header)


def _name(name: str) -> str:
    if len(name) > LONGEST_NAME:
        raise ImportError_(f"The name of the touchpoint is longer than {LONGEST_NAME} letters. Shorten it.")
    return name


def _zone(name: str) -> str:
    try:
        return clock.zone(name).name
    except QuestionError as error:
        raise ImportError_(str(error)) from None


def _one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        listed = ", ".join(word for word in known if word)
        raise ImportError_(f"{option(name)} is {value!r}. Take one of {listed}.")
    return value


def option(name: str) -> str:
    """The option of the command line for a name."""
    return "--" + name.replace("_", "-")
