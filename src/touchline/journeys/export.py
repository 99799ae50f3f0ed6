"""What every answer can become: rows, JSON, an Arrow table, a pandas frame."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterable, Iterator
from dataclasses import Field, fields, is_dataclass
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from touchline.journeys.question import Period, instant

Shown = Callable[[Decimal], Any]
"""What becomes of money; as JSON it is exact text such as ``"1204.00"``."""

AS_TEXT: Shown = "{:f}".format
MOST_DIGITS = 3
"""Digits of a minor unit: two for most currencies, never more than three."""


R = TypeVar("R", bound="Row")


class Row:
    """One row of an answer: a frozen dataclass whose fields are the columns.

    A field that would be a word of Python ends in an underscore, which its column does not have.
    """

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    KEY: ClassVar[tuple[str, ...]] = ()
    """The fields that tell a row from the others; where none are named, those that are text."""

    def behind(self, _place: int) -> dict[str, str]:
        """The selector of each field that is a number of people; the row stands at ``place``, from 1."""
        return {}

    def called(self) -> str:
        """What the row is called in a list of several: its key in words."""
        names = self.KEY or tuple(item.name for item in fields(self) if item.type == "str")
        return " · ".join(str(getattr(self, name)) for name in names)

    def to_dict(self, money: Shown = AS_TEXT) -> dict[str, Any]:
        """The row as plain Python, with the rows inside it."""
        return {item.name.removesuffix("_"): plain(getattr(self, item.name), money) for item in fields(self)}


def rows_of(kind: type[R], columns: Iterable[Iterable[Any]]) -> list[R]:
    """Many rows of a class from the columns of its fields, in a third of the time of calling it for each."""
    names = [item.name for item in fields(kind)]
    made = []
    for values in zip(*columns, strict=True):
        row = object.__new__(kind)
        row.__dict__.update(zip(names, values, strict=True))
        made.append(row)
    return made


class Exported:
    """An answer with a table ``table`` of rows of one class ``ROW``."""

    ROW: ClassVar[type[Row]]

    @property
    def table(self) -> tuple[Row, ...]:
        """The rows, frozen."""
        raise NotImplementedError

    def rows(self, money: Shown = AS_TEXT) -> list[dict[str, Any]]:
        """The table as a list of plain dictionaries."""
        return [row.to_dict(money) for row in self.table]

    def shown(self) -> list[dict[str, Any]]:
        """The table for a terminal, which may have fewer columns."""
        return self.rows()

    def notes(self) -> Iterator[str]:
        """What stands below the table on a terminal: the rest of the answer, in sentences."""
        yield from ()

    def behind(self) -> list[dict[str, str]]:
        """For each row of the table the selectors of its numbers of people, by field."""
        return [row.behind(place) for place, row in enumerate(self.table, 1)]

    def compared(self) -> tuple[tuple[Row, dict[str, str]], ...]:
        """The rows that are held against those of another answer, each with its selectors."""
        return tuple(zip(self.table, self.behind(), strict=True))

    def arrow(self) -> Any:
        """The table as a ``pyarrow.Table``, with the same types whether or not there are rows."""
        import pyarrow as pa

        return pa.Table.from_pylist(
            self.rows(money=lambda exact: exact), schema=pa.schema(_columns(self.ROW))
        )

    def pandas(self) -> Any:
        """The table as a ``pandas.DataFrame``, with money as floats.

        Without pandas ``ImportError`` says how to install it.
        """
        try:
            import pandas as pd
        except ImportError:
            raise ImportError(
                "pandas is not installed. Install it with: pip install 'touchline[notebook]'"
            ) from None
        names = [item.name.removesuffix("_") for item in fields(self.ROW)]
        return pd.DataFrame(self.rows(money=float), columns=names)


def plain(value: Any, money: Shown = AS_TEXT) -> Any:
    """A value of a row as JSON knows it."""
    if isinstance(value, Row):
        return value.to_dict(money)
    if isinstance(value, Decimal):
        return money(value)
    return [plain(item, money) for item in value] if isinstance(value, tuple) else value


def period_dict(period: Period) -> dict[str, str | None]:
    """A period as JSON: both ends as instants, or null."""
    ends = {"from": period.start, "to": period.end}
    return {name: None if end is None else instant(end) for name, end in ends.items()}


def _columns(row: type[Row]) -> list[tuple[str, Any]]:
    hints = typing.get_type_hints(row)
    return [(item.name.removesuffix("_"), _arrow_type(hints[item.name])) for item in fields(row)]


def _arrow_type(hint: Any) -> Any:
    import pyarrow as pa

    if isinstance(hint, types.UnionType):
        hint = next(part for part in typing.get_args(hint) if part is not type(None))
    if typing.get_origin(hint) is tuple:
        return pa.list_(_arrow_type(typing.get_args(hint)[0]))
    if is_dataclass(hint):
        return pa.struct(_columns(typing.cast(type[Row], hint)))
    money = pa.decimal128(38, MOST_DIGITS)
    return {int: pa.int64(), float: pa.float64(), str: pa.string(), bool: pa.bool_(), Decimal: money}[hint]
