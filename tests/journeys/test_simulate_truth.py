"""Each effect written down in ``Truth`` is found again in the record by a plain estimate."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from tests.journeys.simulated import NEAR, NEVER, STAGE, Record, mean, model, near, share

from touchline.journeys.index import BROUGHT_AS, PERSON
from touchline.journeys.simulate import Truth, mean_order, simulate
from touchline.journeys.simulate.days import DAY, MINUTE
from touchline.journeys.simulate.firm import (
    ANY_TIME,
    AT,
    COURSE,
    OPEN_HOURS,
    PICKS,
    RECOMMENDS_AT,
    STAGES,
    TOUCHPOINTS,
)

END = 1_795_357_500_000_000
ENQUIRIES = {
    "Enquiry form": "Answer by e-mail",
    "Message enquiry": "Answer by message",
    "Phone enquiry": "Call back",
}
OPPOSITE = {"Customer stories": -0.10, "Sample tiles": 0.15, "Kiln tour": 0.0}


@pytest.fixture(scope="module", params=["as it is", "another truth"])
def record(request: pytest.FixtureRequest) -> Record:
    truth = Truth()
    if request.param == "another truth":
        truth = Truth(
            lift={**truth.lift, **OPPOSITE},
            fast_gain=0.0,
            touch_gain=0.0,
            brought_gain=0.0,
            reminder_wins=0.0,
            basket_gain=-0.1,
            ask_gain=0.3,
            repeat_alpha=6.0,
            repeat_a=1.0,
            brings={"fan": 2.5, "promoter": 1.0, "partner": 4.0},
        )
    return Record(simulate(250_000, seed=11, end=END, truth=truth))


def links(record: Record, stage: str) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Who was at a stage long enough ago, whether they went on, and what they met before that."""
    position = STAGES.index(stage)
    placed = STAGE[record.at]
    here = record.first(placed == position)
    further = record.first((placed > position) & (placed <= STAGES.index("try")))
    who = (here < further) & (here < record.firm.end - 150 * DAY)
    columns = {name: record.met(name, further)[who] for name in PICKS[stage]}
    columns["brought"] = (np.arange(record.firm.everyone) >= record.firm.people)[who]
    return who, (further < NEVER)[who], columns


@pytest.mark.parametrize("stage", ["know", "like", "trust"])
def test_touchpoints_add_what_is_written(record, stage):
    who, went, columns = links(record, stage)
    if stage == "trust":
        columns["keen"] = record.firm.keen[who]
    fit = model(went, **columns)
    near(fit.pop("base"), record.truth.go_on[stage])
    near(fit.pop("brought"), record.truth.brought_gain)
    if stage == "trust":
        near(fit.pop("keen"), record.truth.keen_gain)
    for name, found in fit.items():
        near(found, record.truth.lift.get(name, 0.0))


def test_the_advert_for_our_name_looks_good_and_does_nothing(record):
    who, went, columns = links(record, "trust")
    columns["advert"] = record.met("Advert for our name")[who]
    naive, error = model(went, **columns)["advert"]
    assert naive > 10 * error
    near(model(went, **columns, keen=record.firm.keen[who])["advert"], 0.0)


def tries(record: Record) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per person: first touch at try, contacts of their own until then, and who counts."""
    own = record.firm.touches.initiative == PERSON
    begun = record.first(own & (STAGE[record.at] == STAGES.index("try")))
    before = (STAGE[record.at] >= 0) & (STAGE[record.at] <= STAGES.index("try"))
    visits = own & before & (record.time <= begun[record.person])
    pairs = np.unique(record.person[visits].astype(np.int64) * 100_000 + record.day[visits])
    contacts = np.bincount(pairs // 100_000, minlength=record.firm.everyone)
    return begun, contacts, begun < record.firm.end - 120 * DAY


def answers(record: Record) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per person: when they enquired, how long the answer took (NEVER: none), if open for an hour."""
    asked = record.first(np.isin(record.at, [AT[name] for name in ENQUIRIES]))
    answer = record.first(np.isin(record.at, [AT[name] for name in ENQUIRIES.values()]))
    day, micros = record.zone.local(np.where(asked < NEVER, asked, 0))
    hours = np.array(OPEN_HOURS)[(day + 3) % 7] * 60 * MINUTE
    open_now = (micros >= hours[:, 0]) & (micros < hours[:, 1] - 60 * MINUTE)
    return asked, np.where(answer < NEVER, answer - np.minimum(asked, answer), NEVER), open_now


