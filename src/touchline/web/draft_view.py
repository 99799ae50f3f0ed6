"""A draft as the page shows it: what each column stands for, beside the first rows of the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from touchline.collect.importers.encoding import NAMES
from touchline.collect.models import Kind
from touchline.collect.options import SHAPES, needed
from touchline.service.looking import Look
from touchline.web import wording
from touchline.workspace import currencies
from touchline.workspace.models import BusinessSettings

SHOWN_COLUMNS = 40
"""Columns of the file shown beside those that were chosen."""

ROLES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "person": lambda: _("Person: who"),
        "other_id": lambda: _("Another id of the same person"),
        "time": lambda: _("Time: when"),
        "touchpoint": lambda: _("Touchpoint: what they met"),
        "channel": lambda: _("Channel: where"),
        "value": lambda: _("Money"),
        "order": lambda: _("Order: its id"),
        "quantity": lambda: _("Quantity"),
        "price": lambda: _("Price of one"),
        "event_id": lambda: _("Lasting id of the row"),
        "campaign": lambda: _("Campaign"),
        "campaign_source": lambda: _("Source of the campaign"),
        "campaign_medium": lambda: _("Medium of the campaign"),
        "name": lambda: _("Name"),
        "brought_by": lambda: _("Brought by: who"),
        "consent": lambda: _("Consent to letters"),
    }
)
"""What a column may stand for, as the page names it."""

WORDS: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "touchpoint_name": lambda: _("Touchpoint of rows that name none"),
        "currency": lambda: _("Currency, or the column with it"),
        "time_zone": lambda: _("Zone of times without an offset"),
        "initiative": lambda: _("Whose doing these touches are"),
        "source": lambda: _("System the rows come from"),
        "brought_as": lambda: _("As what they were brought, or the column with it"),
        "dates": lambda: _("How dates are written"),
        "decimal": lambda: _("How amounts are written"),
        "lines": lambda: _("How the rows of one order belong together"),
        "encoding": lambda: _("Encoding"),
        "delimiter": lambda: _("What parts the cells"),
        "quote": lambda: _("What stands around cells"),
        "sheet": lambda: _("Sheet of the workbook"),
        "member": lambda: _("File in the zip"),
    }
)
"""What may be said of the whole file."""

ANSWERS: Mapping[str, tuple[tuple[str, Callable[[], str]], ...]] = MappingProxyType(
    {
        "initiative": (
            ("person", lambda: _("the person's: page seen, call made to us")),
            ("business", lambda: _("the business's: letter sent, call made by us")),
        ),
        "dates": (
            ("", lambda: _("find out")),
            ("day-first", lambda: _("day first: 03.04. is 3 April")),
            ("month-first", lambda: _("month first: 03/04 is 4 March")),
            ("iso", lambda: _("year first: 2026-04-03")),
        ),
        "decimal": (
            ("", lambda: _("find out")),
            ("point", lambda: _("1,234.56")),
            ("comma", lambda: _("1.234,56")),
        ),
        "lines": (
            ("", lambda: _("find out")),
            ("apart", lambda: _("each has its own money")),
            ("continued", lambda: _("fields of the order stand on its first row only")),
            ("repeated", lambda: _("each repeats the money of the whole order")),
        ),
        "delimiter": (
            ("", lambda: _("find out")),
            ("comma", lambda: _("commas")),
            ("semicolon", lambda: _("semicolons")),
            ("tab", lambda: _("tabs")),
            ("bar", lambda: _("bars")),
        ),
        "quote": (
            ("", lambda: _("find out")),
            ("double", lambda: _("double quotes")),
            ("single", lambda: _("single quotes")),
            ("none", lambda: _("nothing")),
        ),
    }
)
"""Words that have a few answers only; the others are written."""

OPTION = re.compile(r"--([a-z][a-z-]*[a-z])(?: [A-Z]+\b)?")
AGAIN = re.compile(r"(--[a-z-]+) ([a-z0-9-]+) or \1 ")
"""An option that is named for each of its answers."""
SHOWN = ("currency", "time_zone", "initiative")
"""Words of which the field shows what was found out; the others show what a member said."""
SENTENCE = re.compile(r"(?<=[.?]) (?=[A-Z])")
READ_AS = ("encoding", "delimiter", "quote", "sheet", "member")
ENCODINGS = ("utf-8", "utf-16", "cp1252", "cp1251", "cp1250", "iso8859-1", "iso8859-15", "mac-roman", *NAMES)


def kinds() -> list[tuple[str, str]]:
    """What the rows of a file may be."""
    said = {
        "touches": _("touches: who met what, and when"),
        "orders": _("orders, or lines of orders"),
        "people": _("people: what is known of each"),
    }
    return [(kind, said[kind]) for kind in Kind.values]


def columns(look: Look) -> list[dict[str, Any]]:
    """One field for each thing a column may stand for; those that are needed first."""
    shape = SHAPES[look.kind]
    names = dict.fromkeys(one for one in look.header if one)
    return [
        {
            "name": role,
            "label": ROLES[role](),
            "needed": role in needed(look.kind, look.given),
            "chosen": look.columns.get(role, ""),
            "columns": [*names, *_unknown(look.columns.get(role, ""), names)],
            "why": look.why.get(role, ""),
            "doubtful": role in look.rivals,
        }
        for role in (*shape.needs, *shape.may)
    ]


def _unknown(chosen: str, names: Mapping[str, None]) -> list[str]:
    """A column that was asked for and is not there, so that the field shows what was asked."""
    return [chosen] if chosen and chosen not in names else []


def words(look: Look, which: str) -> list[dict[str, Any]]:
    """Fields for the whole file: ``which`` is "meaning" or "reading"."""
    business = BusinessSettings.current()
    usual = {"currency": business.currency, "time_zone": business.zone}
    offered = {"currency": sorted(currencies.CODES), "encoding": ENCODINGS}
    return [
        {
            "name": word,
            "label": WORDS[word](),
            "value": (look.given if word in SHOWN else look.asked).get(word, ""),
            "usual": usual.get(word, ""),
            "answers": [(value, label()) for value, label in ANSWERS.get(word, ())],
            "offered": offered.get(word, ()),
        }
        for word in SHAPES[look.kind].words
        if (word in READ_AS) == (which == "reading") and word in WORDS
    ]


def preview(look: Look) -> dict[str, Any]:
    """The first rows, with the chosen columns marked; of very wide files the first columns and those."""
    stands_for = {column: role for role, column in look.columns.items() if role in ROLES}
    chosen = [at for at, name in enumerate(look.header) if name in stands_for]
    shown = sorted({*range(min(SHOWN_COLUMNS, len(look.header))), *chosen})
    heads = [
        {
            "name": look.header[at] or _("column {n}").format(n=at + 1),
            "role": ROLES[stands_for[look.header[at]]]() if look.header[at] in stands_for else "",
        }
        for at in shown
    ]
    rows = [
        [
            {"text": row[at] if at < len(row) else "", "chosen": bool(heads[place]["role"])}
            for place, at in enumerate(shown)
        ]
        for row in look.rows
    ]
    hidden = len(look.header) - len(shown)
    return {
        "heads": heads,
        "rows": rows,
        "said": _("{n} more columns are not shown here; they are kept beside.").format(
            n=wording.count(hidden)
        )
        if hidden
        else "",
    }


def in_words(sentence: str) -> str:
    """A sentence that names options of the command line, with the names of the fields instead."""

    def field(found: re.Match[str]) -> str:
        name = found[1].replace("-", "_")
        label = ROLES.get(name) or WORDS.get(name)
        return _("“{label}”").format(label=label()) if label else found[0]

    shorter = sentence
    while (once := AGAIN.sub(r"\1 \2 or ", shorter)) != shorter:
        shorter = once
    return OPTION.sub(field, shorter)


def questions(look: Look, where: str) -> list[dict[str, Any]]:
    """What must be said first, each with the answers there are: addresses of this page with the answer."""
    said = {"kind": look.kind if look.header else "", **look.asked}
    found = []
    for question in look.questions:
        answers = [
            {"label": label, "href": f"{where}?{urlencode({**said, name: value})}"}
            for name in dict.fromkeys(one[1].replace("-", "_") for one in OPTION.finditer(question))
            for value, label in _answers(look, name, question)
        ]
        found.append({"said": _asking(question) if answers else in_words(question), "answers": answers})
    return found


def _asking(question: str) -> str:
    """The question without how the command line answers it; the answers stand below it."""
    kept = [one for one in SENTENCE.split(question) if not OPTION.search(one)]
    return " ".join(kept) or in_words(question)


def _answers(look: Look, name: str, question: str) -> list[tuple[str, str]]:
    """The columns it may be, or those answers that the question names."""
    if name in look.rivals:
        return [(one, NAMES.get(one, one)) for one in look.rivals[name]]
    return [(value, label()) for value, label in ANSWERS.get(name, ()) if value and value in question]


def given(params: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The kind and the words a form or an address gives."""
    kind = params.get("kind", "")
    shape = SHAPES.get(kind, SHAPES["touches"])
    names = (*shape.needs, *shape.may, *shape.words)
    return kind if kind in SHAPES else "touches", {
        name: params[name] for name in names if params.get(name, "").strip()
    }
