"""Amounts as people write them: decimal sign, thousands signs, currency signs, minus in any place.

How a column is written is a ``Form``, the same for all its rows: with a decimal comma ``1.234`` is one
thousand two hundred and thirty-four in every row. ``plain`` turns its texts into plain decimals; what
does not fit the form becomes no number. ``Evidence`` is what a column says about its form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from touchline.workspace import currencies

POINT, COMMA = "point", "comma"
NO_NUMBER = "?"
CURRENCIES = {
    "€": "EUR", "£": "GBP", "₽": "RUB", "руб": "RUB", "руб.": "RUB", "р.": "RUB", "₹": "INR", "zł": "PLN",
    "Kč": "CZK", "Ft": "HUF", "₺": "TRY", "₩": "KRW", "₪": "ILS", "₴": "UAH", "лв": "BGN", "лв.": "BGN",
    "lei": "RON", "Fr.": "CHF", "SFr.": "CHF", "US$": "USD", "A$": "AUD", "C$": "CAD", "CA$": "CAD",
    "R$": "BRL", "NZ$": "NZD", "HK$": "HKD", "฿": "THB", "₫": "VND", "₦": "NGN", "₱": "PHP", "₸": "KZT",
}  # fmt: skip
SEVERAL = ("$", "¥", "kr", "kr.")
"""Signs of several currencies."""
_DASHES = ("−", "–", "\u2011")
_NOT_SIGN = r"[0-9.,'’+\-−–()\s\x{a0}\x{202f}\x{2009}]+"
_SPACES = ("\u00a0", "\u202f", "\u2009")


@dataclass(frozen=True)
class Form:
    """How a column's amounts are written: ``decimal`` is point or comma; ``signs`` may stand at them."""

    decimal: str = POINT
    signs: tuple[str, ...] = ()

    @classmethod
    def from_dict(cls, value: Mapping[str, object]) -> Form:
        """Back from JSON."""
        signs = value.get("signs", ())
        return cls(str(value.get("decimal", POINT)), tuple(signs) if isinstance(signs, list | tuple) else ())


@dataclass(frozen=True)
class Evidence:
    """Examples of amounts that fit only a decimal point, only a decimal comma, or both; and their signs.

    ``point_or``: one point and three digits, ``1.234``; ``comma_or``: one comma and three digits.
    """

    point: str = ""
    comma: str = ""
    point_or: str = ""
    comma_or: str = ""
    signs: frozenset[str] = frozenset()

    def __or__(self, other: Evidence) -> Evidence:
        return Evidence(
            self.point or other.point,
            self.comma or other.comma,
            self.point_or or other.point_or,
            self.comma_or or other.comma_or,
            self.signs | other.signs,
        )

    @property
    def settled(self) -> bool:
        """Whether the decimal sign is plain from what was seen."""
        return bool(self.point or self.comma)

    @property
    def open(self) -> bool:
        """Whether there are amounts that the decimal sign decides about, and none that decides it."""
        return not self.settled and bool(self.point_or or self.comma_or)


def currency_of(sign: str) -> str:
    """The currency a sign stands for; "" where it stands for several or none."""
    return sign.upper() if currencies.known(sign.upper()) else CURRENCIES.get(sign, "")


def is_sign(word: str) -> bool:
    """Whether a word at an amount is a sign or code of a currency."""
    return bool(currency_of(word)) or word in SEVERAL


def plain(texts: pa.StringArray, form: Form) -> pa.StringArray:
    """Texts of this form as plain decimals; those that are not of it as ``NO_NUMBER``."""
    usual = r"^\s*[+-]?[0-9]*\.?[0-9]*\s*$" if form.decimal == POINT else r"^\s*[+-]?[0-9]*\s*$"
    odd = pc.invert(pc.match_substring_regex(texts, usual))
    if not pc.any(odd).as_py():
        return texts
    places = np.flatnonzero(odd.to_numpy(zero_copy_only=False))
    return pc.replace_with_mask(texts, odd, _rewritten(texts.take(pa.array(places)), form))


def evidence(texts: pa.StringArray) -> Evidence:
    """What a column says about the form of its amounts; texts that are no amounts say nothing."""
    fitting, signs = _amounts(texts)
    amounts = texts.filter(fitting)
    cores = pc.replace_substring_regex(amounts, r"[^0-9.,]+", "")
    forms = (_only(r"\.", ","), _only(",", r"\."), r"^[1-9]\d{0,2}\.\d{3}$", r"^[1-9]\d{0,2},\d{3}$")
    point, comma, point_or, comma_or = (_example(amounts, cores, form) for form in forms)
    return Evidence(point, comma, point_or, comma_or, signs)


