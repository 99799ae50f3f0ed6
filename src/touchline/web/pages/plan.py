"""The board of a map: its touchpoints on their stages, a chain over them, and what the record says."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys.question import QuestionError
from touchline.plan.clashes import Changed
from touchline.plan.models import Map
from touchline.plan.picture import STATES, Plan
from touchline.plan.reading import PlanError, current_map, find_map, maps, plan_of
from touchline.plan.touchpoints import move_touchpoint
from touchline.plan.weights import weights
from touchline.service.asking import Asked
from touchline.service.overview import touchpoints_overview
from touchline.touchpoints.models import Touchpoint
from touchline.touchpoints.schemes import SCHEMES
from touchline.web import board_view, chain_view, period, plan_lived, wording
from touchline.web.asked import ask
from touchline.web.board_view import Met, Wanted, draw, wanted_of
from touchline.web.charts import board as board_chart
from touchline.web.charts.svg import standalone
from touchline.web.links import Behind
from touchline.web.plan_names import state_name
from touchline.web.plan_view import quicker, undo_of
from touchline.web.shell import member_of
from touchline.web.stages import scheme_name, stage_name
from touchline.web.style_sheets import sheets
from touchline.web.touchpoints_view import asked as of_touchpoints
from touchline.workspace.models import BusinessSettings, Member


def page(request: HttpRequest, key: str = "") -> HttpResponse:
    """The board of the map as it is, or of another; without any map the ways to begin one."""
    row = _map(key)
    if row is None:
        return render(
            request, "touchline/plan-empty.html", {"touchpoints": Touchpoint.objects.listed().exists()}
        )
    plan = plan_of(row)
    wanted = wanted_of(request.GET.dict(), plan)
    days = period.chosen(request)
    chain = plan_lived.lived(plan, wanted.chain, days) if wanted.chain else None
    drawn = _draw(row, plan, wanted, chain)
    context = {
        "map": row,
        "plan": plan,
        "sentence": _sentence(plan),
        "version": _version(row),
        "wanted": wanted,
        "maps": maps(),
        "columns": board_view.cells(drawn),
        "rows": [{"name": name, "at": place + 2} for place, name in enumerate(drawn.board.rows)],
        "links": board_chart.links(drawn.board),
        "left_out": _left_out(drawn, wanted),
        "chain": chain,
        "lived": chain_view.view(chain.answered) if chain and chain.answered else None,
        "down": [(value, said()) for value, said in board_view.DOWN.items()],
        "states": [(state, state_name(state)) for state in STATES],
        "owners": _owners(plan),
        "stages": [(stage, stage_name(stage)) for stage in SCHEMES[wanted.scheme].stages],
        "schemes": [(name, scheme_name(name)) for name in SCHEMES],
        "done": undo_of(request.GET.get("done", "")),
        "query": urlencode({k: v for k, v in request.GET.items() if k != "done"}),
        "movable": wanted.scheme == row.scheme,
    }
    return render(request, "touchline/plan.html", context)


def svg(request: HttpRequest, key: str) -> HttpResponse:
    """The same board as a drawing, to print or to show elsewhere."""
    row = _map(key)
    if row is None:
        raise Http404
    plan = plan_of(row)
    wanted = wanted_of(request.GET.dict(), plan)
    chain = plan_lived.lived(plan, wanted.chain, period.chosen(request)) if wanted.chain else None
    drawing = board_chart.sheet(
        _draw(row, plan, wanted, chain).board, id="board", title=row.name, desc=_sentence(plan)
    )
    return HttpResponse(
        standalone(drawing, sheets("tokens.css", "charts.css", "board.css")),
        content_type="image/svg+xml; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="map.svg"', "Cache-Control": "private"},
    )


def _map(key: str) -> Map | None:
    if not key:
        return current_map()
    try:
        return find_map(key)
    except PlanError as error:
        raise Http404(str(error)) from error


def _draw(row: Map, plan: Plan, wanted: Wanted, chain: plan_lived.Lived | None) -> board_view.Drawn:
    return draw(
        plan,
        wanted,
        _met(wanted.scheme) if row.current else Met(),
        steps=plan_lived.steps(plan, chain.flat) if chain else {},
        links=plan_lived.drawn_links(plan, chain) if chain else (),
        weights={key: one.weight for key, one in weights(plan).items()},
        owners={one.email: (one.initials, one.name) for one in Member.objects.all()},
        href=lambda one: reverse("planned", kwargs={"map_key": row.key, "key": one}),
    )


def _met(scheme: str) -> Met:
    overview = touchpoints_overview()
    behind = Behind(of_touchpoints(), overview.generation)
    touchpoints = {
        one.name: (one.people, behind.href(f"touchpoint={one.name}", one.people))
        for one in overview.touchpoints
    }
    try:
        glass = ask(Asked("hourglass", scheme=scheme))
    except QuestionError:
        return Met(touchpoints)
    stages = {
        row.stage: (row.reached, glass.behind.href(f"stage={row.stage}", row.reached))
        for row in glass.result.stages
    }
    return Met(touchpoints, stages)


def _sentence(plan: Plan) -> str:
    planned = [one for one in plan.touchpoints.values() if one.state != "retired"]
    live = sum(one.state == "live" for one in planned)
    if not planned:
        return _("Nothing is planned on this map yet.")
    return ngettext(
        "{n} touchpoint planned, {live} live.", "{n} touchpoints planned, {live} live.", len(planned)
    ).format(n=wording.count(len(planned)), live=wording.count(live))


def _version(row: Map) -> str:
    said = _("version {n}").format(n=wording.count(row.number))
    if row.changed_at is None:
        return said
    when = wording.moment(row.changed_at, ZoneInfo(BusinessSettings.current().zone))
    if row.changed_by is None:
        return _("{version}, saved {when}").format(version=said, when=when)
    return _("{version}, saved {when} by {who}").format(version=said, when=when, who=row.changed_by.name)


def _owners(plan: Plan) -> list[tuple[str, str]]:
    used = {one.owner for one in plan.touchpoints.values()}
    named = [(one.email, one.name) for one in Member.objects.order_by("name") if one.email in used]
    return [*named, (board_view.ANYBODY, _("nobody"))]


def _left_out(drawn: board_view.Drawn, wanted: Wanted) -> list[str]:
    said = []
    if drawn.filtered:
        said.append(
            ngettext(
                "{n} is left out by the filter.", "{n} are left out by the filter.", drawn.filtered
            ).format(n=wording.count(drawn.filtered))
        )
    if drawn.retired and not wanted.state:
        said.append(
            ngettext(
                "{n} retired one is not shown.", "{n} retired ones are not shown.", drawn.retired
            ).format(n=wording.count(drawn.retired))
        )
    if drawn.smaller:
        said.append(
            ngettext(
                "{n} smaller one stands on the page of the touchpoint it is part of.",
                "{n} smaller ones stand on the pages of the touchpoints they are part of.",
                drawn.smaller,
            ).format(n=wording.count(drawn.smaller))
        )
    return said


def move(request: HttpRequest, key: str) -> HttpResponse:
    """Move a card to a stage and to another row, unless somebody moved it meanwhile."""
    row = _map(key)
    assert row is not None
    form = request.POST
    one, stage, down = form.get("card", ""), form.get("stage", ""), form.get("down", "")
    values = board_view.values_of(down, form.get("row", ""))
    params = parse_qsl(form.get("query", ""))
    try:
        saved = move_touchpoint(
            row, one, stage, values=values, was=form.get("was"), member=member_of(request)
        )
    except PlanError as error:
        messages.error(request, str(error))
    except Changed as changed:
        messages.error(
            request,
            _("{who} Yours is not saved; here it is as it is now.").format(who=quicker(changed.clash)),
        )
    else:
        params += [("done", str(saved.entry.pk))] if saved.entry else []
    there = reverse("map", kwargs={"key": row.key})
    return redirect(f"{there}?{urlencode(params)}#card-{quote(one)}")
