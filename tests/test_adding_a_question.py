"""The worked example of docs/adding-a-question.md, run as it stands there."""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import click
import numpy as np
import pytest

from tests.journeys.make import MONDAY, Touch, make_index
from touchline.cli import ask
from touchline.journeys import engine, questions
from touchline.journeys.groups import Groups
from touchline.service.asking import Asked, to_question

PAGE = Path(__file__).parents[1] / "docs" / "adding-a-question.md"
BLOCK = re.compile(r"^`(?P<file>[\w/]+\.py)`\n\n```python\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
ROOMS = {"journeys": "touchline.journeys", "tests": "tests"}


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, ModuleType]:
    """The files of the page, as modules of the names they would have, in the order they stand there."""
    made = {}
    for match in BLOCK.finditer(PAGE.read_text()):
        file = match["file"]
        room = file.partition("/")[0]
        name = ROOMS[room] + "." + file.removeprefix(room + "/").removesuffix(".py").replace("/", ".")
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(match["text"])
        made[file] = _module(name, path, monkeypatch)
    return made


def _module(name: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)
    package, _, last = name.rpartition(".")
    monkeypatch.setattr(importlib.import_module(package), last, module, raising=False)
    spec.loader.exec_module(module)
    return module


def test_its_own_tests_pass(example: dict[str, ModuleType]) -> None:
    tests = example["tests/journeys/test_first_channel.py"]
    names = [name for name in dir(tests) if name.startswith("test_")]
    assert len(names) == 2
    for name in names:
        getattr(tests, name)()


def test_it_counts_by_hand_and_by_group(example: dict[str, ModuleType]) -> None:
    question = example["journeys/first_channel.py"].FirstChannel()
    record = [Touch(1, MONDAY, "a", "shop"), Touch(1, MONDAY + 1, "a", "site"), Touch(2, MONDAY, "a", "site")]
    index = make_index(record, people=[3])
    assert [(row.channel, row.people) for row in engine.ask(index, question).channels] == [
        ("shop", 1),
        ("site", 1),
    ]
    result = engine.ask(index, question)
    for row, behind in zip(result.channels, result.behind(), strict=True):
        assert engine.people(index, question, behind["people"]).count == row.people
    shard, groups = index.shards[0], Groups(np.array([1, 0, -1], np.int16), 2)
    sums = question.partial(shard, index.legend, groups)
    assert sums.people.tolist() == [[0, 0, 1], [0, 1, 0]]
    whole = question.partial(shard, index.legend)
    assert (whole - sums.of_group(1)).people.tolist() == [[0, 0, 1]]


def test_it_is_asked_in_words(example: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = example["journeys/first_channel.py"].SPOKEN
    monkeypatch.setitem(questions.QUESTIONS, spoken.name, spoken)
    index = make_index([Touch(1, MONDAY, "a", "shop")])
    result = engine.ask(index, to_question(Asked("first-channel", "2024-12-01"), index.legend))
    assert result.to_dict()["rows"][0]["channel"] == "shop"
    assert engine.people(index, result.question, "channel=shop").keys.tolist() == [1]
    command = ask._command(spoken)
    assert "Through which channel people come first." in command.get_help(click.Context(command))
    spoken.warm().partial(index.shards[0], index.legend)


def test_the_lines_it_names_are_the_ones_there_are() -> None:
    """The three places a question is named in still take a line of this form."""
    source = Path(__file__).parents[1] / "src" / "touchline"
    page = PAGE.read_text()
    for file, line in (
        ("journeys/questions.py", "retention.SPOKEN,"),
        (
            "web/questions.py",
            '"retention": Page(gettext_noop("Retention"), retention_people, retention_context),',
        ),
        ("urls.py", 'route("journeys/retention", journeys.of("retention"), VIEWER, "retention"),'),
    ):
        assert line in (source / file).read_text()
        one = line.replace('gettext_noop("Retention")', 'gettext_noop("First channel")')
        dashed = re.sub(r'(["/])retention"', r'\1first-channel"', one)
        assert dashed.replace("retention", "first_channel") in page
