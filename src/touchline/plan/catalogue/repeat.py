"""Kinds that bring people back."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from touchline.plan.catalogue.kind import kind

KINDS = (
    kind(
        "review-request", _("Request for a review"), "repeat", "communication",
        _("When are they happiest, and do we ask then?"),
        _("Asked, wrote, and what they gave"),
        on="e-mail messenger", criteria="e-mail", rhythm=14, delivers=True,
    ),
    kind(
        "case-study", _("Case study with a customer"), "repeat trust", "communication",
        _("What does the customer gain by being shown?"),
        _("Customers asked, stories made, people who read them"),
        on="site", criteria="document", rhythm=92,
    ),
    kind(
        "replenishment", _("Reminder to stock up"), "repeat", "communication",
        _("When does it run out, and do we write a few days before?"),
        _("Second orders within the time it lasts"),
        on="e-mail", criteria="e-mail", rhythm=31, delivers=True, paid=True,
    ),
    kind(
        "return-path", _("Way back for those who went quiet"), "repeat", "communication",
        _("Why did they stop, and what is new since?"),
        _("People who went quiet, were asked, and came back"),
        on="e-mail phone", criteria="e-mail", rhythm=31,
    ),
    kind(
        "turnkey", _("Turnkey product"), "repeat", "product",
        _("What would they pay for not having to do themselves?"),
        _("Customers who take it, and what they spend in a year"),
        on="phone shop", criteria="product", rhythm=92, paid=True,
    ),
    kind(
        "support", _("Support and service"), "repeat", "staff",
        _("Is the problem solved in the first answer?"),
        _("Hours until solved, and people who write a second time"),
        on="phone e-mail shop", criteria="phone", rhythm=7,
    ),
    kind(
        "product-news", _("News for earlier buyers"), "repeat", "communication",
        _("What is new that makes what they own better?"),
        _("Earlier buyers who look at it, and who order again"),
        on="e-mail site", criteria="e-mail", rhythm=92, delivers=True,
    ),
    kind(
        "loyalty-card", _("Customer card or club"), "repeat refer", "materials",
        _("What does a regular have that a stranger has not?"),
        _("Members who used it this quarter"),
        on="shop site", criteria="programme", rhythm=31,
    ),
)  # fmt: skip
