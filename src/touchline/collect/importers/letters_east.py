"""How well a text reads in the old encodings of East Asia, against those of one byte a letter.

Each reading gets the logarithm of how likely its letters are where that language is written: letters of
everyday use are, rare ones are not, and bytes that are no letter nearly cannot be. The likelihoods are
of the same bytes, so readings of all kinds can be held against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import log
from typing import NamedTuple

from touchline.collect.importers.letters_of import LANGUAGES, LATIN, SIGNS

ASCII = log(1 / 95)
NO_LETTER = log(1e-7)
SMALL = log(1 / 15)
LATIN_BEFORE = 5.0
"""How much more often a file of few letters beyond ASCII is one of Latin letters."""
ODD = log(1e-4)
"""A letter that is none of the language, or a capital within a word."""


class Block(NamedTuple):
    """Letters by the first byte of their form in a standard: their share of a text, how many there are."""

    first: int
    last: int
    share: float
    letters: int


class Script(NamedTuple):
    """The letters of a language by a standard, and those that names, places and orders are full of."""

    standard: str
    blocks: tuple[Block, ...]
    everyday: frozenset[str] = frozenset()


OTHER = log(1e-6)
"""A letter that stands in no block."""
EVERYDAY = 0.35
"""How much of a text its everyday letters make, where they are named."""
_JAPANESE = Script(
    "euc_jp",
    (
        Block(0xA4, 0xA4, 0.30, 83),
        Block(0xA5, 0xA5, 0.20, 86),
        Block(0xB0, 0xCF, 0.42, 2965),
        Block(0xD0, 0xF4, 0.02, 3390),
        Block(0xA1, 0xA8, 0.04, 500),
        Block(0x8E, 0x8E, 0.01, 63),
    ),
    frozenset(
        "日本中東京都大市県区町村田山川木小島子林井上下高松和野原石藤佐鈴森池橋清水前後名氏住所電話番号株式会社"
        "商店品年月注文購入美郎一二三太正健国"
    ),
)
SCRIPTS: Mapping[str, Script] = {
    "cp932": _JAPANESE,
    "euc_jp": _JAPANESE,
    "cp949": Script(
        "euc_kr",
        (Block(0xB0, 0xC8, 0.94, 2350), Block(0xA1, 0xAC, 0.03, 900), Block(0xCA, 0xFD, 0.01, 4888)),
    ),
    "gb18030": Script(
        "gb2312",
        (Block(0xB0, 0xD7, 0.93, 3755), Block(0xA1, 0xA9, 0.04, 680), Block(0xD8, 0xF7, 0.02, 3008)),
        frozenset(
            "的一是不了人我在有中大来上国个到们为子和你地出也时年得要下以生会家学对小心多天好日成事作看文开用主行"
            "方前所本见面公同老长高美点月明其工名定问新位电门东海西平信北京广州深圳南少内加产入先山市王李张刘陈杨"
            "赵黄周吴伟芳娜敏静丽强军洋勇艳杰娟涛超霞客户订单首页联系购买商品姓城省区路号司有限服务网站咨询话"
        ),
    ),
    "cp950": Script(
        "big5",
        (Block(0xA4, 0xC6, 0.94, 5401), Block(0xA1, 0xA3, 0.04, 400), Block(0xC9, 0xF9, 0.01, 7652)),
    ),
}
"""Encodings of several bytes a letter, each the widest of its family."""


def likelihoods(data: bytes) -> list[tuple[float, str]]:
    """The logarithms of how likely ``data`` is in each encoding of East Asia, the likeliest first."""
    return sorted(((_east(data, name), name) for name in SCRIPTS), reverse=True)


def likelihood(data: bytes, encoding: str, language: str) -> float:
    """The same for an encoding of one byte a letter and a language written in it."""
    text, letters = data.decode(encoding, "replace"), LANGUAGES[language]
    letter = log(0.95 / len(letters))
    latin = min(letters) <= LATIN
    total, before = LATIN_BEFORE if latin else 0.0, ""
    for one in text:
        if one.isascii():
            total += _beside(one, before, latin) if not before.isascii() else ASCII
        elif one.lower() in letters:
            total += ODD if one.isupper() and before.islower() else letter
        else:
            total += log(0.05 / len(SIGNS)) if one in SIGNS and not before.isalpha() else ODD
        before = one
    return total


def _beside(one: str, before: str, latin: bool) -> float:
    """An ASCII sign behind a letter that is none: in a word of Latin letters, or where a word ends."""
    if one.isalpha():
        return ODD if not latin or (one.isupper() and before.islower()) else SMALL if one.islower() else ASCII
    return ODD if one in "@[\\]^_`{|}~" else ASCII


def _east(data: bytes, name: str) -> float:
    text = data.decode(name, "replace")
    return sum(ASCII if one.isascii() else _letter(one, name) for one in text)


@lru_cache(maxsize=1 << 16)
def _letter(letter: str, name: str) -> float:
    script = SCRIPTS[name]
    rest = 1.0
    if script.everyday:
        if letter in script.everyday:
            return log(EVERYDAY / len(script.everyday))
        rest -= EVERYDAY
    if letter == "\ufffd" or "\ue000" <= letter <= "\uf8ff":
        return NO_LETTER
    try:
        first = letter.encode(script.standard)[0]
    except UnicodeEncodeError:
        return OTHER
    for block in script.blocks:
        if block.first <= first <= block.last:
            return log(rest * block.share / block.letters)
    return OTHER
