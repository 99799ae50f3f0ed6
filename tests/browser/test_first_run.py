"""The first minutes: the owner's link, signing out and in, guessing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.conftest import OWNER, Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_from_the_link_to_the_first_page_and_back(browser: Browser, empty: Served) -> None:
    context = browser.new_context(base_url=empty.url)
    page = context.new_page()
    page.goto("/")
    assert page.url == f"{empty.url}/sign-in?next=/"
    assert "Nobody has joined yet." in (page.locator("main").text_content() or "")

    page.goto(empty.link)
    page.fill("[name=name]", OWNER["name"])
    page.fill("[name=email]", OWNER["email"])
    page.fill("[name=password]", "password12")
    page.click("button.go")
    assert "too common" in (page.locator("#wrong-password").text_content() or "")
    assert page.input_value("[name=name]") == OWNER["name"]
    page.fill("[name=password]", OWNER["password"])
    page.click("button.go")
    page.wait_for_url(f"{empty.url}/")
    assert "No touches yet." in (page.locator("main").text_content() or "")

    page.locator("details.account summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    page.goto(empty.link)
    assert "This link no longer works." in (page.locator("h1").text_content() or "")

    page.goto("/people")
    page.fill("[name=email]", OWNER["email"])
    page.fill("[name=password]", "wrong")
    page.keyboard.press("Enter")
    assert "do not belong together" in (page.locator("[role=alert]").text_content() or "")
    assert page.evaluate("document.activeElement.name") == "password"
    page.fill("[name=password]", OWNER["password"])
    page.keyboard.press("Enter")
    page.wait_for_url(f"{empty.url}/people")
    context.close()


def test_cookies_are_kept_from_scripts(browser: Browser, empty: Served) -> None:
    context = browser.new_context(base_url=empty.url)
    page = context.new_page()
    page.goto("/sign-in")
    cookies = context.cookies()
    assert cookies
    assert all(one["httpOnly"] and one["sameSite"] == "Lax" for one in cookies)
    assert page.evaluate("document.cookie") == ""
    context.close()


def test_a_script_in_the_page_does_not_run(browser: Browser, empty: Served) -> None:
    context = browser.new_context(base_url=empty.url)
    page = context.new_page()
    page.goto("/sign-in")
    page.evaluate(
        """() => { const one = document.createElement('script');
        one.textContent = 'window.broken = true'; document.body.append(one); }"""
    )
    assert page.evaluate("window.broken") is None
    context.close()
