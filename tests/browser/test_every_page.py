"""Every page in a real browser: nothing sticks out, nothing complains, the keyboard finds its way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Opener, Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Scheme = Literal["dark", "light"]
PAGES = [
    "/",
    "/?scheme=value-journey",
    "/?from=2026-04-01&last=2026-05-31",
    "/journeys",
    "/journeys?step=Home+page&step=Newsletter&step=Reviews%7CTest+ride&step=Order&within=30d",
    "/journeys/paths",
    "/journeys/touches",
    "/journeys/orders",
    "/journeys/orders?unit=day",
    "/journeys/retention",
    "/journeys/time-to?start=Home+page&start=Window&next=Order&next=Reviews&within=30d",
    "/journeys/chain?link=Home+page&link=Reviews|Newsletter+within+3d+optional&link=Order",
    "/people",
    "/people?find=p00",
    "/people/behind?question=hourglass&people=stage%3Dknow",
    "/people/1",
    "/touchpoints",
    "/imports",
    "/imports/1",
    "/settings",
    "/settings/rates",
    "/settings/attributes",
    "/audit",
    "/audit?verb=placed&find=zzz",
    "/members",
    "/members/1/sessions",
    "/account",
]
SIZES = [(1440, "light"), (1440, "dark"), (1024, "light"), (768, "dark"), (390, "light"), (390, "dark")]

OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > wide + 1 && !one.closest('.scroll, .shell, .vh'))
    .map((one) => one.tagName + '.' + one.className).slice(0, 5);
}"""

# Text that is cut off: wider than its box, where the box neither scrolls nor shortens it in view.
CUT = """() => [...document.querySelectorAll('.btn, .tag, .pick, th, dd, dt, .seg a')]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflow === 'visible'
    && one.clientWidth > 0 && !one.closest('.scroll'))
  .map((one) => one.textContent.trim().slice(0, 40))"""


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_nothing_sticks_out(opener: Opener, width: int, scheme: str) -> None:
    page = opener("/", width, scheme)
    for path in PAGES:
        page.goto(path)
        assert page.evaluate(OVERFLOW) == [], (path, width)
        assert page.evaluate(CUT) == [], (path, width)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_empty_pages_stick_out_nowhere_either(
    browser: Browser, empty: Served, tmp_path: Path, width: int, scheme: Scheme
) -> None:
    token = empty.run("member", "link").strip().rpartition("/")[2]
    state = join_again(browser, empty, token, tmp_path / "state.json", f"ada{width}@example.com")
    context = browser.new_context(
        base_url=empty.url, storage_state=state, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    page = context.new_page()
    for path in (
        "/",
        "/journeys",
        "/journeys/paths",
        "/journeys/touches",
        "/journeys/orders",
        "/journeys/orders?unit=day",
        "/people",
        "/touchpoints",
        "/imports",
    ):
        page.goto(path)
        assert page.evaluate(OVERFLOW) == [], (path, width)
        assert page.locator(".empty h2").count() == 1, path
        expect(page.locator(".empty .outline")).to_be_visible()
    context.close()


def join_again(browser: Browser, served: Served, token: str, state: Path, email: str) -> Path:
    """One more owner, each with a link of their own."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served.url}/join/{token}")
    page.fill("[name=name]", "Ada Lindgren")
    page.fill("[name=email]", email)
    page.fill("[name=password]", "a bicycle for two")
    page.click("button.go")
    page.wait_for_url(f"{served.url}/")
    context.storage_state(path=state)
    context.close()
    return state


def test_the_keyboard_skips_to_the_page(opener: Opener) -> None:
    page = opener("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#main').contains(document.activeElement)")


def test_focus_is_always_to_be_seen(opener: Opener) -> None:
    page = opener("/journeys?step=Home+page&step=Order&within=30d")
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        style = page.evaluate(
            """() => { const one = document.activeElement, s = getComputedStyle(one);
            const tag = one.tagName + (one.type === "date" ? "-date" : "");  // shows the part of it
            return [tag, one.id || one.textContent.trim().slice(0, 20), s.outlineStyle, s.outlineWidth]; }"""
        )
        if style[0] == "BODY":
            break
        assert style[2] != "none" or style[0] == "INPUT-date", style
        seen.append(style[1])
    assert "up-2" in seen, seen
    assert "remove-1" in seen


def test_the_picture_fits_the_screen(opener: Opener) -> None:
    wide, narrow = opener("/", 1440), opener("/", 390)
    expect(wide.locator(".hg.wide")).to_be_visible()
    expect(wide.locator(".hg.narrow")).to_be_hidden()
    expect(narrow.locator(".hg.narrow")).to_be_visible()
    expect(narrow.locator(".hg.wide")).to_be_hidden()


def test_a_number_of_the_picture_opens_its_people(opener: Opener) -> None:
    page = opener("/")
    number = page.locator(".hg.wide a.n.bad, .hg.wide a.n").first
    shown = number.text_content() or ""
    number.click()
    page.wait_for_url("**/people/behind**")
    assert shown.strip() in (page.locator("h1").text_content() or "")


def test_menus_close_with_escape_and_outside(opener: Opener) -> None:
    page = opener("/", 390)
    menu = page.locator("details.menu")
    menu.locator("summary").click()
    expect(menu.locator("a", has_text="Touchpoints")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu.locator("a", has_text="Touchpoints")).to_be_hidden()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    menu.locator("summary").click()
    page.locator("footer").click()
    expect(menu.locator("a", has_text="Touchpoints")).to_be_hidden()
    menu.locator("summary").click()
    menu.locator("a", has_text="Touchpoints").click()
    page.wait_for_url("**/touchpoints")


@pytest.mark.parametrize("width", [1440, 1100, 390])
def test_a_period_is_chosen_from_the_menu(opener: Opener, width: int) -> None:
    page = opener("/", width)
    picks = page.locator(".picks details").first
    picks.locator("summary").click()
    box = picks.locator(".sheet").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    picks.locator("[name=from]").fill("2026-03-10")
    picks.locator("[name=last]").fill("2026-04-10")
    picks.locator("button").click()
    page.wait_for_url("**from=2026-03-10&last=2026-04-10**")
    assert "10 Mar – 10 Apr 2026" in (page.locator(".sub").text_content() or "").replace("\u00a0", " ")


def test_a_stage_of_the_picture_opens_its_touchpoints(opener: Opener) -> None:
    page = opener("/")
    page.locator('.hg.wide a.st-a[href="#stage-like"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator("#stage-like table")).to_be_visible()
