"""A table of rates as text: ``date,currency,rate``, one line a rate."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from django.utils.translation import gettext as _

from touchline.workspace.rates import Day, RateError, read_currency, read_day, read_rate

COLUMNS = ("date", "currency", "rate")
LARGEST_FILE = 20 * 1024 * 1024
MOST_NAMED = 5
"""Lines at fault that a refusal names; it counts the rest."""


def read_table(content: bytes | str) -> dict[Day, str]:
    """The rates of a table, all of them good. Raises ``RateError``, which names the lines at fault.

    The first line names the columns, in any order, others are passed over. Columns are parted by
    commas, semicolons or tabs; where not by commas, a rate may have a decimal comma.
    """
    text = _text(content)
    lines = text.splitlines()
    head = next((line for line in lines if line.strip()), "")
    sign = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO(text), delimiter=sign)
    names: list[str] = []
    found: dict[Day, str] = {}
    wrong: list[str] = []
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if not names:
            names = [cell.strip().casefold() for cell in row]
            _has_columns(names)
            continue
        try:
            _take(row, names, sign, found)
        except RateError as error:
            wrong.append(_("Line {n}: {why}").format(n=rows.line_num, why=error))
    if not names or (not found and not wrong):
        raise RateError(
            _("There are no rates in it. The first line is date,currency,rate; each other one a rate.")
        )
    if wrong:
        more = len(wrong) - MOST_NAMED
        said = " ".join(wrong[:MOST_NAMED])
        if more > 0:
            said += " " + _("And {n} more.").format(n=f"{more:,}")
        raise RateError(_("Nothing was saved.") + " " + said)
    return found


def _text(content: bytes | str) -> str:
    if len(content) > LARGEST_FILE:
        raise RateError(_("The file is larger than 20 MB. Split it."))
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    try:
        return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise RateError(_("The file is no text in UTF-8. Save it as CSV in UTF-8.")) from None


def _has_columns(names: list[str]) -> None:
    for name in COLUMNS:
        if names.count(name) != 1:
            raise RateError(
                _("The first line has to name date, currency and rate, each once. It says: {line}").format(
                    line=", ".join(names)[:100]
                )
            )


def _take(row: list[str], names: list[str], sign: str, found: dict[Day, str]) -> None:
    if len(row) < len(names):
        raise RateError(_("it has fewer columns than the first line."))
    day, currency, rate = (row[names.index(name)] for name in COLUMNS)
    if sign != "," and "." not in rate:
        rate = rate.replace(",", ".", 1)
    key, value = (read_currency(currency), read_day(day)), read_rate(rate)
    if found.setdefault(key, value) != value:
        raise RateError(
            _("{currency} has two rates on {day}.").format(currency=key[0], day=key[1].isoformat())
        )


def read_file(path: Path) -> dict[Day, str]:
    """The rates of a file, as ``read_table``."""
    if path.stat().st_size > LARGEST_FILE:
        raise RateError(_("The file is larger than 20 MB. Split it."))
    return read_table(path.read_bytes())
