"""Steps: whose message it is, and what it says of them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from touchline.collect.intake.message import Id, Message, text
from touchline.collect.intake.reasons import Why
from touchline.collect.reasons import LONGEST_PERSON
from touchline.people.impossible import possible
from touchline.people.kinds import Kind

OTHER = {
    "email": Kind.EMAIL,
    "phone": Kind.PHONE,
}
LONGEST_TRAIT = 1_000
LONGEST_NAME = 300
NAMES = ("name", "firstName", "lastName", "first_name", "last_name")


def known(message: Message) -> Why | None:
    """It names somebody. Impossible ids count as missing. The user id comes before the others."""
    said = message.said
    found = [Id(text(said.get("userId")), Kind.USER), Id(text(said.get("anonymousId")), Kind.ANONYMOUS)]
    found += _others(message)
    if any(len(one.value) > LONGEST_PERSON for one in found):
        return Why.LONG_ID
    message.ids = [one for one in found if possible(one.value)]
    return None if message.ids else Why.NO_ID


def tied(message: Message) -> Why | None:
    """Ids that stand together in it are one person; an alias ties the earlier id to the new one."""
    first, *others = message.ids
    message.ties = [(first, one) for one in others if one.value != first.value]
    if message.type == "alias":
        before = Id(text(message.said.get("previousId")), Kind(0))
        if len(before.value) > LONGEST_PERSON:
            return Why.LONG_ID
        if possible(before.value) and before.value not in {one.value for one in message.ids}:
            message.ties.append((first, before))
    return None


def facts(message: Message) -> Why | None:
    """An identify message says a name and attributes. It never says that somebody may be written to."""
    if message.type != "identify":
        return None
    traits = {**message.part("context", "traits"), **message.part("traits")}
    first, last = (text(traits.get(a)) or text(traits.get(b)) for a, b in (NAMES[1::2], NAMES[2::2]))
    message.person_name = (text(traits.get("name")) or f"{first} {last}".strip())[:LONGEST_NAME]
    for name, value in traits.items():
        if name == "name" or value is None or not str(name).strip():
            continue
        said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if said.strip():
            message.facts[str(name)[:LONGEST_NAME]] = said.strip()[:LONGEST_TRAIT]
    return None


def _others(message: Message) -> Iterator[Id]:
    """Addresses and phone numbers of an identify message, and ids of other systems."""
    context = message.part("context")
    if message.type == "identify":
        traits = {**message.part("context", "traits"), **message.part("traits")}
        for name, kind in OTHER.items():
            value = text(traits.get(name))
            yield Id(value.lower() if kind == Kind.EMAIL else value, kind)
    listed = context.get("externalIds")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict):
            yield Id(text(one.get("id")), OTHER.get(str(one.get("type")), Kind.EXTERNAL))
