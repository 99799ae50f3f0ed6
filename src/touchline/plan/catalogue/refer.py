"""Kinds that let people bring others."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from touchline.plan.catalogue.kind import kind

KINDS = (
    kind(
        "recommendation-request", _("Request to recommend"), "refer buy", "communication",
        _("Whom exactly do we ask them to tell, and do we ask in the moment of joy?"),
        _("Asked, recommended, and new people who came"),
        on="e-mail shop phone", criteria="e-mail", rhythm=14,
    ),
    kind(
        "referral-programme", _("Referral programme"), "refer", "communication",
        _("What does the one who brings get, and what does the one who comes?"),
        _("People who share, new people they bring, orders of those"),
        on="site e-mail", criteria="programme", rhythm=14,
    ),
    kind(
        "champions-club", _("Club of champions"), "refer repeat", "communication",
        _("What do our keenest fans get to see, say and decide?"),
        _("Members, and new people each of them brought"),
        on="event messenger", criteria="programme", rhythm=92,
    ),
    kind(
        "referral-material", _("Material to pass on"), "refer", "materials",
        _("Can a fan explain us to a friend with it in one minute?"),
        _("Passed on, and came with its code"),
        on="print site", criteria="document", rhythm=31, delivers=True,
    ),
    kind(
        "business-contacts", _("Introductions between businesses"), "refer", "staff",
        _("Who could introduce us, and what can we do for them first?"),
        _("Introductions asked for, made, and turned into talks"),
        on="partner phone", criteria="staff", rhythm=92,
    ),
    kind(
        "partner", _("Partner with a complementary offer"), "refer know", "communication",
        _("Who serves the same people without taking our place?"),
        _("People each partner sends, and what goes back"),
        on="partner", criteria="programme", rhythm=31,
    ),
    kind(
        "referral-content", _("Content made to be shared"), "refer", "communication",
        _("What does sharing it say about the one who shares?"),
        _("Shares, and new people who come from them"),
        on="social site", criteria="social", rhythm=31,
    ),
)  # fmt: skip
