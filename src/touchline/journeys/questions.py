"""The questions there are, a line each. Shell, pages and notebooks know them from here alone."""

from __future__ import annotations

from touchline.journeys import funnel, hourglass, orders, paths, retention, time_to, touches
from touchline.journeys.words import Spoken

QUESTIONS: dict[str, Spoken] = {
    one.name: one
    for one in (
        hourglass.SPOKEN,
        funnel.SPOKEN,
        paths.SPOKEN,
        touches.SPOKEN,
        orders.SPOKEN,
        retention.SPOKEN,
        time_to.SPOKEN,
    )
}
