"""The line that says how far the index is built anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from tests.web.conftest import Cast
from tests.web.reading import text
from tests.web.test_translation import Shown, foreign
from tests.web.whole import Page

from touchline.lake.underway import Telling

__all__ = ["foreign"]


@pytest.fixture
def telling() -> Iterator[Telling]:
    one = Telling(settings.TOUCHLINE.index, "rules", 12_345)
    one._next = 0.0
    one.tell(1, 4)
    yield one
    one.close()


def test_every_page_says_how_far_it_is(cast: Cast, telling: Telling) -> None:
    for path in ("/", "/people", "/touchpoints", "/journeys", "/people/999999"):
        page = cast.viewer.get(path).content
        assert not Page(page.decode()).wrong, path
        assert "by the rules of today: 25 % of 12,345 events done." in text(page)
        assert "answers follow the rules before" in text(page)
    assert "rules of today" not in text(cast.stranger.get("/sign-in").content)


def test_the_line_is_asked_for_again_until_it_is_done(cast: Cast, telling: Telling) -> None:
    line = cast.viewer.get("/underway").content.decode()
    assert 'hx-get="/underway"' in line
    assert "25 %" in line
    telling.close()
    line = cast.viewer.get("/underway").content.decode()
    assert "hx-get" not in line
    assert "The index is ready. Show this page anew" in text(line.encode())
    assert 'id="underway"' not in cast.viewer.get("/people").content.decode()


@pytest.mark.parametrize("why", ["first", "rules", "attributes", "record"])
@pytest.mark.usefixtures("foreign")
def test_it_can_be_translated(cast: Cast, why: str) -> None:
    telling = Telling(settings.TOUCHLINE.index, why, 12_345)
    try:
        assert not Shown(cast.viewer.get("/underway").content.decode()).bare
    finally:
        telling.close()
    assert not Shown(cast.viewer.get("/underway").content.decode()).bare
