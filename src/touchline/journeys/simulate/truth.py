"""What is true about the sample business: every effect that statistics should find again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar

from touchline.journeys.simulate.firm import AT, PICKS


def _fixed(values: dict[str, float]) -> Any:
    return field(default_factory=lambda: MappingProxyType(dict(values)))


LIFTS = {
    "Home page": 0.08,
    "Picture post": 0.05,
    "First step into the shop": 0.10,
    "Museum shop shelf": 0.04,
    "Social advert": -0.06,
    "Making-of video": 0.08,
    "Glaze diary": 0.04,
    "Shop browsing": 0.06,
    "Kiln tour": 0.16,
    "Newsletter sign-up": 0.06,
    "Glaze guide request": 0.08,
    "Reviews page": 0.06,
    "Customer stories": 0.14,
    "Course programme": 0.05,
    "Talk at the counter": 0.12,
    "Food-safety page": -0.07,
    "Sample tiles": 0.06,
    "Taster class": 0.22,
    "Offer letter": 0.08,
}


@dataclass(frozen=True)
class Truth:
    """The true effects. Chances lie between 0 and 1 and *add up*: a person at a stage goes on with

    ``go_on[stage]`` + the ``lift`` of every touchpoint met while at that stage (once each, however
    often it is met) + the gains below that apply. A linear model of "went on" on "met" is therefore
    right, not an approximation, and its coefficients are these numbers. A touchpoint that is not
    named in ``lift`` has no effect. Give other numbers to test a statistic where the truth differs,
    for example ``Truth(touch_gain=0.0)`` for a business where the number of contacts does nothing.
    """

    # From stage to stage
    go_on: Mapping[str, float] = _fixed({"know": 0.46, "like": 0.42, "trust": 0.30, "try": 0.10})
    """Chance to go on from a stage before anything is added."""
    lift: Mapping[str, float] = _fixed(LIFTS)
    """What meeting a touchpoint adds to the chance to go on from its stage, by name."""
    skip: float = 0.06
    """Of those who go on from know or like: share that passes over the next stage unseen."""
    entry: Mapping[str, float] = _fixed(
        {"know": 0.865, "like": 0.02, "trust": 0.05, "try": 0.035, "none": 0.03}
    )
    """Where people who come by themselves are first seen; ``none`` come for the job page only."""
    visits: tuple[float, ...] = (0.50, 0.28, 0.14, 0.08)
    """Shares of people who visit 1, 2, 3, 4 times while at know, like or trust (at try: once)."""
    wait_days: Mapping[str, float] = _fixed({"know": 6.0, "like": 9.0, "trust": 13.0, "try": 7.0})
    """Median days from the last visit at a stage to the next stage (log-normal, 1 to 60 days)."""

    # People
    keen_share: float = 0.20
    """Share of people who are keen. Nobody at the business can see it."""
    keen_gain: float = 0.20
    """What being keen adds to the chance to go on from trust."""
    keen_sees: float = 0.40
    """Chance of a keen person at trust to click the advert for our name, which does nothing."""
    other_sees: float = 0.05
    """The same chance for others. So those who click go on more often, and the advert is not why."""
    brought_gain: float = 0.08
    """What being brought by another adds to the chance to go on from each of know, like, trust, try."""

    # At try
    fast_share: float = 0.60
    """Share answered within the hour, of enquiries made when we are open for an hour more."""
    unanswered: float = 0.12
    """Share of all other enquiries that nobody ever answers. The rest waits one to four days, and for
    the next open day."""
    fast_gain: float = 0.24
    """What an answer within 60 minutes adds to the chance to go on from try."""
    unanswered_loss: float = -0.05
    """What no answer adds to it."""
    offer_share: float = 0.50
    """Share of those answered who get the offer letter, drawn by lot."""
    taster_shows: float = 0.80
    """Share of booked taster classes that are attended."""
    touch_gain: float = 0.02
    """What each contact of the person's own initiative at know, like, trust and try (the one at try
    included) adds to the chance to go on from try, up to ``touch_cap`` contacts. 0 makes the effect of
    their number flat."""
    touch_cap: int = 7
    """Contacts beyond this number add nothing."""

    # At buy
    abandoned: float = 0.30
    """Share of first baskets that are left."""
    basket_share: float = 0.60
    """Share of left baskets with a reminder on the next morning, drawn by lot."""
    basket_back: float = 0.15
    """Chance that a left basket is ordered after all, without a reminder."""
    basket_gain: float = 0.25
    """What the basket reminder adds to it."""
    known_at_till: float = 0.60
    """Share of unknown buyers in the shop who leave an e-mail address."""
    generous_share: float = 0.25
    """Share of people who take twice the number of pieces, in every order."""
    refunded: float = 0.04
    """Share of orders with a refund, 3 to 20 days later."""
    refunded_whole: float = 0.70
    """Share of refunds that return the whole order; the others return its first line."""

    # At repeat
    REPEAT_R: ClassVar[float] = 1.0
    """BG/NBD r: rates of ordering are Gamma(r, alpha). Fixed."""
    REPEAT_B: ClassVar[float] = 1.0
    """BG/NBD b: chances to drop out after a repeat order are Beta(a, b). Fixed."""
    repeat_alpha: float = 42.0
    """BG/NBD alpha, in weeks: the mean rate is 1 / alpha orders a week."""
    repeat_a: float = 0.5
    """BG/NBD a. The model is that of Fader, Hardie and Lee (2005); nobody drops out before the
    first repeat order. Orders of people without the refill reminder follow it, but for the rounding of
    waits to days and the days when the shop is closed."""
    reminder_share: float = 0.50
    """Share of known first buyers assigned to the refill reminder by lot. Their first order carries
    the variant ``reminder``, that of the others ``held back``."""
    reminder_day: int = 30
    """Days after the first order when the letter goes out to those who have not ordered again."""
    reminder_until: int = 60
    """Days after the first order on which the effect of the letter is over."""
    reminder_wins: float = 0.12
    """Of those who would not have ordered again by then, share that does because of the letter. So
    ``(p_reminder - p_held_back) / (1 - p_held_back)`` for second orders by then is this number."""
    reviewed: float = 0.15
    """Share of review requests that are followed by a review."""

    # At refer
    recommends: float = 0.08
    """Chance that a person recommends us after the first order, three to eight weeks later."""
    recommends_again: float = 0.34
    """The same chance after each further order that the refill reminder did not win."""
    ask_share: float = 0.50
    """Share of known first buyers who are asked to recommend us, drawn by lot."""
    ask_gain: float = 0.10
    """What being asked adds to the first of these two chances."""
    shared_photo: float = 0.04
    """Chance after each order of a shared photo, which brings nobody."""
    fans_before: float = 0.004
    """Chance of a person at like to recommend us without ever having bought."""
    recommends_as: Mapping[str, float] = _fixed({"fan": 0.60, "promoter": 0.30, "partner": 0.10})
    """How people recommend after an order. Those before an order are fans."""
    brings: Mapping[str, float] = _fixed({"fan": 1.4, "promoter": 3.0, "partner": 8.0})
    """Mean number of new people one recommendation brings (Poisson), within 45 days."""

    # Rhythm
    season: tuple[int, ...] = (90, 80, 85, 95, 100, 90, 75, 65, 95, 110, 145, 170)
    """Weight of a day in January to December for people who come by themselves. Nothing else has a season."""
    week: tuple[int, ...] = (90, 85, 90, 95, 100, 125, 135)
    """Weight of a day from Monday to Sunday for people who come by themselves."""
    cancelled: float = 0.03
    """Share of newsletters after which the person cancels."""

    def __post_init__(self) -> None:
        unknown = [name for name in self.lift if name not in AT]
        if unknown:
            raise ValueError(f"There is no touchpoint {unknown[0]!r} in the sample business.")
        for stage in ("know", "like", "trust", "try"):
            low, high = self.chances(stage)
            if low < 0 or high > 1:
                message = f"The chance to go on from {stage} would lie between {low:.2f} and {high:.2f}."
                raise ValueError(message)
        for base, gain in ((self.basket_back, self.basket_gain), (self.recommends, self.ask_gain)):
            if not (0 <= base <= 1 and 0 <= base + gain <= 1):
                raise ValueError(f"A chance of {base:g} and a gain of {gain:g} would leave 0 to 1.")
        if self.reminder_until < self.reminder_day + 6 or min(self.repeat_alpha, self.repeat_a) <= 0:
            raise ValueError("The effect of the reminder needs six days, and alpha and a are above 0.")

    def chances(self, stage: str) -> tuple[float, float]:
        """Lowest and highest chance to go on from ``stage`` that can arise."""
        lifts = [self.lift.get(name, 0.0) for name in PICKS[stage]]
        gains = [self.brought_gain]
        if stage == "trust":
            gains.append(self.keen_gain)
        if stage == "try":
            alone = [self.lift.get(name, 0.0) for name in ("Sample tiles", "Taster class")]
            answered = [x + self.lift.get("Offer letter", 0.0) for x in (self.fast_gain, 0.0)]
            lifts = [max(0.0, *alone, *answered), min(0.0, *alone, *answered, self.unanswered_loss)]
            gains.append(self.touch_gain * self.touch_cap)
        every = lifts + gains
        base = self.go_on[stage]
        return (base + sum(x for x in every if x < 0), base + sum(x for x in every if x > 0))
