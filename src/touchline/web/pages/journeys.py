"""Journeys: the funnel of chosen steps, and the other questions that share its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from touchline.journeys.index import Index
from touchline.journeys.question import QuestionError
from touchline.service.answers import open_index
from touchline.service.asking import Asked, chosen_from, from_params
from touchline.touchpoints.schemes import HOURGLASS
from touchline.web import csvs, funnel_form, funnel_view, options_view, period, wording
from touchline.web.asked import ask, command, rows_of
from touchline.web.charts.hourglass import empty
from touchline.web.links import address
from touchline.web.parts_view import parts_context
from touchline.web.questions import PAGES, TABS, parts_of


def funnel(request: HttpRequest) -> HttpResponse:
    """The funnel builder and its result."""
    if funnel_form.sent(request.GET):
        return redirect(address("funnel", funnel_form.to_params(request.GET)))
    index = open_index()
    if not index.touches:
        return _nothing(request, "funnel")
    chosen = period.chosen(request)
    asked = Asked(
        "funnel",
        chosen.since,
        chosen.until,
        chosen_from(options_view.request_params(request)),
        steps=tuple(_steps(request)),
        within=_within(request),
    )
    steps = funnel_form.steps_of(request, index.legend)
    number, unit = funnel_form.length_parts(asked.text("within"))
    context = {
        **_shared(request, "funnel", chosen, index, asked),
        "steps": steps,
        "next_place": len(steps) + 1,
        "most": funnel_form.MOST_STEPS,
        "groups": funnel_form.groups(index.legend),
        "offered": index.legend.touchpoints[: funnel_form.MOST_OFFERED],
        "not_offered": wording.count(max(0, len(index.legend.touchpoints) - funnel_form.MOST_OFFERED)),
        "number": number,
        "unit": unit,
        "units": ((("m"), _("minutes")), ("h", _("hours")), ("d", _("days")), ("w", _("weeks"))),
    }
    if not asked.texts("steps"):
        return render(request, "touchline/funnel.html", {**context, "example": _example(index)})
    try:
        answered = ask(asked, index)
        result = answered.result
    except QuestionError as error:
        return render(request, "touchline/funnel.html", {**context, "wrong": str(error)}, status=422)
    context |= {
        "answered": True,
        "parts": parts_context(answered),
        "sentence": funnel_view.sentence(result),
        "summary": funnel_view.summary(result, answered.behind),
        "rows": funnel_view.table(result, steps, answered.behind),
        "still_open": funnel_view.still_open(result, answered.behind),
    }
    return render(request, "touchline/funnel.html", context)


def _steps(request: HttpRequest) -> list[str]:
    return [step.strip() for step in request.GET.getlist("step")[: funnel_form.MOST_STEPS] if step.strip()]


def _within(request: HttpRequest) -> str:
    return request.GET.get("within", "").strip() or "30d"


def _example(index: Index) -> dict[str, Any] | None:
    """A funnel to begin with: the touchpoint most people met on each stage up to the order."""
    try:
        result = ask(Asked("hourglass"), index).result
    except QuestionError:
        return None
    upto = HOURGLASS.stages.index(HOURGLASS.order) + 1
    names = [row.touchpoints[0].touchpoint for row in result.stages[:upto] if row.touchpoints]
    names = [name for name in names if "|" not in name]
    if len(names) < 2:
        return None
    return {"href": address("funnel", {"step": names, "within": "60d"}), "names": names}


def of(question: str) -> Callable[[HttpRequest], HttpResponse]:
    """The view of a question that needs none of its own."""

    def view(request: HttpRequest) -> HttpResponse:
        return _page(request, question)

    return view


def _page(request: HttpRequest, question: str) -> HttpResponse:
    make = PAGES[question].context or (lambda _request, _answered: {})
    index = open_index()
    if not index.touches:
        return _nothing(request, question)
    chosen = period.chosen(request)
    asked = _of_page(request, question, chosen)
    context = _shared(request, question, chosen, index, asked)
    needs = PAGES[question].needs
    if needs:
        context["said"] = asked.texts(needs)
        if not context["said"]:
            return render(request, f"touchline/{question}.html", context)
    try:
        answered = ask(asked, index)
        context |= {**make(request, answered), "parts": parts_context(answered)}
    except QuestionError as error:
        return render(request, f"touchline/{question}.html", {**context, "wrong": str(error)}, status=422)
    return render(request, f"touchline/{question}.html", context)


def _of_page(request: HttpRequest, question: str, chosen: period.Chosen) -> Asked:
    words = {name: request.GET.getlist(name) for name in request.GET if name not in ("from", "to")}
    words |= {"from": [chosen.since or ""], "to": [chosen.until or ""]}
    return PAGES[question].adjust(request, from_params(question, words))


def _nothing(request: HttpRequest, question: str) -> HttpResponse:
    return render(request, "touchline/journeys-empty.html", {"tabs": _tabs(question, {}), "outline": empty()})


def _shared(
    request: HttpRequest, question: str, chosen: period.Chosen, index: Index, asked: Asked
) -> dict[str, Any]:
    """What the pages have in common: tabs, period, and the ways to the same answer elsewhere."""
    names = [word.said_as for word in asked.spoken.words] + list(PAGES[question].also)
    own = {name: request.GET.getlist(name) for name in names if name in request.GET}
    options = options_view.kept(request)
    dates = {name: [str(value)] for name, value in chosen.params().items() if value}
    kept: dict[str, str | list[str] | None] = {**own, **options}
    return {
        "question": question,
        "tabs": _tabs(question, {**chosen.params(), **options}),
        "nearby": [
            {
                "label": _(PAGES[one].part),
                "href": address(one, {**chosen.params(), **options}),
                "current": one == question,
            }
            for one in parts_of(question)
        ],
        "options": options_view.form(asked, index.legend, _pairs({**own, **dates})),
        "chosen": chosen,
        "period_label": period.label(chosen, index),
        "kept": [*_pairs(own), *asked.chosen.params()],
        "presets": [
            {"is": one, "href": address(question, {**kept, "from": one.first, "last": one.last})}
            for one in period.presets(chosen, index.legend)
        ],
        "period": period.said(chosen, index),
        "as_of": period.as_of(index.legend),
        "csv": address("journeys-csv", {**kept, **chosen.params()}, question=question),
        "command": command(asked),
    }


def _pairs(params: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in params.items() for value in values]


def _tabs(question: str, params: dict[str, str | list[str] | None]) -> list[dict[str, Any]]:
    return [
        {
            "label": _(PAGES[name].label),
            "href": address(name, params),
            "current": name in (question, PAGES[question].under),
        }
        for name in TABS
    ]


def csv(request: HttpRequest, question: str) -> HttpResponseBase:
    """The rows of an answer, as the command line writes them."""
    if question not in PAGES or question == "hourglass":
        raise Http404(_("There is no such question."))
    try:
        return csvs.answer(question, rows_of(ask(_of_page(request, question, period.chosen(request)))))
    except QuestionError as error:
        return HttpResponse(f"{error}\n", status=422, content_type="text/plain; charset=utf-8")
