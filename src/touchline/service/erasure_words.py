"""An erasure in sentences: what goes, what went, and what it does not reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.service.backup import kept_until
from touchline.workspace import currencies


def what_goes(counts: Mapping[str, Any]) -> list[str]:
    """What is held, a line each; nothing for what there is none of."""
    return [line for line in _lines(counts) if line]


def _lines(counts: Mapping[str, Any]) -> Iterator[str]:
    def said(name: str, one: str, many: str) -> str:
        n = int(counts.get(name, 0))
        return ngettext(one, many, n).format(n=f"{n:,}") if n else ""

    yield said("touches", "{n} touch", "{n} touches")
    orders = [
        said("orders", "{n} order", "{n} orders"),
        said("refunds", "{n} refund", "{n} refunds"),
        money(counts),
    ]
    yield ", ".join(one for one in orders if one)
    yield said("facts", "name and facts of {n} person", "names and facts of {n} people")
    yield said("brought_by", "who brought {n} of them", "who brought {n} of them")
    yield said(
        "brought",
        "the link to {n} person they brought; that person stays",
        "the links to {n} people they brought; those people stay",
    )
    yield said("joins", "{n} join of their ids", "{n} joins of their ids")
    yield said("messages", "{n} message in the inbox", "{n} messages in the inbox")
    yield said(
        "refused_rows",
        "{n} refused row of an import that names them",
        "{n} refused rows of imports that name them",
    )
    yield said(
        "shown_rows",
        "{n} accepted row that an import keeps as an example",
        "{n} accepted rows that imports keep as examples",
    )
    yield said(
        "files",
        "{n} file kept in the workspace that names them; bring it again without them if you need it",
        "{n} files kept in the workspace that name them; bring them again without them if you need them",
    )
    yield said(
        "changes",
        "their name in {n} entry of the list of changes",
        "their name in {n} entries of the list of changes",
    )
    yield said("sign_ins", "{n} failed sign-in", "{n} failed sign-ins")
    yield said(
        "plan",
        "what {n} text of the plan says of them",
        "what {n} texts of the plan say of them",
    )
    yield said(
        "touchpoints",
        "their id or address in the name of {n} touchpoint",
        "their id or address in the names of {n} touchpoints",
    )


def money(counts: Mapping[str, Any]) -> str:
    """Sums of money by currency, such as ``EUR 12.50``."""
    sums = counts.get("money") or {}
    return ", ".join(currencies.in_words(int(minor), code) for code, minor in sorted(sums.items()) if minor)


def totals(counts: Mapping[str, Any]) -> str:
    """How the totals of the record changed; "" before it is done."""
    before, after = counts.get("before"), counts.get("after")
    if not before or not after:
        return ""
    sentence = _(
        "The record held {touches_before} touches of {people_before} people; "
        "it holds {touches} of {people} now."
    ).format(
        touches_before=f"{before['touches']:,}",
        people_before=f"{before['people']:,}",
        touches=f"{after['touches']:,}",
        people=f"{after['people']:,}",
    )
    sums = money(counts)
    if sums:
        sentence += " " + _("Sums of money are lower by {money}.").format(money=sums)
    return sentence


def _backups() -> str:
    until = kept_until()
    if until is None:
        return _("No backup made here is kept. Files outside the workspace are not reached.")
    return _(
        "Backups made before keep them until {day}, when the last of these expires; files outside the "
        "workspace are not reached."
    ).format(day=f"{until:%d %b %Y}")


def limits(members: tuple[str, ...] = (), *, for_good: bool = False) -> list[str]:
    """What an erasure does not reach, to be said before and after it."""
    said = [
        _backups(),
        _("Where rows of other people mention them, “erased person” stands instead; those rows stay."),
    ]
    if for_good:
        said.append(
            _("Of the id a keyed hash is kept, so that it can be refused; nobody can read the id from it.")
        )
    else:
        said.append(
            _(
                "If a file with them is imported again, they come back as a new person; "
                "forgotten for good they are refused."
            )
        )
    if members:
        said.append(
            _("A member of the workspace has the same address. A member stays; end their membership apart.")
        )
    return said
