"""Whether a page is whole: tags closed, ids once, fields labelled, nothing inline, nothing from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser


class Page(HTMLParser):
    """What a page must and must not have."""

    VOID = frozenset(
        ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
    )

    def __init__(self, content: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.points: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[tuple[str, dict[str, str]]] = []
        self.heads = 0
        self.title = ""
        self.lang = ""
        self.feed(content)
        self.close()
        self._judge()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        for name in have:
            if name == "style" or (name.startswith("on") and tag != "x") or name.startswith("hx-on"):
                self.wrong.append(f"<{tag} {name}>")
        if tag == "style" or (tag == "script" and "src" not in have):
            self.wrong.append(f"<{tag}> inline")
        for name in ("href", "src", "action"):
            if re.match(r"(https?:)?//|javascript:|data:", have.get(name, "")):
                self.wrong.append(f"{name}={have[name]}")
        if "id" in have:
            self.ids.append(have["id"])
        for name in ("aria-describedby", "aria-labelledby", "for", "form", "list"):
            self.points += have.get(name, "").split()
        if tag == "label" and "for" in have:
            self.labels.add(have["for"])
        if tag in ("input", "select", "textarea") and have.get("type") != "hidden":
            named = "label" in self.open or "aria-label" in have
            self.fields.append(("" if named else have.get("id", f"<{tag} {have.get('name')}>"), have))
        if tag == "html":
            self.lang = have.get("lang", "")
        self.heads += tag == "h1"
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"</{tag}> closes {self.open[-1:]}")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["title"] and "svg" not in self.open:
            self.title += data

    def _judge(self) -> None:
        if self.open:
            self.wrong.append(f"not closed: {self.open}")
        if len(set(self.ids)) != len(self.ids):
            self.wrong.append(f"ids twice: {sorted(one for one in set(self.ids) if self.ids.count(one) > 1)}")
        self.wrong += [f"points to nothing: {one}" for one in self.points if one not in self.ids]
        self.wrong += [f"no label: {one}" for one, _have in self.fields if one and one not in self.labels]
        if self.heads != 1:
            self.wrong.append(f"{self.heads} h1")
        if not self.title.endswith(" · Touchline") or self.title.startswith(" "):
            self.wrong.append(f"title {self.title!r}")
        if self.lang != "en":
            self.wrong.append(f"lang {self.lang!r}")
