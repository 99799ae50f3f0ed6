"""What arrives with touches and is known of people: campaigns, countries, the club. None has an effect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from touchline.journeys.index import Array
from touchline.journeys.simulate.dice import Dice, cumulate
from touchline.journeys.simulate.firm import AT
from touchline.journeys.simulate.record import Touches

SEASONAL = "by season"
SEASONS = ("winter gifts", "spring glazes", "harbour summer", "autumn tea")
"""Campaigns from December, March, June and September on."""
ARRIVES = {
    "Search advert": (SEASONAL, "search engine", "paid search"),
    "Social advert": (SEASONAL, "picture network", "paid social"),
    "Picture post": ("", "picture network", "social"),
    "Leaflet code": ("harbour leaflet", "leaflet", "print"),
    "Friend's code": ("friends' code", "friend", "referral"),
    "Advert for our name": ("our name", "search engine", "paid search"),
}
"""Campaign, source and medium by touchpoint; every other touch says nothing."""
COUNTRIES = {"Portugal": 58, "Spain": 17, "Germany": 11, "France": 8, "Netherlands": 6}
CLUB = {"": 70, "friend": 24, "patron": 6}
"""Shares of known people in per cent."""


@dataclass(frozen=True)
class Campaigns:
    """What each touch says of its campaign: int8 places into ``texts``, 0 ("") for nothing."""

    texts: tuple[str, ...]
    campaign: Array
    source: Array
    medium: Array


def campaigns(touches: Touches) -> Campaigns:
    """The campaign, its source and its medium of each touch; seasons go by the month in UTC."""
    texts = tuple(
        dict.fromkeys(
            ("", *SEASONS, *(text for said in ARRIVES.values() for text in said if text != SEASONAL))
        )
    )
    place = {text: at for at, text in enumerate(texts)}
    found = np.zeros((3, len(touches)), np.int8)
    month = touches.time.astype("datetime64[us]").astype("datetime64[M]").astype(np.int64) % 12
    season = np.array([place[SEASONS[(number + 1) % 12 // 3]] for number in range(12)], np.int8)[month]
    for touchpoint, said in ARRIVES.items():
        at = np.flatnonzero(touches.touchpoint == AT[touchpoint])
        for column, text in enumerate(said):
            found[column, at] = season[at] if text == SEASONAL else place[text]
    return Campaigns(texts, *found)


def countries(dice: Dice, key: Array, known: Array) -> list[str]:
    """The country of each known person, "" for the others."""
    return _picked(dice, key, known, "country", COUNTRIES)


def club(dice: Dice, key: Array, known: Array) -> list[str]:
    """As what each known person belongs to the club, "" for those who do not."""
    return _picked(dice, key, known, "club", CLUB)


def _picked(dice: Dice, key: Array, known: Array, label: str, shares: dict[str, int]) -> list[str]:
    at = dice.pick(key, label, cumulate([float(share) for share in shares.values()])).tolist()
    names = list(shares)
    return [names[one] if flag else "" for one, flag in zip(at, np.asarray(known).tolist(), strict=True)]