def test_what_leads_from_try_to_buy(record):
    begun, contacts, who = tries(record)
    asked, wait, _ = answers(record)
    bought = record.first(
        (STAGE[record.at] == STAGES.index("buy")) & (record.firm.touches.initiative == PERSON)
    )
    truth = record.truth
    expected = {
        "base": truth.go_on["try"],
        "fast": truth.fast_gain,
        "unanswered": truth.unanswered_loss,
        "Offer letter": truth.lift["Offer letter"],
        "Sample tiles": truth.lift["Sample tiles"],
        "Taster class": truth.lift["Taster class"],
        "contacts": truth.touch_gain,
        "brought": truth.brought_gain,
    }
    fit = model(
        ((bought > begun) & (bought < NEVER))[who],
        fast=((asked < NEVER) & (wait <= 60 * MINUTE))[who],
        unanswered=((asked < NEVER) & (wait == NEVER))[who],
        contacts=np.minimum(contacts, truth.touch_cap)[who],
        brought=(np.arange(len(who)) >= record.firm.people)[who],
        **{name: record.met(name)[who] for name in ("Offer letter", "Sample tiles", "Taster class")},
    )
    for name, true in expected.items():
        near(fit[name], true)


def test_how_enquiries_are_answered(record):
    asked, wait, open_now = answers(record)
    who = asked < record.firm.end - 20 * DAY
    fast = wait <= 60 * MINUTE
    near(share(fast[who & open_now]), record.truth.fast_share)
    assert not fast[who & ~open_now].any()
    near(share(wait[who & ~fast] == NEVER), record.truth.unanswered)
    near(share(record.met("Offer letter")[who & (wait < NEVER)]), record.truth.offer_share)
    booked = record.first(record.at == AT["Taster class booked"]) < record.firm.end - 40 * DAY
    near(share(record.met("Taster class")[booked]), record.truth.taster_shows)


def test_baskets_and_their_reminder(record):
    basket = record.first(record.at == AT["Basket"])
    order = record.first(record.money > 0)
    who = (basket < order) & (basket < record.firm.end - 20 * DAY)
    left = who & ~(order < basket + 15 * MINUTE)
    near(share(left[who]), record.truth.abandoned)
    reminded, back = record.met("Basket reminder", order)[left], (order < NEVER)[left]
    near(share(reminded), record.truth.basket_share)
    fit = model(back, reminded=reminded)
    near(fit["base"], record.truth.basket_back)
    near(fit["reminded"], record.truth.basket_gain)


def arms(record: Record) -> tuple[np.ndarray, np.ndarray]:
    """Per person: the arm of the refill test, and the days of first orders (NEVER: none)."""
    variant = record.firm.touches.variant
    arm = np.zeros(record.firm.everyone, np.int64)
    arm[record.person[variant > 0]] = variant[variant > 0]
    return arm, record.days_of_orders()[0]


def test_the_refill_reminder_wins_second_orders(record):
    arm, first = arms(record)
    second = record.days_of_orders()[1]
    who = first < record.last - record.truth.reminder_until
    again = second - first <= record.truth.reminder_until
    near(share(arm[who & (arm > 0)] == 1), record.truth.reminder_share)
    (p, p_error), (q, q_error) = share(again[who & (arm == 1)]), share(again[who & (arm == 2)])
    error = np.hypot(p_error, q_error * (1 - p) / (1 - q)) / (1 - q)
    near(((p - q) / (1 - q), error), record.truth.reminder_wins, widest=0.06)
    letter = record.first(record.at == AT["Refill reminder"], record.day)
    assert set(np.unique((letter - first)[letter < NEVER])) == {record.truth.reminder_day}
    assert (arm[letter < NEVER] == 1).all()


