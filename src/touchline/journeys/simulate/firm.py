"""The sample business: Tern Quay Pottery, its touchpoints, its products and its opening hours.

An invented firm in an invented harbour town that keeps Lisbon time. It sells tableware in a shop and
by mail, gives courses, and lets people try both. All of it is data; what the touchpoints *do* to
people stands in ``truth.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from touchline.journeys.index import BUSINESS, NO_MONEY, ORDER, PERSON, REFUND, Array

FIRM = "Tern Quay Pottery"
ZONE = "Europe/Lisbon"
CURRENCY = "EUR"

STAGES = ("know", "like", "trust", "try", "buy", "repeat", "refer")
CHANNELS = ("site", "e-mail", "phone", "shop", "social", "messenger", "partner", "print", "search", "ads")

OPEN_HOURS = ((0, 0), (10, 18), (10, 18), (10, 18), (10, 18), (10, 16), (0, 0))
"""Local opening hours from Monday to Sunday, as (from, to); (0, 0) is closed. No holidays."""

ANY_TIME, OPEN_TIME, WORK_TIME, MORNING = range(4)


@dataclass(frozen=True)
class Touchpoint:
    """A touchpoint of the firm.

    ``stage`` is one of ``STAGES`` or None for a touchpoint without a place. ``initiative`` is PERSON
    or BUSINESS, ``money`` NO_MONEY, ORDER or REFUND. ``hours``: ANY_TIME (people's own rhythm, 6 to
    23 local), OPEN_TIME (people come inside the opening hours, many on Saturday), WORK_TIME (the
    business acts inside them, on the next open day) or MORNING (letters, 9 to 10 local, every day).
    """

    name: str
    stage: str | None
    channel: str
    kind: str
    hours: int = ANY_TIME
    initiative: int = PERSON
    money: int = NO_MONEY


@dataclass(frozen=True)
class Product:
    """Something sold. ``price`` in minor units of ``CURRENCY``."""

    name: str
    price: int


def _letter(name: str, stage: str, kind: str) -> Touchpoint:
    return Touchpoint(name, stage, "e-mail", kind, MORNING, BUSINESS)


TOUCHPOINTS = (
    Touchpoint("Search result", "know", "search", "search"),
    Touchpoint("Search advert", "know", "ads", "advertising"),
    Touchpoint("Social advert", "know", "ads", "advertising"),
    Touchpoint("Picture post", "know", "social", "social"),
    Touchpoint("Home page", "know", "site", "content"),
    Touchpoint("First step into the shop", "know", "shop", "premises", OPEN_TIME),
    Touchpoint("Leaflet code", "know", "print", "print material"),
    Touchpoint("Museum shop shelf", "know", "partner", "display"),
    Touchpoint("Friend's recommendation", "know", "messenger", "recommendation"),
    Touchpoint("Friend's code", "know", "site", "recommendation"),
    Touchpoint("Café table card", "know", "partner", "recommendation"),
    Touchpoint("Making-of video", "like", "social", "content"),
    Touchpoint("Glaze diary", "like", "site", "content"),
    Touchpoint("Meet the potters", "like", "site", "company culture"),
    Touchpoint("Shop browsing", "like", "shop", "premises", OPEN_TIME),
    Touchpoint("Kiln tour", "like", "shop", "event", OPEN_TIME),
    Touchpoint("Followed us", "like", "social", "community"),
    Touchpoint("Newsletter sign-up", "like", "site", "lead magnet"),
    _letter("Newsletter", "like", "content"),
    Touchpoint("Glaze guide request", "like", "site", "lead magnet"),
    Touchpoint("Glaze guide sent", "like", "e-mail", "lead magnet", ANY_TIME, BUSINESS),
    Touchpoint("Reviews page", "trust", "site", "reviews"),
    Touchpoint("Customer stories", "trust", "site", "success stories"),
    Touchpoint("Map review", "trust", "search", "reviews"),
    Touchpoint("Advert for our name", "trust", "ads", "advertising"),
    Touchpoint("Food-safety page", "trust", "site", "proof"),
    Touchpoint("Course programme", "trust", "site", "sales process"),
    Touchpoint("Talk at the counter", "trust", "shop", "sales process", OPEN_TIME),
    Touchpoint("Comment thread", "trust", "social", "social proof"),
    Touchpoint("Enquiry form", "try", "site", "enquiry"),
    Touchpoint("Message enquiry", "try", "messenger", "enquiry"),
    Touchpoint("Phone enquiry", "try", "phone", "enquiry", OPEN_TIME),
    Touchpoint("Answer by e-mail", "try", "e-mail", "consultation", WORK_TIME, BUSINESS),
    Touchpoint("Answer by message", "try", "messenger", "consultation", WORK_TIME, BUSINESS),
    Touchpoint("Call back", "try", "phone", "consultation", WORK_TIME, BUSINESS),
    Touchpoint("Sample tiles", "try", "site", "free useful product"),
    Touchpoint("Taster class booked", "try", "site", "trial"),
    Touchpoint("Taster class", "try", "shop", "event", OPEN_TIME),
    _letter("Offer letter", "try", "proposal"),
    Touchpoint("Basket", "buy", "site", "payment"),
    _letter("Basket reminder", "buy", "payment reminder"),
    Touchpoint("Web order", "buy", "site", "payment", ANY_TIME, PERSON, ORDER),
    Touchpoint("Shop purchase", "buy", "shop", "payment", OPEN_TIME, PERSON, ORDER),
    Touchpoint("Course booking", "buy", "site", "payment", ANY_TIME, PERSON, ORDER),
    Touchpoint("Invoice", "buy", "e-mail", "payment", ANY_TIME, BUSINESS),
    Touchpoint("Parcel", "buy", "partner", "onboarding", WORK_TIME, BUSINESS),
    _letter("Welcome letter", "buy", "onboarding"),
    _letter("Review request", "repeat", "review request"),
    Touchpoint("Review written", "repeat", "site", "reviews"),
    _letter("Refill reminder", "repeat", "replenishment"),
    _letter("Asked to recommend", "repeat", "referral programme"),
    Touchpoint("Club evening", "repeat", "shop", "community", OPEN_TIME),
    Touchpoint("Recommended us", "refer", "messenger", "recommendation"),
    Touchpoint("Friend code shared", "refer", "messenger", "referral programme"),
    Touchpoint("Table cards set out", "refer", "partner", "complementary partner"),
    Touchpoint("Photo shared", "refer", "social", "referral content"),
    Touchpoint("Opening hours page", None, "site", "content"),
    Touchpoint("Job page", None, "site", "content"),
    Touchpoint("Newsletter cancelled", None, "e-mail", "refusal"),
    Touchpoint("Refund", None, "e-mail", "payment", WORK_TIME, BUSINESS, REFUND),
)

AT = MappingProxyType({touchpoint.name: number for number, touchpoint in enumerate(TOUCHPOINTS)})
"""Number of each touchpoint by its name."""

PICKS = MappingProxyType(
    {
        "know": {
            "Search result": 24,
            "Search advert": 10,
            "Social advert": 14,
            "Picture post": 19,
            "Home page": 14,
            "First step into the shop": 10,
            "Leaflet code": 5,
            "Museum shop shelf": 4,
        },
        "like": {
            "Making-of video": 20,
            "Glaze diary": 18,
            "Meet the potters": 13,
            "Shop browsing": 16,
            "Kiln tour": 5,
            "Followed us": 12,
            "Newsletter sign-up": 9,
            "Glaze guide request": 7,
        },
        "trust": {
            "Reviews page": 24,
            "Customer stories": 14,
            "Map review": 18,
            "Food-safety page": 12,
            "Course programme": 14,
            "Talk at the counter": 10,
            "Comment thread": 8,
        },
        "try": {
            "Enquiry form": 32,
            "Message enquiry": 21,
            "Phone enquiry": 14,
            "Sample tiles": 18,
            "Taster class booked": 15,
        },
    }
)
"""How often a visit at a stage goes to each touchpoint, in percent."""

BROUGHT_TO = ("", "Friend's recommendation", "Friend's code", "Café table card")
"""First touchpoint of a person brought by a fan, a promoter, a partner."""

RECOMMENDS_AT = ("", "Recommended us", "Friend code shared", "Table cards set out")
"""Where a fan, a promoter, a partner recommends."""

PRODUCTS = (
    Product("Espresso cup", 1650),
    Product("Mug, salt glaze", 2400),
    Product("Breakfast bowl", 2850),
    Product("Dinner plate", 3400),
    Product("Teapot", 8900),
    Product("Serving dish", 6450),
    Product("Stoneware clay, 10 kg", 1990),
    Product("Glaze, 500 ml", 1475),
    Product("Beginners' course, eight evenings", 24500),
)
GOODS_WEIGHTS = (14, 22, 17, 15, 4, 6, 12, 10)
"""How often a line is each of the products but the course, in percent."""

COURSE = len(PRODUCTS) - 1


def channel_of() -> Array:
    """Channel number of each touchpoint, uint8."""
    return np.array([CHANNELS.index(touchpoint.channel) for touchpoint in TOUCHPOINTS], np.uint8)
