"""Members, changes and edits by two in a real browser."""

from __future__ import annotations

from playwright.sync_api import expect
from tests.browser.conftest import Opener


def test_an_invitation_is_made_copied_and_withdrawn(opener: Opener) -> None:
    page = opener("/members")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.select_option("#role", "editor")
    page.fill("#note", "for Jo")
    page.get_by_role("button", name="Make a link").click()
    link = page.locator("#link").input_value()
    assert "/join/" in link
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("[data-copy]")).to_have_text("✓ Copy")
    assert page.evaluate("navigator.clipboard.readText()") == link
    page.get_by_role("button", name="Withdraw for Jo").click()
    expect(page.locator(".note.success")).to_contain_text("Withdrawn")
    assert page.request.get(link).status == 404


def test_a_link_can_be_copied_without_script(opener: Opener) -> None:
    page = opener("/members", script=False)
    page.get_by_role("button", name="Make a link").click()
    expect(page.locator("#link")).to_be_visible()
    expect(page.locator("[data-copy]")).to_be_hidden()


def test_the_second_of_two_is_told_and_loses_nothing(opener: Opener) -> None:
    first, second = opener("/settings"), opener("/settings")
    first.fill("#silence_days", "60")
    second.fill("#silence_days", "45")
    second.fill("#name", "Lindgren & Daughters")
    first.get_by_role("button", name="Save these settings").click()
    expect(first.locator(".note.success")).to_be_visible()
    # Sent beside the page: a browser complains on its console of an answer that is no success.
    fields = second.evaluate("Object.fromEntries(new FormData(document.querySelector('form.form')))")
    origin = second.url.removesuffix("/settings")
    answer = second.request.post("/settings", form=fields, headers={"Origin": origin})
    assert answer.status == 409
    second.set_content(answer.text())
    expect(second.locator("#clash")).to_contain_text("Ada Lindgren changed this on")
    expect(second.locator(".theirs")).to_have_text("There now: 60")
    expect(second.locator("#silence_days")).to_have_value("45")
    expect(second.locator("#name")).to_have_value("Lindgren & Daughters")


def test_a_change_is_undone_with_a_click(opener: Opener) -> None:
    page = opener("/account")
    page.fill("#name", "Ada Byron")
    page.get_by_role("button", name="Save this name").click()
    page.goto("/audit?verb=renamed")
    page.get_by_role("button", name="Undo renamed ada@example.com").first.click()
    expect(page.locator(".note.success")).to_contain_text("Undone")
    expect(page.locator("tbody tr").first).to_contain_text("undone by Ada Lindgren")
    assert page.url.endswith("/audit?verb=renamed")
    page.goto("/account")
    expect(page.locator("#name")).to_have_value("Ada Lindgren")
