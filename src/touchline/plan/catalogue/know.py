"""Kinds people first hear of a business by."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from touchline.plan.catalogue.kind import kind

KINDS = (
    kind(
        "advertising", _("Advertising"), "know repeat", "communication",
        _("Who sees it, and what do they expect to find after it?"),
        _("People it brings, and what each of them costs"),
        on="ads", criteria="advertising", rhythm=7,
    ),
    kind(
        "search", _("Search result"), "know trust", "technology",
        _("Which words do people search by, and do we stand there with the answer?"),
        _("People who come from searches, by the words they used"),
        on="search", criteria="site", rhythm=7,
    ),
    kind(
        "social-post", _("Post in a social network"), "know like refer", "communication",
        _("Why would somebody show this to a friend?"),
        _("People reached who did not know us, and those who come to us from it"),
        on="social", criteria="social", rhythm=7,
    ),
    kind(
        "print-material", _("Print material"), "know like", "materials",
        _("Where is it picked up, and what does it ask people to do next?"),
        _("People who come with its code or word"),
        on="print shop event", criteria="document", rhythm=30,
    ),
    kind(
        "home-page", _("Home page and landing page"), "know like", "technology",
        _("Does a visitor see within seconds that they are in the right place?"),
        _("Visitors who go on to a second page or step"),
        on="site", criteria="site", rhythm=2,
    ),
    kind(
        "networking", _("Networking"), "know", "staff",
        _("Whom do we want to meet, and what do they remember of us next day?"),
        _("Contacts made, and those heard of again within a month"),
        on="event partner", criteria="staff", rhythm=60,
    ),
    kind(
        "word-of-mouth", _("Recommended by somebody"), "know", "communication",
        _("What exactly do people say of us, and how would we know that they did?"),
        _("New people who name who sent them"),
        on="partner social", criteria="programme", rhythm=30,
    ),
    kind(
        "directory-entry", _("Entry on a map or in a directory"), "know trust", "technology",
        _("Are name, hours, phone number and way there right on every map and list?"),
        _("Calls, route requests and visits that come from it"),
        on="search", criteria="site", rhythm=7,
    ),
    kind(
        "sign", _("Sign and shop window"), "know like", "premises",
        _("What does somebody who passes for the first time take us for?"),
        _("People who come in because they passed"),
        on="shop", criteria="premises", rhythm=7,
    ),
)  # fmt: skip
