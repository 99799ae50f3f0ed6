"""Proposals: by the name, else by money, else by the place in journeys."""

from __future__ import annotations

import pytest

from touchline.journeys.simulate.firm import TOUCHPOINTS
from touchline.touchpoints.kinds import CHANNELS, KINDS
from touchline.touchpoints.proposals import Proposal, Seen, propose
from touchline.touchpoints.schemes import HOURGLASS
from touchline.touchpoints.words import Lexicon, plain


@pytest.mark.parametrize(
    ("name", "stage", "channel"),
    [
        ("Pricing page", "trust", "site"),
        ("AddToCart", "buy", "site"),
        ("email_open", "like", "e-mail"),
        ("Demo call", "try", "phone"),
        ("Reviews page", "trust", "site"),
        ("Review request", "repeat", "e-mail"),
        ("Referral programme", "refer", "partner"),
        ("Trade fair visit", "like", "event"),
        ("Flyer", "know", "print"),
        ("Warenkorb", "buy", "site"),
        ("Kundenbewertungen gelesen", "trust", "site"),
        ("Rechnung bezahlt", "buy", "site"),
        ("Weiterempfehlung", "refer", "site"),
        ("Probefahrt", "try", "site"),
        ("panier abandonné", "buy", "site"),
        ("Témoignages clients", "trust", "site"),
        ("Essai gratuit", "try", "site"),
        ("Carrito abandonado", "buy", "site"),
        ("Llamada de asesoría", "try", "phone"),
        ("Reseñas", "trust", "site"),
        ("Отзывы на сайте", "trust", "site"),
        ("Заявка с сайта", "try", "site"),
        ("Звонок менеджера", "try", "phone"),
        ("Оплата заказа", "buy", "site"),
        ("Рассылка", "like", "e-mail"),
    ],
)
def test_names_in_several_languages(name: str, stage: str, channel: str) -> None:
    found = propose(name)
    assert (found.stage, found.channel) == (stage, channel), found.reason


def test_who_begins_with_a_referral_was_brought() -> None:
    found = propose("referral", Seen(touches=10, people=10, first=9))
    assert found.stage == "know"
    assert "first touch of 90 % of its people. So these people were brought." in found.reason
    assert propose("referral", Seen(touches=10, people=10, first=4)).stage == "refer"


def test_the_sample_business_is_mostly_placed_as_it_is() -> None:
    placed = [one for one in TOUCHPOINTS if one.stage]
    right = [one for one in placed if propose(one.name).stage == one.stage]
    assert len(right) >= 0.9 * len(placed)


@pytest.mark.parametrize(
    ("seen", "stage", "reason"),
    [
        (Seen(touches=10, people=9, orders=5), "buy", "5 of its 10 touches carry money."),
        (Seen(touches=10, people=10, first=3, before_order=9), "know", "first touch of 30 %"),
        (Seen(touches=10, people=10, first=2, before_order=9), "like", "first touch of 20 %"),
        (
            Seen(touches=10, people=10, before_order=4, after_order=6),
            "repeat",
            "60 % of its touches come after",
        ),
        (
            Seen(touches=10, people=10, before_order=5, after_order=5),
            "trust",
            "50 % of its touches come before",
        ),
        (Seen(touches=10, people=10), "like", "guess"),
        (Seen(), "know", "guess"),
    ],
)
def test_a_name_that_says_nothing_is_placed_by_the_record(seen: Seen, stage: str, reason: str) -> None:
    found = propose("Zzyzx 42", seen)
    assert found.stage == stage
    assert reason in found.reason


def test_the_channel_the_touches_name_counts_first() -> None:
    found = propose("Phone call", Seen(touches=9, channels={"": 5, "shop": 3, "site": 1}))
    assert found.channel == "shop"
    assert "shop" in found.reason
    assert propose("Zzyzx", Seen(touches=4, business=3)).channel == "e-mail"


@pytest.mark.parametrize(
    "name",
    ["Refund", "Complaint", "Newsletter cancelled", "Abo gekündigt", "Remboursement", "Отмена заказа"],
)
def test_what_goes_back_or_is_called_off_belongs_on_no_stage(name: str) -> None:
    found = propose(name, Seen(touches=10, people=9, first=9, orders=9))
    assert found.stage == ""
    assert "moves nobody on" in found.reason
    assert propose("Return visit").stage == "repeat"


def test_there_always_is_one() -> None:
    for name in ("", "  ", "🎉", "a" * 200, "%s %(word)s", "*;*"):
        found = propose(name)
        assert isinstance(found, Proposal)
        assert found.stage in HOURGLASS.stages
        assert found.channel
        assert found.reason.endswith(".")


def test_the_lists_are_sound() -> None:
    for kind in KINDS:
        assert kind.stage in ("", *HOURGLASS.stages)
        for word in kind.words.split(";"):
            bare = " ".join(word.replace("*", "").split())
            assert plain(bare) == bare, f"{kind.name}: {word}"
            assert find(kind.words, bare)
    assert len({name for name, _ in CHANNELS}) == len(CHANNELS)


def find(words: str, name: str) -> str:
    return Lexicon([words]).find(name).get(0, "")


def test_words_are_whole_words() -> None:
    assert find("ad; mail*", "Admission") == ""
    assert find("ad; mail*", "an AD") == "ad"
    assert find("ad; mail*", "e-Mailing") == "mailing"
    assert find("*wagen*", "Einkaufswagens voll") == "einkaufswagens"
    assert find("e mail; mail", "E-Mail") == "e mail"
    assert find("call*", "call the office") == "call"
    assert find("call b*", "a call back office") == "call back"
    assert Lexicon(["a", "b*", "*b*"]).find("A cab, a bus") == {0: "a", 1: "bus", 2: "cab"}
    assert plain("Größe_testÜber 3x") == "groesse test ueber 3x"
