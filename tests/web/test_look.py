"""The look as far as a machine can hold it: contrast of the tokens, no inline style, no inline script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "src" / "touchline" / "web"
STATIC = WEB / "static" / "touchline"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
PAPERS = ("ground", "surface", "well")
Colours = dict[str, str]


def tokens() -> dict[str, Colours]:
    sheet = (STATIC / "tokens.css").read_text(encoding="utf-8")
    first, dark = sheet.split("@media (prefers-color-scheme: dark)")
    light = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", first))
    return {"light": light, "dark": light | dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", dark))}


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_pass_aa_on_every_paper(scheme: str) -> None:
    colours = tokens()[scheme]
    texts = ["ink", "ink-2", "ink-3", "pitch", "bad", "warn", "good", "hold"]
    texts += [name for name in colours if name.startswith("sx-")]
    assert len(texts) == 16
    found = {(t, p): contrast(colours[t], colours[p]) for t in texts for p in PAPERS}
    found |= {
        (t, f"{t}-soft"): contrast(colours[t], colours[f"{t}-soft"]) for t in ("bad", "warn", "good", "hold")
    }
    found[("on-pitch", "pitch")] = contrast(colours["on-pitch"], colours["pitch"])
    found[("on-pitch", "pitch-2")] = contrast(colours["on-pitch"], colours["pitch-2"])
    assert {pair: ratio for pair, ratio in found.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_outlines_of_controls_are_to_be_seen(scheme: str) -> None:
    colours = tokens()[scheme]
    for name in ("edge", "focus"):
        for paper in PAPERS:
            assert contrast(colours[name], colours[paper]) >= 3, (name, paper)


def test_every_token_used_is_there() -> None:
    sheets = {path.name: path.read_text(encoding="utf-8") for path in STATIC.glob("*.css")}
    known = set(re.findall(r"--([\w-]+)\s*:", "".join(sheets.values())))
    for name, sheet in sheets.items():
        assert set(re.findall(r"var\(--([\w-]+)", sheet)) - known == set(), name
        assert sheet.count("{") == sheet.count("}"), name
        assert "@import" not in sheet
        assert "url(" not in sheet


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_pages_have_no_inline_style_and_no_inline_script(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", page)
    assert not re.search(r"<style|javascript:", page)
    assert not re.search(r"<[^>]*\son\w+\s*=", page)
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert "hx-on" not in page


def test_the_shell_of_a_stranger_shows_no_way_in() -> None:
    from django.template.loader import render_to_string

    page = render_to_string("touchline/base.html", {"nav": [], "member": None, "business": ""})
    assert '<a class="skip" href="#main">' in page
    assert "touchline/tokens.css" in page
    assert 'content=\'{"allowEval":false,"includeIndicatorStyles":false' in page
    assert '"attributesToSettle":["class","width","height"]' in page, "a style that is set anew is refused"
    assert "<nav" not in page
    assert "django_htmx/htmx-2.min.js" in page


def test_what_scrolls_sideways_shows_it_at_its_edges() -> None:
    parts = (STATIC / "parts.css").read_text(encoding="utf-8")
    rule = parts[parts.index(".scroll {") :].partition("}")[0]
    assert rule.count(" local") == rule.count("var(--more)") == 2
    tokens = (STATIC / "tokens.css").read_text(encoding="utf-8")
    assert tokens.count("--more:") == 2, "light and dark"
