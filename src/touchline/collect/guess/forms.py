"""How the times and the money of a file are written, and in which zone and currency they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from touchline.collect.cells import numbers
from touchline.collect.cells.numbers import POINT, Form
from touchline.collect.guess.glance import Glance
from touchline.collect.guess.survey import Survey, decimal_of, order_by
from touchline.collect.importers import Reading
from touchline.collect.importers.reading import CSV
from touchline.collect.options import CONTINUED
from touchline.workspace.models import BusinessSettings

SHARED = {
    "$": ("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN", "ARS", "CLP", "COP", "TWD", "BBD", "JMD"),
    "¥": ("JPY", "CNY"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "kr.": ("SEK", "NOK", "DKK", "ISK"),
}
"""Currencies that one sign may mean."""


@dataclass
class Forms:
    """What was found: ``words`` of the command line, ``numbers`` by column, sentences and questions.

    ``wall``: some time names no offset.
    """

    words: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, Form] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    wall: bool = False


def forms_of(about: Glance, columns: Mapping[str, int], kind: str, asked: Mapping[str, str]) -> Forms:
    """Find the forms of times and money out; what was ``asked`` for holds."""
    forms = Forms()
    if kind == "people":
        return forms
    seen = about.survey(columns, times="dates" not in asked, money="decimal" not in asked)
    header = about.header
    forms.wall = "time" in columns and seen.wall
    if "time" in columns:
        _times(forms, seen, header[columns["time"]], asked)
    decimals = {
        name: _decimal(forms, seen, name, header[columns[name]], asked, about.reading) for name in seen.money
    }
    telling = {decimals[name] for name, one in seen.money.items() if one.settled or one.open}
    if len(telling) == 1:
        decimals = dict.fromkeys(decimals, *telling)
    if len(set(decimals.values())) == 1:
        forms.words["decimal"] = next(iter(decimals.values()))
    signs = _signs(forms, seen, columns, header, asked)
    forms.numbers = {name: Form(decimal, signs) for name, decimal in decimals.items()}
    if kind == "orders" and "lines" not in asked:
        _lines(forms, seen)
    if forms.words.get("decimal") == POINT:
        del forms.words["decimal"]
    return forms


def _times(forms: Forms, seen: Survey, column: str, asked: Mapping[str, str]) -> None:
    if "dates" not in asked:
        order, why, question = order_by(seen.times, column)
        forms.words["dates"] = order.value
        forms.said += [why] if why else []
        forms.questions += [question] if question else []
    if seen.wall and "time_zone" not in asked:
        zone = BusinessSettings.current().zone
        forms.said.append(f"Times without an offset are read in {zone}, the zone of the business.")
    elif seen.wall:
        forms.said.append(f"Times without an offset are read in {asked['time_zone']}.")


def _decimal(
    forms: Forms, seen: Survey, name: str, column: str, asked: Mapping[str, str], reading: Reading
) -> str:
    if "decimal" in asked:
        return asked["decimal"]
    decimal, why, question = decimal_of(seen.money[name], column, typed=reading.format != CSV)
    forms.said += [why] if why else []
    forms.questions += [question] if question else []
    return decimal


def _signs(
    forms: Forms, seen: Survey, columns: Mapping[str, int], header: tuple[str, ...], asked: Mapping[str, str]
) -> tuple[str, ...]:
    """Signs of currencies that may stand at the amounts; they settle the currency, or ask for it."""
    named = {name: one.signs for name, one in seen.money.items() if one.signs}
    signs = tuple(sorted(frozenset().union(*named.values())))
    if not signs or "currency" in columns:
        return signs
    where = " and ".join(repr(header[columns[name]]) for name in named)
    codes = {numbers.currency_of(sign) for sign in signs}
    if len(codes) > 1:
        forms.questions.append(
            f"The amounts in {where} are in several currencies ({', '.join(signs)}). Put the code of each "
            "row's currency into a column and name it: --currency COLUMN."
        )
        return signs
    [code] = codes
    known = asked.get("currency", "").upper() or (code or BusinessSettings.current().currency)
    may_be = (code,) if code else tuple(dict.fromkeys(one for sign in signs for one in SHARED.get(sign, ())))
    if known not in may_be:
        asks = f"is not {known}" if "currency" in asked else f"may be {', '.join(may_be)}"
        forms.questions.append(
            f"The sign {signs[0]} at the amounts in {where} {asks}. Say which it is: --currency CODE."
        )
    elif "currency" not in asked:
        forms.words["currency"] = known
        forms.said.append(f"The currency is {known}: {signs[0]} stands at the amounts in {where}.")
    return signs


def _lines(forms: Forms, seen: Survey) -> None:
    if not seen.lines:
        forms.questions.append(
            "Rows of one order have the same total on each of them. Say --lines repeated when it is the "
            "total of the whole order, to be counted once, or --lines apart when each row has its own money."
        )
        return
    forms.words["lines"] = seen.lines
    if seen.lines == CONTINUED:
        forms.said.append(
            "Rows below the first of an order leave its fields blank: they go on with it and add no money of "
            "their own."
        )
