"""The board: cards go where they are put, by mouse, by keyboard and by a form, and back."""

from __future__ import annotations

from playwright.sync_api import Page
from tests.browser.conftest import Opener, Served


def _plan(opener: Opener, name: str, stage: str) -> Page:
    """A touchpoint planned through its form, on the map of the workspace; it is begun where there is none."""
    page = opener("/plan")
    if page.get_by_role("button", name="Start the map").count():
        page.get_by_label("What is it a map of?").fill("Way in")
        page.get_by_label("an empty map").check()
        page.get_by_role("button", name="Start the map").click()
        page.wait_for_url("**/plan/way-in")
    page.get_by_role("link", name="Add a touchpoint").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Stage").select_option(stage)
    page.get_by_label("Channel").fill("site")
    page.get_by_role("button", name="Plan it").click()
    page.wait_for_url("**/touchpoints/*")
    page.goto(f"{page.url.partition('/plan')[0]}/plan")
    return page


def _where(page: Page, card: str) -> str:
    return str(page.locator(f'[data-card="{card}"]').evaluate("one => one.closest('.cell').dataset.name"))


def test_a_card_is_dragged_and_put_back(opener: Opener, served: Served) -> None:
    page = _plan(opener, "Window sign", "know")
    card = page.locator('[data-card="window-sign"]')
    target = page.locator('.cell[data-stage="trust"]').first
    start, end = card.bounding_box(), target.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 60, start["y"] + 45)
    page.mouse.down()
    page.mouse.move(end["x"] + 70, end["y"] + 40, steps=6)
    assert target.evaluate("one => one.classList.contains('over')")
    page.mouse.up()
    page.wait_for_url("**done=**")
    assert _where(page, "window-sign").startswith("Trust")
    page.wait_for_selector('[data-card="window-sign"] .nm:focus')
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector("text=Undone.")
    assert _where(page, "window-sign").startswith("Know")


def test_a_card_moves_by_the_keyboard_and_is_said(opener: Opener, served: Served) -> None:
    page = _plan(opener, "Price list", "try")
    page.locator('[data-card="price-list"] .nm').focus()
    page.keyboard.press("m")
    assert "Moving Price list: Try, Site." in page.locator("#moving").inner_text()
    page.keyboard.press("ArrowLeft")
    assert "Trust, Site" in page.locator("#moving").inner_text()
    page.keyboard.press("Escape")
    assert _where(page, "price-list") == "Try, Site"
    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=**")
    assert _where(page, "price-list") == "Buy, Site"


def test_the_links_lie_over_the_cards_they_join(opener: Opener, served: Served) -> None:
    _plan(opener, "Leaflet", "know")
    page = _plan(opener, "Till", "buy")
    page.get_by_role("link", name="Chains").click()
    page.get_by_label("Name").fill("Way to the till")
    page.get_by_role("button", name="Plan it").click()
    page.wait_for_url("**/chains/way-to-the-till")
    page.get_by_label("Link 1 is met at").fill("Leaflet")
    page.get_by_role("button", name="Save the chain").click()
    page.wait_for_selector("text=Undo")
    page.get_by_label("Link 2 is met at").fill("Till")
    page.get_by_role("button", name="Save the chain").click()
    page.wait_for_load_state()
    page.get_by_role("link", name="On the board").click()
    page.wait_for_selector(".links path")
    ends = page.evaluate(
        """() => {
          const line = document.querySelector(".links .lk:not(.hd)");
          const box = line.ownerSVGElement.getBoundingClientRect();
          const at = (n) => { const p = line.getPointAtLength(n); return [box.x + p.x, box.y + p.y]; };
          return [at(0), at(line.getTotalLength())];
        }"""
    )
    for card, (x, y) in zip(("leaflet", "till"), ends, strict=True):
        box = page.locator(f'[data-card="{card}"]').bounding_box()
        assert box
        assert box["y"] <= y <= box["y"] + box["height"]
        assert min(abs(x - box["x"]), abs(x - box["x"] - box["width"])) < 2


def test_the_board_is_a_list_by_stage_on_a_phone(opener: Opener, served: Served) -> None:
    _plan(opener, "Poster", "know")
    page = opener("/plan", 390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    heading = page.locator("h3", has_text="Know").bounding_box()
    card = page.locator('[data-card="poster"]').bounding_box()
    assert heading
    assert card
    assert heading["y"] < card["y"]
    assert card["width"] > 300


def test_the_board_prints_on_one_sheet(opener: Opener, served: Served) -> None:
    page = _plan(opener, "Bag", "buy")
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") <= 2
