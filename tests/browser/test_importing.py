"""A file from the browser: sent, mapped, rehearsed, imported, looked at, undone; with scripts and without."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests import stores
from tests.browser.conftest import Opener, Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHOSEN = {"person": "Kunde", "time": "Zeit", "touchpoint": "Was"}


@pytest.fixture
def till(tmp_path: Path) -> Path:
    path = tmp_path / "till.csv"
    rows = [f"k{n % 7},2026-05-{1 + n % 28:02d}T10:00,Counter talk {n % 3},{n}" for n in range(90)]
    path.write_text("\n".join(["Kunde,Zeit,Was,Notiz", *rows, ",2026-05-01T10:00,Counter talk 1,nobody"]))
    return path


def _wait(page: Page, selector: str, *, script: bool) -> None:
    """Wait for what the worker does; a page without scripts is opened again."""
    for _ in range(150):
        if page.locator(selector).count():
            return
        page.wait_for_timeout(100)
        if not script:
            page.reload()
    raise AssertionError(f"{selector} never came: {page.locator('main').text_content()}")


@pytest.mark.parametrize(("script", "width"), stores.looks((True, 390), (False, 1440), (True, 1440)))
def test_from_the_browser_to_the_record_and_back(
    opener: Opener, served: Served, till: Path, script: bool, width: int
) -> None:
    page = opener("/imports", width, script=script)
    page.get_by_role("link", name="Import a file").click()
    page.locator("#file").set_input_files(till)
    page.get_by_role("button", name="Send the file").click()
    page.wait_for_selector("text=What do the columns of “till.csv” stand for?")
    for role, column in CHOSEN.items():
        field = page.locator(f"#column-{role}")
        if field.input_value() != column:
            field.select_option(column)
        if script:
            page.wait_for_selector(f".map th:has-text('{column}'):has-text('✓')")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Rehearse", exact=True).click()
    _wait(page, "text=nothing is recorded yet", script=script)
    assert "90 of 91 rows of “till.csv” are new. 1 needs a look." in (page.locator("h1").text_content() or "")
    page.get_by_role("button", name="Import 90 rows").click()
    _wait(page, "text=Undo this import", script=script)
    _wait(page, "text=Download all verdicts", script=script)
    page.locator("select[name=verdict]").select_option("accepted")
    page.get_by_role("button", name="Filter").click()
    page.wait_for_selector("text=1 to 50 of 90")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="Undo this import").click()
    page.wait_for_selector("text=90 rows go from the record")
    page.get_by_role("button", name="Undo the import").click()
    _wait(page, "text=is undone. Nothing of it is in the record.", script=script)


def test_a_draft_is_thrown_away(opener: Opener, served: Served, till: Path) -> None:
    page = opener("/imports/new")
    page.locator("#file").set_input_files(till)
    page.get_by_role("button", name="Send the file").click()
    page.get_by_role("button", name="Throw away").click()
    page.wait_for_selector("text=The file is thrown away.")
