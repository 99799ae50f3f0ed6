"""Building a funnel, with and without JavaScript."""

from __future__ import annotations

import pytest
from tests.browser.conftest import Opener


def _steps(page) -> list[str]:  # type: ignore[no-untyped-def]
    return [
        one for one in page.locator(".steps select").evaluate_all("all => all.map(one => one.value)") if one
    ]


def test_choosing_counts_at_once(opener: Opener) -> None:
    page = opener("/journeys")
    page.evaluate("window.stayed = true")
    page.select_option("#s1-1", "Home page")
    page.wait_for_selector("#s2-1")
    assert "80 people begin with Home page." in (page.locator("h1").text_content() or "")
    page.select_option("#s2-1", "Order")
    page.wait_for_selector(".ft tbody tr:nth-child(2)")
    assert page.url.endswith("/journeys?step=Home+page&step=Order&within=30d")
    assert page.evaluate("window.stayed"), "the page was not loaded anew"
    assert page.title() == "Funnel · Touchline"
    page.fill("[name=number]", "5")
    page.locator("[name=number]").blur()
    page.wait_for_url("**within=5d")
    page.go_back()
    page.wait_for_selector("[name=number][value='30']")
    assert page.url.endswith("within=30d")
    assert _steps(page) == ["Home page", "Order"]


@pytest.mark.parametrize("script", [True, False])
def test_steps_are_added_moved_and_taken_away(opener: Opener, script: bool) -> None:
    page = opener("/journeys?step=Home+page&step=Order&within=30d", script=script)
    page.select_option("#s3-1", "Newsletter")
    if not script:
        page.click("#count")
    page.wait_for_url("**step=Home+page&step=Order&step=Newsletter**")
    assert _steps(page) == ["Home page", "Order", "Newsletter"]
    page.click("#up-3")
    page.wait_for_url("**step=Home+page&step=Newsletter&step=Order**")
    assert _steps(page) == ["Home page", "Newsletter", "Order"]
    page.click("#remove-1")
    page.wait_for_url("**/journeys?step=Newsletter&step=Order**")
    assert _steps(page) == ["Newsletter", "Order"]


@pytest.mark.parametrize("script", [True, False])
def test_a_step_of_several_touchpoints(opener: Opener, script: bool) -> None:
    page = opener("/journeys?step=Reviews&step=Order&within=30d", script=script)
    page.locator(".also summary").first.click()
    page.locator("#s1-also").select_option("Test ride")
    if not script:
        page.click("#count")
    page.wait_for_url("**step=Reviews%7CTest+ride&step=Order**")
    assert "Reviews or Test ride" in (page.locator(".ft").text_content() or "")
    page.locator("#s1-1").select_option("")
    if not script:
        page.click("#count")
    page.wait_for_url("**step=Test+ride&step=Order**")


def test_the_keyboard_builds_a_funnel(opener: Opener) -> None:
    page = opener("/journeys?step=Home+page&step=Order&within=30d")
    page.focus("#up-2")
    page.keyboard.press("Enter")
    page.wait_for_url("**step=Order&step=Home+page**")
    assert _steps(page) == ["Order", "Home page"]