def are_amounts(texts: pa.StringArray) -> pa.BooleanArray:
    """Which texts are amounts of some form: digits, with nothing but signs of numbers and currencies."""
    return _amounts(texts)[0]


def _amounts(texts: pa.StringArray) -> tuple[pa.BooleanArray, frozenset[str]]:
    words = pc.replace_substring_regex(texts, _NOT_SIGN, "").dictionary_encode()
    named = words.dictionary.to_pylist()
    fits = np.array([not word or is_sign(word) for word in named], bool)
    fitting = fits[words.indices.to_numpy(zero_copy_only=False)] if named else np.zeros(len(texts), bool)
    signs = frozenset(word for word, fit in zip(named, fits, strict=True) if word and fit)
    return pc.and_(pa.array(fitting), pc.match_substring_regex(texts, r"\d")), signs


def _only(decimal: str, other: str) -> str:
    """What only this decimal sign explains: both signs, the other one often, or not three digits behind."""
    return (
        rf"^(?:\d[\d{other}]*{other}\d{{3}}{decimal}\d*|\d{{1,3}}(?:{other}\d{{2,3}})+{other}\d{{3}}"
        rf"|\d+{decimal}\d{{0,2}}|{decimal}\d{{1,3}}|\d*{decimal}\d{{4,}}|(?:0\d*|\d{{4,}}){decimal}\d{{3}})$"
    )


def _example(amounts: pa.StringArray, cores: pa.StringArray, form: str) -> str:
    at = np.flatnonzero(pc.match_substring_regex(cores, form).to_numpy(zero_copy_only=False))
    return amounts[int(at[0])].as_py().strip() if len(at) else ""


def _rewritten(texts: pa.StringArray, form: Form) -> pa.StringArray:
    lean = pc.utf8_trim_whitespace(texts)
    for odd, usual in (*((dash, "-") for dash in _DASHES), *((space, " ") for space in _SPACES)):
        lean = pc.replace_substring(lean, odd, usual)
    found = pc.extract_regex(lean, _grammar(form))
    whole = pc.replace_substring_regex(found.field("whole"), r"[^0-9]", "")
    behind, power = found.field("behind"), found.field("power")
    marks = [found.field(name) for name in ("open", "before", "inside", "after")]
    minus = pc.binary_join_element_wise(*marks, "")
    negative = pc.match_substring_regex(minus, r"[(\-]")
    closed = pc.equal(_is(found.field("open")), _is(found.field("close")))
    digits = pc.greater(pc.add(pc.binary_length(whole), pc.binary_length(behind)), 0)
    good = pc.and_(pc.and_(found.is_valid(), digits), pc.and_(closed, pc.less(pc.binary_length(minus), 2)))
    text = pc.binary_join_element_wise(pc.if_else(negative, "-", ""), whole, ".", behind, power, "")
    blank = pc.equal(pc.binary_length(lean), 0)
    return pc.if_else(blank, "", pc.if_else(pc.fill_null(good, False), text, NO_NUMBER))


def _grammar(form: Form) -> str:
    point, comma = (r"\.", ",") if form.decimal == POINT else (",", r"\.")
    groups = "|".join(rf"[1-9]\d{{0,2}}(?:{sign}\d{{3}})+" for sign in (comma, " ", "['’]"))
    if form.decimal == POINT:
        groups += r"|[1-9]\d?(?:,\d{2})+,\d{3}"
    signs = "|".join(re.escape(sign) for sign in sorted(form.signs, key=len, reverse=True))
    sign = rf"(?:(?:{signs})\s*)?" if signs else ""
    return (
        rf"^(?P<open>\(?)\s*(?P<before>[+-]?)\s*{sign}(?P<inside>[+-]?)"
        rf"(?P<whole>{groups}|\d*)(?:{point}(?P<behind>\d*))?"
        rf"(?P<power>(?:[eE][+-]?\d{{1,4}})?)\s*{sign}(?P<after>-?)\s*(?P<close>\)?)$"
    )


def _is(texts: pa.StringArray) -> pa.BooleanArray:
    return pc.equal(pc.binary_length(texts), 1)
