"""Holds the docs against the product: every command, setting and page is in them, every link resolves.

``python docs/check.py`` fails with what is missing; ``python docs/check.py --write`` writes the parts
that are made from the code anew.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path

import click

DOCS = Path(__file__).parent
ROOT = DOCS.parent


def commands_page() -> str:
    """Every command with its help, as the command line prints it."""
    from touchline.cli import touchline

    parts = [
        "# Commands",
        "",
        "Made from the command line itself by `python docs/check.py --write`. `--home DIR` (or",
        "`TOUCHLINE_HOME`) may stand before or after the command's name. Exit codes: 0 done, 1 refused with",
        "a sentence, 2 wrong usage.",
        "",
    ]
    for path, command in walk(touchline, ["touchline"]):
        context = click.Context(command, info_name=" ".join(path), terminal_width=100, max_content_width=100)
        parts += [f"## {' '.join(path)}", "", "```text", command.get_help(context).rstrip(), "```", ""]
    return "\n".join(parts)


def walk(command: click.Command, path: list[str]) -> list[tuple[list[str], click.Command]]:
    """A command and those below it."""
    found = [(path, command)]
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                found += walk(below, [*path, name])
    return found


def settings_page() -> str:
    """Every setting of the environment."""
    from touchline.settings import SETTINGS

    rows = [f"| `{row.name}` | {row.default} | {row.help} |" for row in SETTINGS]
    return "\n".join(
        [
            "# Settings",
            "",
            "Read from the environment when Touchline starts. A wrong one refuses to start, with a sentence.",
            "What the business itself settles (name, zone, currency, silence) is on the page *Settings* and",
            "in `touchline settings`; every version of it is kept.",
            "",
            "| setting | default | meaning |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )


def missing_pages() -> list[str]:
    """Pages that ``docs/pages.md`` does not name."""
    from touchline.urls import urlpatterns

    text = (DOCS / "pages.md").read_text()
    wanted = ["/" + str(one.pattern) for one in urlpatterns]
    return [f"docs/pages.md does not name {where}" for where in wanted if f"`{where}`" not in text]


def broken_links() -> list[str]:
    """Links between the docs that lead nowhere, and pictures nobody shows."""
    wrong = []
    shown: set[Path] = set()
    for page in [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text()):
            if "://" in target:
                continue
            path = (page.parent / target).resolve()
            shown.add(path)
            if not path.exists():
                wrong.append(f"{page.relative_to(ROOT)} links to {target}, which is not there")
    wrong += [
        f"{picture.relative_to(ROOT)} is shown by no page"
        for picture in (DOCS / "pictures").glob("*.png")
        if picture.resolve() not in shown
    ]
    return wrong


def main() -> int:
    """Check, or write with ``--write``."""
    made = {DOCS / "commands.md": commands_page, DOCS / "settings.md": settings_page}
    wrong = []
    for page, make in made.items():
        text = make()
        if "--write" in sys.argv:
            page.write_text(text)
        elif not page.exists() or page.read_text() != text:
            wrong.append(f"{page.relative_to(ROOT)} is out of date: python docs/check.py --write")
    wrong += missing_pages() + broken_links()
    for line in wrong:
        print(line)
    print("The docs hold." if not wrong else f"{len(wrong)} things to mend in the docs.")
    return 1 if wrong else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ["TOUCHLINE_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "touchline.django_settings"
        import django

        django.setup()
        sys.exit(main())
