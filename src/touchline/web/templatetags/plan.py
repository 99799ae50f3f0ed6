"""The small drawings of a card: its weight, and its audit score with the spread of the visits."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from touchline.web.charts.board_data import Card
from touchline.web.charts.board_weight import weight_bars
from touchline.web.charts.interval import dot_line
from touchline.web.charts.svg import EMPTY, el

register = template.Library()


@register.simple_tag
def weight(number: int) -> SafeString:
    """Five bars, ``number`` of them filled; nothing where no weight is known."""
    return weight_bars(number, label=_("weight {n} of 5").format(n=number))


@register.simple_tag
def score(card: Card) -> SafeString:
    """The score of a card on 1 to 5 as dot and line, and as a number; nothing where nobody audited it."""
    if card.score is None:
        return EMPTY
    said = _("audit score {value} of 5, visits between {low} and {high}").format(
        value=f"{card.score.value:.1f}", low=f"{card.score.low:.1f}", high=f"{card.score.high:.1f}"
    )
    return el(
        "span",
        dot_line(card.score, width=38, bad=card.low, lowest=1, highest=5),
        el("b", f"{card.score.value:.1f}"),
        class_="sc low" if card.low else "sc",
        title=said,
    )
