"""The home page: how people move from knowing the business to recommending it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.collect.models import Import
from touchline.journeys.hourglass import HourglassResult
from touchline.journeys.index import Index
from touchline.journeys.question import QuestionError
from touchline.service.answers import open_index
from touchline.service.asking import Asked, chosen_from
from touchline.service.left_out import left_out, still_coming
from touchline.touchpoints.schemes import SCHEMES
from touchline.web import csvs, hourglass_view, options_view, period, wording
from touchline.web.asked import Answered, ask, command, rows_of
from touchline.web.charts.hourglass import empty, hourglass
from touchline.web.charts.svg import phrase, standalone
from touchline.web.links import address
from touchline.web.parts_view import parts_context
from touchline.web.reading import hourglass_sentence
from touchline.web.stages import scheme_name
from touchline.web.style_sheets import sheets

STYLES = ("tokens.css", "charts.css")


def page(request: HttpRequest) -> HttpResponse:
    """The sentence, the picture, the links to work on, the same in numbers."""
    index = open_index()
    if not index.touches:
        return render(
            request,
            "touchline/hourglass-empty.html",
            {"outline": empty(), "imports": Import.objects.exists()},
        )
    chosen = period.chosen(request)
    try:
        answered = ask(_asked(request), index)
    except QuestionError as error:
        context = {"wrong": str(error), **_pickers(request, chosen, index)}
        return render(request, "touchline/hourglass-wrong.html", context, status=422)
    return render(request, "touchline/hourglass.html", _context(request, answered, chosen))


def csv(request: HttpRequest) -> HttpResponseBase:
    """One row a stage, as the command line writes it."""
    try:
        return csvs.answer("hourglass", rows_of(ask(_asked(request))))
    except QuestionError as error:
        return HttpResponse(f"{error}\n", status=422, content_type="text/plain; charset=utf-8")


def svg(request: HttpRequest) -> HttpResponse:
    """The wide picture as a file of its own, without links."""
    try:
        answered = ask(_asked(request))
    except QuestionError as error:
        return HttpResponse(f"{error}\n", status=422, content_type="text/plain; charset=utf-8")
    scheme = answered.legend.schemes[answered.asked.text("scheme")]
    drawn = hourglass(hourglass_view.picture(answered.result, scheme, None)).wide
    return HttpResponse(
        standalone(drawn, sheets(*STYLES)),
        content_type="image/svg+xml; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="hourglass.svg"', "Cache-Control": "private"},
    )


def _asked(request: HttpRequest) -> Asked:
    chosen = period.chosen(request)
    return Asked(
        question="hourglass",
        since=chosen.since,
        until=chosen.until,
        chosen=chosen_from(options_view.request_params(request)),
        scheme=request.GET.get("scheme") or "hourglass",
    )


def _pickers(request: HttpRequest, chosen: period.Chosen, index: Index) -> dict[str, Any]:
    scheme = request.GET.get("scheme") or "hourglass"
    known = index.legend.schemes or SCHEMES
    options = options_view.kept(request)
    dates = [(name, str(value)) for name, value in chosen.params().items() if value]
    own = [("scheme", scheme)] if scheme != "hourglass" else []
    labels = {name: _scheme_label(name, len(one.stages)) for name, one in known.items()}
    return {
        "chosen": chosen,
        "period_label": period.label(chosen, index),
        "scheme": scheme,
        "scheme_label": labels.get(scheme, scheme),
        "kept": [*own, *_asked(request).chosen.params()],
        "options": options_view.form(_asked(request), index.legend, [*own, *dates]),
        "schemes": [
            {
                "name": name,
                "label": label,
                "href": address("hourglass", _params(name, {**chosen.params(), **options})),
            }
            for name, label in labels.items()
        ],
        "presets": [
            {
                "is": one,
                "href": address(
                    "hourglass", _params(scheme, {**options, "from": one.first, "last": one.last})
                ),
            }
            for one in period.presets(chosen, index.legend)
        ],
    }


def _scheme_label(name: str, stages: int) -> str:
    said = ngettext("{scheme}, {n} stage", "{scheme}, {n} stages", stages)
    return said.format(scheme=scheme_name(name), n=stages)


def _params(scheme: str, dates: dict[str, str | list[str] | None]) -> dict[str, str | list[str] | None]:
    return {**dates, "scheme": scheme if scheme != "hourglass" else None}


def _context(request: HttpRequest, answered: Answered, chosen: period.Chosen) -> dict[str, Any]:
    result: HourglassResult = answered.result
    scheme = answered.legend.schemes[answered.asked.text("scheme")]
    behind = answered.behind
    drawn = hourglass(hourglass_view.picture(result, scheme, behind))
    placed = any(row.reached for row in result.stages)
    options = options_view.kept(request)
    params = _params(answered.asked.text("scheme"), {**chosen.params(), **options})
    return {
        **_pickers(request, chosen, answered.index),
        "sentence": hourglass_sentence(result, scheme),
        "period": period.said(chosen, answered.index),
        "people": phrase(
            ngettext("{number} person", "{number} people", result.people),
            number=behind.link(result.people, "people"),
        ),
        "as_of": period.as_of(answered.legend),
        "parts": parts_context(answered),
        "picture": drawn.html,
        "factor": wording.count(drawn.factor) if drawn.factor > 1 else "",
        "placed": placed,
        "nobody": not result.people,
        "all": address("hourglass", _params(answered.asked.text("scheme"), options)),
        "outline": "" if placed else empty(),
        "losses": hourglass_view.losses(result, scheme, behind),
        "brought": hourglass_view.brought(result, behind),
        "rows": hourglass_view.table(result, scheme, behind),
        "stages": hourglass_view.touchpoints(result, scheme, behind),
        "unplaced": _unplaced(answered),
        "waiting": _waiting(result),
        "refused": _refused(),
        "left_out": left_out(answered.legend.generation),
        "coming": still_coming(),
        "csv": address("hourglass-csv", params),
        "svg": address("hourglass-svg", params),
        "command": command(answered.asked),
        "silence": wording.duration(answered.legend.silence / 1e6),
        "order_stage": bool(scheme.order_stage >= 0),
    }


def _unplaced(answered: Answered) -> Any:
    result: HourglassResult = answered.result
    if not result.unplaced_touches:
        return ""
    said = ngettext(
        "{touches} touch of {people} has no place in this scheme.",
        "{touches} touches of {people} have no place in this scheme.",
        result.unplaced_touches,
    )
    who = ngettext("{number} person", "{number} people", result.unplaced_people)
    number = answered.behind.link(result.unplaced_people, "stage=none")
    return phrase(said, touches=wording.count(result.unplaced_touches), people=phrase(who, number=number))


def _waiting(result: HourglassResult) -> str:
    waiting = result.before_second_order
    if not waiting:
        return ""
    return ngettext(
        "{n} touch placed on repeat came before a second order and counts nowhere.",
        "{n} touches placed on repeat came before a second order and count nowhere.",
        waiting,
    ).format(n=wording.count(waiting))


def _refused() -> dict[str, Any] | None:
    """Refused rows of the last import, if it had any."""
    last = Import.objects.order_by("-pk").first()
    if last is None or not last.refused:
        return None
    said = ngettext(
        "{n} row of the last import was refused.", "{n} rows of the last import were refused.", last.refused
    )
    return {"said": said.format(n=wording.count(last.refused)), "number": last.pk, "why": _("See why")}
