from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from touchline.web import wording as w

DAY = 86_400


def test_counts_are_separated() -> None:
    assert [w.count(n) for n in (0, 999, 1000, 18_420, 1_284_420, -1200)] == [
        *("0", "999", "1,000", "18,420", "1,284,420", "−1,200")
    ]


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (0.536, "54 %"),
        (0.0995, "10 %"),
        (0.04712, "4.7 %"),
        (0.00001, "<0.1 %"),
        (0.997, "99.7 %"),
        (0.99999, ">99.9 %"),
        (1.0, "100 %"),
    ],
)
def test_few_are_never_none_and_nearly_all_never_all(share: float, text: str) -> None:
    assert w.percent(share) == text.replace(" ", "\xa0")


def test_percent_with_digits() -> None:
    assert w.percent(0.5361, 1) == "53.6\xa0%"
    assert w.percent(0.004, 0) == "<1\xa0%"
    assert w.percent(0.996, 0) == ">99\xa0%"


def test_ranges_take_an_en_dash() -> None:
    assert w.span(0.405, 0.44) == "40.5–44.0"
    assert w.percent_span(0.528, 0.541) == "53–54\xa0%"
    assert w.percent_span(0.0711, 0.0826) == "7.1–8.3\xa0%"
    assert w.percent_span(0.7071, 0.7089) == "70.7–70.9\xa0%"
    assert w.percent_span(0.5, 0.5) == "50.0\xa0%"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 seconds"),
        (0.3, "under 1 second"),
        (1, "1 second"),
        (35, "35 seconds"),
        (60, "1 minute"),
        (59 * 60, "59 minutes"),
        (3600, "1 hour"),
        (DAY, "1 day"),
        (30 * 3600, "30 hours"),
        (2 * DAY, "2 days"),
        (6 * DAY, "6 days"),
        (90 * DAY, "90 days"),
        (213 * DAY, "7 months"),
        (700 * DAY, "23 months"),
        (1000 * DAY, "2.7 years"),
    ],
)
def test_durations_take_their_natural_unit(seconds: float, text: str) -> None:
    assert w.duration(seconds) == text.replace(" ", "\xa0")


def test_a_window_is_exact() -> None:
    assert w.window(365 * DAY) == "365\xa0days"
    assert w.window(36 * 3600) == "36\xa0hours"
    assert w.window(90 * 60) == "90\xa0minutes"
    assert w.window(DAY) == "1\xa0day"
    assert w.window(45) == "45\xa0seconds"


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (141_900, "EUR", "€ 1,419.00"),
        (-2490, "EUR", "− € 24.90"),
        (1200, "JPY", "¥ 1,200"),
        (1_234_567, "KWD", "KWD 1,234.567"),
        (5, "CHF", "CHF 0.05"),
        (0, "USD", "$ 0.00"),
        (2**53 + 1, "EUR", "€ 90,071,992,547,409.93"),
    ],
)
def test_money_has_the_digits_of_its_currency(minor: int, currency: str, text: str) -> None:
    assert w.money(minor, currency) == text.replace(" ", "\xa0")


def test_intervals_of_large_amounts_are_in_whole_units_and_never_narrower() -> None:
    assert w.amount_span(Decimal("118.20"), Decimal("999.99")) == "118.20–999.99"
    assert w.amount_span(Decimal("1180.20"), Decimal("1240.01")) == "1,180–1,241"
    assert w.amount_span(Decimal("-1180.20"), Decimal("4.10")) == "−1,181–5"


def test_dates() -> None:
    assert w.day(date(2026, 11, 22)) == "22\xa0Nov\xa02026"
    assert w.days(date(2025, 12, 1), date(2026, 11, 22)) == "1\xa0Dec\xa02025 – 22\xa0Nov\xa02026"
    assert w.days(date(2026, 3, 1), date(2026, 11, 22)) == "1\xa0Mar – 22\xa0Nov\xa02026"
    assert w.days(date(2026, 3, 1), date(2026, 3, 1)) == "1\xa0Mar\xa02026"
    when = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert w.moment(when, ZoneInfo("Europe/Berlin")) == "23\xa0Nov\xa02026, 00:30"


def test_marks_follow_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    german = {"thousands separator": ".", "decimal mark": ","}
    monkeypatch.setattr(w, "pgettext", lambda context, _text: german[context])
    assert w.count(18_420) == "18.420"
    assert w.money(141_900, "EUR") == "€\xa01.419,00"
    assert w.span(0.405, 0.44) == "40,5–44,0"
