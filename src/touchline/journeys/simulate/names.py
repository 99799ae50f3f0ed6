"""Made-up people: names in several scripts, with addresses nobody can own."""

from __future__ import annotations

import numpy as np

from touchline.journeys.index import Array
from touchline.journeys.simulate.dice import Dice

# Each culture: given names, family names, both as "written:latin" where the script is not Latin,
# and whether the family name comes first.
_CULTURES: tuple[tuple[str, str, bool], ...] = (
    (
        "Inês Tomás Beatriz Duarte Leonor Rui Matilde Vasco",
        "Carvalho Figueira Moreira Salgueiro Antunes Valadares",
        False,
    ),
    (
        "Maeve Rory Imogen Callum Freya Owen Nuala Dylan",
        "Harkin Prosser Whitlow Gallagher Ashdown Penrose",
        False,
    ),
    (
        "Jördis Emil Frauke Anton Liv Henrik Swantje Mats",
        "Petersen Lüders Grönwall Thomsen Ahrens Sørby",
        False,
    ),
    ("Zofia Jakub Hania Stanisław Bożena Wojciech", "Wróbel Kamińska Zając Dąbrowska Lis Sikora", False),
    (
        "Дарина:daryna Олесь:oles Мирослава:myroslava Тарас:taras Надія:nadiia",
        "Коваленко:kovalenko Бондар:bondar Шевчук:shevchuk Гончар:honchar",
        False,
    ),
    (
        "Ελένη:eleni Νίκος:nikos Δανάη:danai Στέφανος:stefanos",
        "Παππάς:pappas Βλάχος:vlachos Καραγιάννη:karagianni Μελάς:melas",
        False,
    ),
    (
        "ليلى:layla كريم:karim سلمى:salma يوسف:yusuf هند:hind",
        "الخطيب:alkhatib منصور:mansour حداد:haddad القاسم:alqasim",
        False,
    ),
    ("נועה:noa איתי:itai תמר:tamar אורי:uri", "לוי:levi שקד:shaked ברק:barak אלון:alon", False),
    ("静:jing 伟明:weiming 雨桐:yutong 建国:jianguo", "陈:chen 林:lin 周:zhou 许:xu", True),
    ("陽菜:hina 蓮:ren 美咲:misaki 大輔:daisuke", "佐藤:sato 山本:yamamoto 小川:ogawa 森:mori", True),
    ("서연:seoyeon 민준:minjun 하은:haeun 지호:jiho", "김:kim 박:park 최:choi 윤:yun", True),
    (
        "अनन्या:ananya अर्जुन:arjun मीरा:meera रोहन:rohan",
        "शर्मा:sharma पटेल:patel नायर:nair जोशी:joshi",
        False,
    ),
    ("Amara Kwame Zainab Chidi Thandiwe Sipho", "Okafor Mensah Diallo Nkosi Adeyemi Banda", False),
    (
        "Camila Mateo Valentina Joaquín Itzel Emiliano",
        "Quispe Restrepo Ibáñez Villalobos Núñez Cárdenas",
        False,
    ),
)

_PLAIN = str.maketrans("áàâãäąåçćéêëęíîïñńóôõöøśúûüýźżłß", "aaaaaaacceeeeiiinnooooosuuuyzzls")
_DOMAINS = ("example.org", "example.com", "example.net")


def _split(word: str) -> tuple[str, str]:
    """A name as written and in plain Latin letters."""
    written, _, latin = word.partition(":")
    return written, latin or written.lower().translate(_PLAIN)


def _pairs() -> tuple[list[str], list[str]]:
    """Every full name, and the Latin form of it for an address."""
    written, latin = [], []
    for givens, families, family_first in _CULTURES:
        for given in map(_split, givens.split()):
            for family in map(_split, families.split()):
                gap = "" if family_first else " "
                parts = (family, given) if family_first else (given, family)
                written.append(parts[0][0] + gap + parts[1][0])
                latin.append(f"{given[1]}.{family[1]}")
    return written, latin


def name_people(dice: Dice, key: Array, known: Array) -> tuple[list[str], list[str]]:
    """An id and a name for each person: known ones an address that holds their number, so that no two
    are alike; the others a browser id (64 bits of chance) and no name."""
    written, latin = _pairs()
    choice = dice.between(key, "name", 0, len(written) - 1).tolist()
    domain = dice.between(key, "domain", 0, len(_DOMAINS) - 1).tolist()
    browser = dice.bits(key, "browser").tolist()
    flags = np.asarray(known).tolist()
    ids = [
        f"{latin[name]}.{number}@{_DOMAINS[place]}" if flag else f"browser-{code:016x}"
        for number, (flag, name, place, code) in enumerate(zip(flags, choice, domain, browser, strict=True))
    ]
    return ids, [written[name] if flag else "" for flag, name in zip(flags, choice, strict=True)]
