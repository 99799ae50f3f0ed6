"""``make pictures``: takes the pictures of README and docs anew, in a real browser, on the sample business.

Those on real data are taken too where REAL_DATA names the folder that docs/real_data.py reads.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import real_data
from playwright.sync_api import Browser, sync_playwright

PICTURES = Path(__file__).parent / "pictures"
PORT = "8765"
SEEN = (
    ("hourglass", "/", 1440, "light"),
    ("hourglass-dark", "/", 1440, "dark"),
    ("hourglass-narrow", "/", 390, "light"),
    (
        "funnel",
        "/journeys?step=Home+page&step=Reviews+page%7CCustomer+stories&step=Enquiry+form&step=Web+order%7CShop+purchase&within=90d",
        1440,
        "light",
    ),
    ("paths", "/journeys/paths", 1440, "light"),
    ("touches", "/journeys/touches", 1440, "light"),
    ("touchpoints", "/touchpoints", 1440, "light"),
    ("board", "/plan?chain=learn", 1440, "light"),
    ("imports", "/imports", 1440, "light"),
)
REAL = (
    (
        "real-grocery-funnel",
        "grocery",
        "/journeys?step=Campaign+a+sent&step=Coupon+redeemed&step=Order&within=60d",
    ),
    ("real-grocery-hourglass", "grocery", "/"),
    ("real-desk-paths", "service-desk", "/journeys/paths"),
    ("real-shop-orders", "gift-shop", "/journeys/orders"),
    ("real-leads-hourglass", "marketplace", "/"),
    ("real-leads-paths", "marketplace", "/journeys/paths"),
)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
)


@contextmanager
def served(home: Path, *words: str) -> Iterator[str]:
    """Serve a workspace; the one-time link."""
    command = [sys.executable, "-m", "touchline", "--home", str(home), *words, "--port", PORT]
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith(("TOUCHLINE_", "DJANGO_"))
    }
    serving = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ)
    try:
        assert serving.stdout is not None
        for line in serving.stdout:
            found = re.search(r"http://\S+/join/\S+", line)
            if found:
                yield found[0]
                break
    finally:
        serving.terminate()
        serving.wait()


def join(browser: Browser, link: str) -> dict[str, object]:
    """Become the owner through the link; the state of the signed-in browser."""
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(link)
    page.get_by_label("Name").fill("Ada Lind")
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Password", exact=False).first.fill("a long pass phrase")
    page.locator("main form button").click()
    page.wait_for_url("**/")
    state = context.storage_state()
    context.close()
    return dict(state)


def take(browser: Browser, state: dict[str, object], where: str, width: int, scheme: str, to: Path) -> None:
    """One picture of a whole page."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        storage_state=state,  # type: ignore[arg-type]
        locale="en-GB",
    )
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{PORT}{where}", wait_until="networkidle")
    page.screenshot(path=to, full_page=True)
    context.close()
    shrink(to)
    print(to.name, to.stat().st_size // 1024, "KiB")


def take_real(browser: Browser, data: Path, homes: Path) -> None:
    """The pictures of docs/real-data.md, where the data sets are at hand."""
    real_data.complete_journey(data, homes / "grocery")
    real_data.incidents(data, homes / "service-desk")
    real_data.retailer(data, homes / "gift-shop")
    real_data.leads(data, homes / "marketplace")
    for home in ("grocery", "service-desk", "gift-shop", "marketplace"):
        with served(homes / home, "serve") as link:
            state = join(browser, link)
            for name, where, page in REAL:
                if where == home:
                    take(browser, state, page, 1440, "light", PICTURES / f"{name}.png")


def shrink(picture: Path) -> None:
    """Few colours are enough for flat drawings, and keep the pictures small."""
    from PIL import Image

    with Image.open(picture) as image:
        image.convert("RGB").quantize(160, method=Image.Quantize.FASTOCTREE).save(picture, optimize=True)


def main() -> int:
    """Take them all."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("Chromium is missing. Install it: sudo apt-get install chromium")
        return 1
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=list(QUIET))
        with served(Path(folder) / "home", "demo") as link:
            state = join(browser, link)
            context = browser.new_context(storage_state=state)  # type: ignore[arg-type]
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{PORT}/people/behind?question=hourglass&people=stage%3Drefer")
            person = page.locator("main a[href^='/people/']").filter(has_not_text="CSV")
            href = next(
                found
                for found in (one.get_attribute("href") for one in person.all())
                if found and re.fullmatch(r"/people/\d+", found)
            )
            context.close()
            for name, where, width, scheme in (*SEEN, ("person", href, 1440, "light")):
                take(browser, state, where, width, scheme, PICTURES / f"{name}.png")
        if "REAL_DATA" in os.environ:
            take_real(browser, Path(os.environ["REAL_DATA"]), Path(folder) / "real")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
