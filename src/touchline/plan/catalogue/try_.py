"""Kinds people try a business by before they buy."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from touchline.plan.catalogue.kind import kind

KINDS = (
    kind(
        "demo", _("Demonstration"), "try", "product",
        _("What does somebody see in the first five minutes that they came for?"),
        _("Demonstrations held, and those followed by a next step"),
        on="site event phone", criteria="product", rhythm=14,
    ),
    kind(
        "trial", _("Trial or sample"), "try", "product",
        _("When does somebody who tries feel for the first time that it works for them?"),
        _("Trials begun, used twice, and turned into orders"),
        on="site shop", criteria="product", rhythm=14,
    ),
    kind(
        "enquiry-form", _("Enquiry form"), "try", "technology",
        _("Who gets it, and how soon does an answer come?"),
        _("Forms begun, sent, and the time until somebody answered"),
        on="site", criteria="site", rhythm=7, delivers=True,
    ),
    kind(
        "chat", _("Chat"), "try repeat", "technology",
        _("Who answers, until when, and what happens after hours?"),
        _("Seconds until the first answer, and questions that were solved"),
        on="messenger site", criteria="e-mail", rhythm=7,
    ),
    kind(
        "phone-line", _("Phone"), "try buy repeat", "technology",
        _("What does a caller hear in the first ten seconds, and after hours?"),
        _("Calls taken, seconds until then, and calls that were lost"),
        on="phone", criteria="phone", rhythm=7,
    ),
    kind(
        "consultation", _("Consultation"), "try repeat", "staff",
        _("What does somebody take home from it, even if they do not buy?"),
        _("Consultations held, and the share that asks for an offer"),
        on="phone shop site", criteria="staff", rhythm=14,
    ),
    kind(
        "lead-magnet", _("Free guide, white paper or e-book"), "try like", "materials",
        _("Which small problem does it solve today, and does it really arrive?"),
        _("Asked for, delivered, opened, and came back"),
        on="site e-mail", criteria="document", rhythm=14, delivers=True,
    ),
    kind(
        "letter-course", _("Course by letters"), "try repeat", "communication",
        _("What has somebody learnt to do after each letter?"),
        _("People who reach the last letter, and where the others stopped"),
        on="e-mail", criteria="e-mail", rhythm=14, delivers=True,
    ),
    kind(
        "upsell-preview", _("Preview of the larger offer"), "try buy", "product",
        _("What is shown of the next step, and when is it too early?"),
        _("People who see it, and those who ask for more"),
        on="site shop", criteria="product", rhythm=31,
    ),
    kind(
        "incentive", _("Voucher or other incentive"), "try buy", "communication",
        _("What does it make people do that they would not have done?"),
        _("Given, used, and orders that would have come without it"),
        on="e-mail site print", criteria="advertising", rhythm=31, delivers=True,
    ),
    kind(
        "proposal", _("Proposal"), "try buy", "materials",
        _("Does it repeat what the customer asked for, in their words, on one page?"),
        _("Proposals sent, days until then, and those accepted"),
        on="e-mail", criteria="document", rhythm=14, delivers=True, paid=True,
    ),
)  # fmt: skip
