"""What every page shows around itself: the business, the member and the way to the other pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from touchline.journeys.questions import QUESTIONS
from touchline.service.underway import said, underway_here
from touchline.web import wording
from touchline.web.access import EDITOR, OWNER, VIEWER
from touchline.workspace.held import held
from touchline.workspace.models import BusinessSettings, Member

_JOURNEYS = tuple(name for name in QUESTIONS if name not in ("hourglass", "funnel"))

# Route, name, what else lies under it, whether a divider stands before it, and who sees it.
_PAGES = (
    ("hourglass", gettext_noop("Hourglass"), (), False, VIEWER),
    ("funnel", gettext_noop("Journeys"), _JOURNEYS, False, VIEWER),
    (
        "people",
        gettext_noop("People"),
        ("person", "behind", "forget", "erasure", "quarantine"),
        False,
        VIEWER,
    ),
    (
        "plan",
        gettext_noop("Map"),
        (
            "map",
            "maps",
            "compare-maps",
            "things",
            "plan-check",
            "kinds",
            "new-card",
            "planned",
            "save-card",
            "chains",
            "planned-chain",
            "save-chain",
        ),
        True,
        VIEWER,
    ),
    ("touchpoints", gettext_noop("Touchpoints"), ("touchpoint", "wizard", "merge"), False, VIEWER),
    ("imports", gettext_noop("Imports"), ("import", "new-import", "undo-import"), True, VIEWER),
    ("business", gettext_noop("Settings"), ("rates", "attributes"), True, OWNER),
    ("members", gettext_noop("Members"), ("member-sessions",), False, OWNER),
    ("audit", gettext_noop("Changes"), (), False, EDITOR),
)


@dataclass(frozen=True)
class Way:
    """One line of the navigation. ``gap`` puts a divider before it."""

    label: str
    href: str
    current: bool
    gap: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every page. A stranger sees neither the name of the business nor the way to its pages."""
    member = member_of(request)
    if member is None:
        return {"business": "", "member": None, "nav": [], "may_edit": False, "held": None, "underway": None}
    business = BusinessSettings.current()
    return {
        "business": business.name,
        "member": member,
        "nav": ways(request, member),
        "may_edit": member.may(EDITOR),
        "held": _held(member, business),
        "underway": going_on(),
    }


def going_on() -> dict[str, Any] | None:
    """What a page says of an index that is being built anew; None when none is."""
    one = underway_here()
    if one is None:
        return None
    done, meanwhile = said(one)
    share = f"{one.share:.3f}"
    return {"done": done, "meanwhile": meanwhile, "share": share, "percent": f"{int(100 * one.share)} %"}


def member_of(request: HttpRequest) -> Member | None:
    """The member who asks, or None for a stranger."""
    who = getattr(request, "user", None)
    return who if isinstance(who, Member) and who.is_active else None


def _held(member: Member, business: BusinessSettings) -> dict[str, Any] | None:
    """What a page says of a restored copy that sends nothing; None when this is none."""
    here = held()
    if here is None:
        return None
    when = wording.moment(here.made_at, ZoneInfo(business.zone))
    return {"when": when, "may_release": member.may(OWNER)}


def ways(request: HttpRequest, member: Member) -> list[Way]:
    """The pages a member may open, the current one marked."""
    match = getattr(request, "resolver_match", None)
    here = match.url_name if match else None
    return [
        Way(_(label), reverse(route), here in (route, *below), gap)
        for route, label, below, gap, role in _PAGES
        if member.may(role)
    ]
