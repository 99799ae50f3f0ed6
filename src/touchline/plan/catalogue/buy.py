"""Kinds people meet while they buy."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from touchline.plan.catalogue.kind import kind

KINDS = (
    kind(
        "orientation", _("Orientation: whom to ask, how to pay"), "buy try", "communication",
        _("Does everybody know at each moment whom to ask and what comes next?"),
        _("Questions about how to order that still reach us"),
        on="site phone shop", criteria="site", rhythm=14,
    ),
    kind(
        "way-in", _("Way there, parking, entrance"), "buy trust", "premises",
        _("Does somebody find the door without asking, by car, on foot, in a wheelchair?"),
        _("People who ask for the way or come late"),
        on="shop", criteria="premises", rhythm=7,
    ),
    kind(
        "purchase", _("Purchase"), "buy", "product",
        _("What could still keep somebody from buying who has decided to?"),
        _("Orders, and the share of those begun that are finished"),
        on="site shop phone", criteria="site", rhythm=7, paid=True,
    ),
    kind(
        "one-time-offer", _("One-time offer"), "buy try", "product",
        _("What small thing is so good for its price that saying no is odd?"),
        _("People who take it, and their second order"),
        on="site e-mail", criteria="product", rhythm=14, paid=True,
    ),
    kind(
        "cross-sell", _("Cross-sell"), "buy repeat", "product",
        _("What does this buyer need next to be happy with what they bought?"),
        _("Orders with more than one product, and what is sent back"),
        on="site shop", criteria="product", rhythm=14, paid=True,
    ),
    kind(
        "contract", _("Contract"), "buy", "materials",
        _("Does the customer understand every sentence they sign?"),
        _("Days from yes to signature, and questions asked meanwhile"),
        on="e-mail shop", criteria="document", rhythm=31, delivers=True,
    ),
    kind(
        "payment", _("Payment"), "buy", "technology",
        _("Can everybody pay the way they are used to, and do they see that it worked?"),
        _("Payments begun, finished, and failed by reason"),
        on="site shop", criteria="site", rhythm=7,
    ),
    kind(
        "invoice", _("Invoice and receipt"), "buy", "materials",
        _("Can a customer tell from it what they paid for and whom to ask?"),
        _("Questions about invoices, and days until they are paid"),
        on="e-mail print", criteria="document", rhythm=14, delivers=True,
    ),
    kind(
        "payment-reminder", _("Reminder to pay"), "buy", "communication",
        _("Is it as friendly as we were before the order?"),
        _("Paid within a week after it"),
        on="e-mail", criteria="e-mail", rhythm=31, delivers=True,
    ),
    kind(
        "basket-reminder", _("Reminder of an abandoned basket"), "buy", "communication",
        _("Why did they stop, and does the reminder answer that?"),
        _("Baskets left, reminders delivered, orders after them"),
        on="e-mail", criteria="e-mail", rhythm=14, delivers=True,
    ),
    kind(
        "packaging", _("Pack and hand-over"), "buy repeat", "product",
        _("What does somebody feel when they open it?"),
        _("Damage, wrong contents, and pictures people share"),
        on="shop print", criteria="product", rhythm=7,
    ),
    kind(
        "delivery", _("Delivery"), "buy", "product",
        _("Does the customer know when it comes before they ask?"),
        _("Delivered on the day promised"),
        on="site e-mail", criteria="product", rhythm=7,
    ),
    kind(
        "onboarding", _("First steps after the purchase"), "buy repeat", "communication",
        _("When have they used it for the first time, and who notices when they have not?"),
        _("Buyers who reach the first success within two weeks"),
        on="e-mail phone site", criteria="e-mail", rhythm=14,
    ),
    kind(
        "instructions", _("Instructions and warranty card"), "buy repeat", "product",
        _("Does somebody get along with it alone on a Sunday?"),
        _("Questions that it should have answered"),
        on="print site", criteria="document", rhythm=14,
    ),
)  # fmt: skip
