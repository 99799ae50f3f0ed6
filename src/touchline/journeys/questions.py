"""The questions there are, a line each. Shell, pages and notebooks know them from here alone."""

from __future__ import annotations

from touchline.journeys import (
    between,
    chain,
    funnel,
    hourglass,
    loops,
    orders,
    paths,
    retention,
    routes,
    stopped,
    time_to,
    touches,
)
from touchline.journeys.words import Spoken

QUESTIONS: dict[str, Spoken] = {
    one.name: one
    for one in (
        hourglass.SPOKEN,
        funnel.SPOKEN,
        paths.SPOKEN,
        routes.SPOKEN,
        between.SPOKEN,
        loops.SPOKEN,
        stopped.SPOKEN,
        touches.SPOKEN,
        orders.SPOKEN,
        retention.SPOKEN,
        time_to.SPOKEN,
        chain.SPOKEN,
    )
}
