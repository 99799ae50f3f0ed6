"""Questions are known from one place: what is asked in words, and the page that shows it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlencode

import pytest
from django.template.loader import get_template
from django.urls import reverse

from touchline.journeys.question import QuestionError
from touchline.journeys.questions import QUESTIONS
from touchline.service.asking import Asked, from_params
from touchline.web.questions import PAGES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_has_a_page_a_kernel_and_a_twin(name: str) -> None:
    assert name in PAGES
    assert reverse(name)
    assert get_template(f"touchline/{name}.html")
    file = name.replace("-", "_")
    assert QUESTIONS[name].make.__module__ == f"touchline.journeys.{file}"
    for folder in (ROOT / "tests/oracle", ROOT / "src/touchline/journeys/kernels"):
        assert (folder / f"{file}.py").exists()


def test_what_is_said_comes_back_from_a_link() -> None:
    asked = Asked("funnel", "2026-01-01", None, steps=("A|B", "C"), within="2w")
    params = parse_qs(urlencode(asked.to_params()))
    assert from_params("funnel", params) == asked
    assert asked.params() == [("step", "A|B"), ("step", "C"), ("within", "2w")]
    assert Asked("orders", unit="month").params() == []
    assert Asked("orders", unit="week").but(unit="day") == Asked("orders", unit="day")


def test_words_and_questions_there_are_not_are_refused() -> None:
    with pytest.raises(QuestionError, match="Ask one of: hourglass, funnel"):
        Asked("funel")
    with pytest.raises(TypeError, match="no word 'step'"):
        Asked("funnel", step="A")
