"""Kinds people begin to like a business by."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from touchline.plan.catalogue.kind import kind

KINDS = (
    kind(
        "content", _("Content"), "like trust repeat refer", "communication",
        _("Which question of theirs does it answer, and what do they do afterwards?"),
        _("People who read or watch it to the end, and those who come back for the next"),
        on="site social e-mail", criteria="site", rhythm=14,
    ),
    kind(
        "newsletter", _("Newsletter"), "like repeat", "communication",
        _("What would people miss if the next one did not come?"),
        _("People who click or answer, and those who leave the list"),
        on="e-mail", criteria="e-mail", rhythm=31, delivers=True,
    ),
    kind(
        "community", _("Community"), "like repeat", "communication",
        _("What do members get from each other that we alone could not give?"),
        _("Members who wrote or answered this month"),
        on="social messenger", criteria="social", rhythm=7,
    ),
    kind(
        "event", _("Event"), "like try refer", "communication",
        _("What do people know, feel or hold when they leave that they did not before?"),
        _("Invited, came, and were heard of within a month"),
        on="event", criteria="event", rhythm=92,
    ),
    kind(
        "presentation", _("Presentation at office or shop"), "like", "premises",
        _("What do visitors see of how we work that no page can show?"),
        _("Visitors, and those who take a next step"),
        on="shop event", criteria="premises", rhythm=31,
    ),
    kind(
        "value-proposition", _("Value proposition"), "like trust", "communication",
        _("Can a customer say in one sentence what they get here and nowhere else?"),
        _("People who repeat it in their own words when asked"),
        on="site print phone", criteria="site", rhythm=14,
    ),
    kind(
        "design", _("Design"), "like", "product",
        _("Does everything we show look as if one hand had made it?"),
        _("Faults against the house style found in a walk round"),
        on="site shop print", criteria="product", rhythm=31,
    ),
    kind(
        "company-culture", _("Who we are"), "like trust", "staff",
        _("Whom do people meet here, and would they want to spend an hour with them?"),
        _("People who look at the pages about us and go on"),
        on="site social", criteria="site", rhythm=14,
    ),
    kind(
        "atmosphere", _("Atmosphere of the place"), "like repeat", "premises",
        _("Would our best customer stay ten minutes longer than they must?"),
        _("Time people stay, and what they say of it unasked"),
        on="shop", criteria="premises", rhythm=7,
    ),
    kind(
        "welcome-drink", _("Drinks and waiting"), "like buy", "premises",
        _("What happens in the minutes in which somebody waits for us?"),
        _("Minutes waited, and people who leave meanwhile"),
        on="shop", criteria="premises", rhythm=7,
    ),
    kind(
        "staff-appearance", _("Look and manners of staff"), "like trust", "staff",
        _("How does a customer tell who belongs to us, and that they are welcome?"),
        _("Score of test visits, and its spread between people"),
        on="shop event", criteria="staff", rhythm=7,
    ),
)  # fmt: skip
