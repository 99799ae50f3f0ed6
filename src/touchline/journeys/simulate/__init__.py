"""A business with known truth: the demo's data and the statistics' test bench.

Tern Quay Pottery is invented, and so is everybody who meets it. ``simulate`` gives its record as plain
columns, ``Truth`` what is true about it. Pure numpy: no clock, no files, no compiled kernels.
``docs/sample-business.md`` tells the same in words.
"""

from touchline.journeys.simulate.firm import Product, Touchpoint
from touchline.journeys.simulate.orders import mean_order
from touchline.journeys.simulate.record import Brought, Lines, Simulated, Touches, order_name
from touchline.journeys.simulate.run import simulate
from touchline.journeys.simulate.truth import Truth

__all__ = [
    "Brought",
    "Lines",
    "Product",
    "Simulated",
    "Touches",
    "Touchpoint",
    "Truth",
    "mean_order",
    "order_name",
    "simulate",
]
