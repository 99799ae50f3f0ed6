"""Placing touchpoints: seen at once, lost never."""

from __future__ import annotations

import pytest
from tests import stores
from tests.browser.conftest import Opener, Served


def _row(page, name: str):  # type: ignore[no-untyped-def]
    return page.locator("tr", has=page.locator("th", has_text=name)).first


def _people(served: Served, stage: str) -> int:
    import json

    rows = json.loads(served.run("ask", "hourglass", "--json"))["rows"]
    return int(next(row["reached"] for row in rows if row["stage"] == stage))


@pytest.mark.parametrize("script", [True, False])
def test_a_place_is_seen_in_the_hourglass(opener: Opener, served: Served, script: bool) -> None:
    page = opener("/touchpoints", script=script)
    row = _row(page, "Reviews")
    row.locator("select").select_option("trust")
    row.get_by_role("button", name="Save").click()
    page.wait_for_selector(".note.success")
    assert "Reviews stands on Trust now." in (page.locator(".notes").text_content() or "")
    assert _row(page, "Reviews").locator("select").input_value() == "trust"
    home = opener("/", script=script)
    for _ in range(100):
        if home.locator('.tbl a.n[href*="stage%3Dtrust"]').count():
            break
        home.wait_for_timeout(100)
        home.reload()
    assert home.locator('.tbl a.n[href*="stage%3Dtrust"]').first.text_content() == "20"
    assert _people(served, "trust") == 20
    row = _row(page, "Reviews")
    row.locator("select").select_option("")
    row.get_by_role("button", name="Save").click()
    page.wait_for_selector("text=Reviews has no place now.")


def test_two_members_at_once(opener: Opener, served: Served) -> None:
    first, second = opener("/touchpoints"), opener("/touchpoints")
    for page, stage in ((first, "like"), (second, "refer")):
        row = _row(page, "Window")
        row.locator("select").select_option(stage)
        row.get_by_role("button", name="Save").click()
        page.wait_for_selector(".note, .clash")
    said = second.locator(".clash").text_content() or ""
    assert "it is at Like" in said
    assert "Yours (Refer" in said
    assert _row(second, "Window").locator("select").input_value() == "like"
    second.get_by_role("button", name="Save mine anyway").click()
    second.wait_for_selector("text=Window stands on Refer now.")
    assert _row(second, "Window").locator("select").input_value() == "refer"


def test_a_proposal_in_one_click_on_a_phone(opener: Opener, served: Served) -> None:
    page = opener("/touchpoints?only=proposed", 390)
    accept = page.get_by_role("button", name="Accept").last
    name = accept.get_attribute("aria-label") or ""
    accept.click()
    page.wait_for_selector(".note.success")
    assert name.rpartition(" for ")[2] in (page.locator(".notes").text_content() or "")


@pytest.mark.parametrize(("width", "script"), stores.looks((390, True), (1440, True), (1440, False)))
def test_the_wizard_and_back(opener: Opener, served: Served, width: int, script: bool) -> None:
    page = opener("/touchpoints/wizard", width, script=script)
    stage = page.get_by_label("Stage of Reviews")
    stage.select_option("none")
    stage.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".after")
    assert "not asked for again" in (page.locator(".after").text_content() or "")
    assert page.get_by_role("link", name="See the hourglass").is_visible()
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector("text=Undone.")
    assert page.get_by_label("Stage of Reviews").count() == 1


def test_two_names_become_one(opener: Opener, served: Served) -> None:
    page = opener("/touchpoints")
    for name in ("Newsletter", "Window"):
        _row(page, name).get_by_role("checkbox").check()
    page.get_by_role("button", name="Merge…").click()
    page.get_by_label("Newsletter stays").check()
    page.get_by_role("button", name="Merge 2 into one").click()
    page.wait_for_selector("text=1 touchpoint counts at Newsletter now.")
    names = page.locator(".names").text_content() or ""
    assert "Newsletter" in names
    assert "Window" in names
    page.get_by_role("button", name="Undo merged").first.click()
    page.wait_for_selector("text=Undone.")
    assert "Window" not in (page.locator(".names").text_content() or "")
