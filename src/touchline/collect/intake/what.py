"""Steps: what happened, where, whose doing it was, and what brought them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from touchline.collect.intake.message import Message, text
from touchline.collect.intake.reasons import Why
from touchline.collect.reasons import LONGEST_CHANNEL, LONGEST_NAME
from touchline.lake.parquet import CAMPAIGN

ROBOT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|headless|preview|monitor|python-requests|curl/", re.IGNORECASE
)
SIDES = ("browser", "web", "mobile", "server")
"""What the specification calls a channel: which program sent it."""
CLICKS = ("gclid", "yclid", "fbclid")
UTM = ("source", "medium", "term", "content", "id")
LABELS = dict(zip(("utm_campaign", "utm_source", "utm_medium"), CAMPAIGN, strict=True))
"""The labels of arriving traffic that have a column of their own in the lake."""
PAGE = ("url", "path", "title", "referrer")


def named(message: Message) -> Why | None:
    """A track message names its event; a page is called by its name, else by the path of its address."""
    if not message.event:
        return None
    said, properties = message.said, message.part("properties")
    if message.type == "track":
        message.name = text(said.get("event"))
    else:
        path = text(properties.get("path")) or text(message.part("context", "page").get("path"))
        path = path or urlsplit(text(properties.get("url"))).path
        message.name = text(said.get("name")) or text(properties.get("name")) or path or message.type.title()
    if not message.name:
        return Why.NO_NAME
    return Why.LONG_NAME if len(message.name) > LONGEST_NAME else None


def placed(message: Message) -> Why | None:
    """The channel it names, else site for a browser and app for a screen."""
    named = text(message.part("properties").get("channel"))
    side = text(message.said.get("channel"))
    if not named and side not in SIDES:
        named = side
    if not named and (
        message.type == "page" or side in ("browser", "web") or message.part("context", "page")
    ):
        named = "site"
    if not named and (message.type == "screen" or side == "mobile"):
        named = "app"
    message.channel = named or None
    return Why.LONG_CHANNEL if len(named) > LONGEST_CHANNEL else None


def sorted_out(message: Message) -> Why | None:
    """Whose doing it was, and whether a person did it: robots are kept and not counted."""
    message.business = message.said.get("initiative") == "business"
    if ROBOT.search(text(message.part("context").get("userAgent"))):
        message.kind = "robot"
    return None


def campaign(message: Message) -> Why | None:
    """What the arriving traffic was labelled with: three labels have columns, the rest keeps its names."""
    labels = message.part("context", "campaign")
    found = {f"utm_{name}": text(labels.get(name)) for name in UTM}
    found["utm_campaign"] = text(labels.get("name")) or text(labels.get("campaign"))
    address = text(message.part("context", "page").get("url")) or text(message.part("properties").get("url"))
    try:
        asked = dict(parse_qsl(urlsplit(address).query, max_num_fields=200))
    except ValueError:
        asked = {}
    for name in (*(f"utm_{one}" for one in (*UTM, "campaign")), *CLICKS):
        value = found.get(name) or asked.get(name, "").strip()
        if value:
            column = LABELS.get(name)
            if column:
                message.labels[column] = value
            else:
                message.properties[name] = value
    return None


def kept(message: Message) -> Why | None:
    """Everything else it says of the event is kept with it; not the network address, not the program."""
    page = message.part("context", "page")
    seen = {name: page[name] for name in PAGE if text(page.get(name))}
    own: dict[str, Any] = {
        str(name): value for name, value in message.part("properties").items() if value is not None
    }
    own.pop("channel", None)
    message.properties = {**seen, **own, **message.properties}
    return None