@pytest.mark.parametrize("weeks", [8, 26, 52])
def test_repeat_orders_follow_bg_nbd(record, weeks):
    arm, first = arms(record)
    truth = record.truth
    who = (arm != 1) & (first < record.last - 7 * weeks)
    orders = (record.money > 0) & (record.day <= (first + 7 * weeks)[record.person])
    count = np.bincount(record.person[orders], minlength=len(who))[who] - 1
    near(share(count == 0), (truth.repeat_alpha / (truth.repeat_alpha + weeks)) ** truth.REPEAT_R)
    grid = (np.arange(2_000) + 0.5) / 2_000
    due = -np.log(1 - grid)[:, None] / truth.repeat_alpha * weeks
    drop = grid ** (1 / truth.repeat_a)
    near(share(count == 1), float((due * np.exp(-due) * (1 - drop) + drop * -np.expm1(-due)).mean()))
    near(mean(count), float((-np.expm1(-drop * due) / drop).mean()), widest=0.2)


def test_recommendations_and_the_request_for_them(record):
    arm, _ = arms(record)
    first, second = record.days_of_orders()
    known = (arm > 0) & (first < record.last - 70)
    near(share(record.met("Asked to recommend")[known]), record.truth.ask_share)
    who = known & (second == NEVER)
    says = np.isin(record.at, [AT[name] for name in RECOMMENDS_AT[1:]])
    says &= record.day >= (first + 20)[record.person]
    fit = model((record.first(says) < NEVER)[who], asked=record.met("Asked to recommend")[who])
    near(fit["base"], record.truth.recommends)
    near(fit["asked"], record.truth.ask_gain)


@pytest.mark.parametrize("how", [1, 2, 3])
def test_how_many_people_a_recommendation_brings(record, how):
    says = record.at == AT[RECOMMENDS_AT[how]]
    once = np.bincount(record.person[says], minlength=record.firm.everyone) == 1
    who = once & (record.first(says) < record.firm.end - 50 * DAY)
    brought = record.firm.brought
    count = np.bincount(brought.by[brought.how == how], minlength=record.firm.everyone)
    assert not count[record.first(says) == NEVER].any()
    near(mean(count[who]), record.truth.brings[BROUGHT_AS[how]], widest=0.25)


def test_refunds_reviews_photos_and_cancelled_newsletters(record):
    orders = (record.money > 0) & (record.day < record.last - 40)
    refunds = record.firm.touches.order[record.money < 0]
    returned = np.isin(record.firm.touches.order[orders], refunds)
    near(share(returned), record.truth.refunded)
    requests = record.first(record.at == AT["Review request"]) < record.firm.end - 10 * DAY
    near(share(record.met("Review written")[requests]), record.truth.reviewed)
    letters = (record.at == AT["Newsletter"]).sum()
    cancelled = (record.at == AT["Newsletter cancelled"]).sum()
    near((cancelled / letters, np.sqrt(cancelled) / letters), record.truth.cancelled)


def test_the_money_of_an_order(record):
    first = record.first(record.money > 0)
    row = np.flatnonzero((record.money > 0) & (record.time == first[record.person]))
    course = record.at[row] == AT["Course booking"]
    assert (record.money[row[course]] == record.firm.products[COURSE].price).all()
    true = mean_order(record.truth)
    near(mean(record.money[row[~course]] / true), 1.0)


def test_people_arrive_by_season_and_weekday(record):
    firm = record.firm
    _, row = np.unique(record.person, return_index=True)
    row = row[: firm.people]
    free = np.array([touchpoint.hours == ANY_TIME for touchpoint in TOUCHPOINTS])[record.at[row]]
    day = record.day[row[free]]
    span = np.arange(day.min() + 1, day.max() - 7)
    count = np.bincount(day, minlength=span[-1] + 1)[span]
    month = np.array([(date(1970, 1, 1) + timedelta(days=d)).month for d in span.tolist()]) - 1
    weight = np.array(record.truth.season)[month] * np.array(record.truth.week)[(span + 3) % 7]
    for group in (month, (span + 3) % 7):
        expected = np.bincount(group, weights=weight) * count.sum() / weight.sum()
        found = np.bincount(group, weights=count)
        assert (np.abs(found - expected) < NEAR * np.sqrt(expected)).all()


def test_where_people_start(record):
    _, row = np.unique(record.person, return_index=True)
    stage = STAGE[record.at[row[: record.firm.people]]]
    for name, true in record.truth.entry.items():
        near(share(stage == (STAGES.index(name) if name in STAGES else -1)), true)
