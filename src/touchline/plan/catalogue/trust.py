"""Kinds people come to trust a business by."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from touchline.plan.catalogue.kind import kind

KINDS = (
    kind(
        "review", _("Reviews and testimonials"), "trust", "communication",
        _("What do people read first about us, and what did we answer?"),
        _("New reviews in a month, their mean, and hours until each is answered"),
        on="site search social", criteria="social", rhythm=14,
    ),
    kind(
        "success-story", _("Success story"), "trust repeat", "communication",
        _("Does somebody in the same situation recognise themselves in it?"),
        _("People who read it before they ask or buy"),
        on="site", criteria="document", rhythm=31,
    ),
    kind(
        "examples", _("Examples of work"), "trust", "product",
        _("Which doubt does each example take away?"),
        _("People who look at three or more"),
        on="site shop", criteria="product", rhythm=14,
    ),
    kind(
        "press", _("Press"), "trust know", "communication",
        _("What would an editor's readers learn from us?"),
        _("Mentions, and people who come after them"),
        on="print site", criteria="document", rhythm=92,
    ),
    kind(
        "face-of-brand", _("Face of the brand"), "trust like", "staff",
        _("Whose name and face stand for us, and are they met anywhere?"),
        _("People who ask for them by name"),
        on="social event site", criteria="staff", rhythm=31,
    ),
    kind(
        "sales-conversation", _("Sales conversation"), "trust try", "staff",
        _("What do we ask before we tell, and how does the talk end?"),
        _("Conversations that end with an agreed next step"),
        on="phone shop", criteria="staff", rhythm=7,
    ),
    kind(
        "social-proof", _("Numbers and marks that others gave"), "trust", "communication",
        _("Which number or mark would convince a doubter, and can they check it?"),
        _("People who go on after they saw it"),
        on="site print", criteria="site", rhythm=14,
    ),
    kind(
        "guarantee", _("Guarantee and answers to doubts"), "trust buy", "materials",
        _("What do people fear to lose, and what do we promise about it?"),
        _("Questions about it that still reach us"),
        on="site print", criteria="document", rhythm=31,
    ),
    kind(
        "price-list", _("Price list and price tags"), "trust buy", "materials",
        _("Does everybody find out alone what it will cost them?"),
        _("People who see prices and go on to ask or buy"),
        on="site shop print", criteria="document", rhythm=7,
    ),
    kind(
        "consistency", _("One voice everywhere"), "trust", "communication",
        _("Do page, phone and shop give the same answer to the same question?"),
        _("Questions asked in three places, and answers that differ"),
        on="site phone shop", criteria="staff", rhythm=92,
    ),
)  # fmt: skip
