"""Chains: what is planned, link by link, and how people live it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys.chain import Chain
from touchline.journeys.chain_lived import examples
from touchline.journeys.chain_lived import lived as journey
from touchline.journeys.question import QuestionError
from touchline.plan.chains import add_chain, change_chain, remove_chain
from touchline.plan.clashes import Changed, row_of
from touchline.plan.models import Map
from touchline.plan.picture import Plan, PlannedChain
from touchline.plan.reading import PlanError
from touchline.service.answers import behind as people_behind
from touchline.service.answers import ids_of
from touchline.service.asking import to_options, to_question
from touchline.web import chain_form, chain_view, period, plan_lived, wording
from touchline.web.asked import command
from touchline.web.clashes import short
from touchline.web.links import address
from touchline.web.plan_view import done, open_map, quicker, seen_in, undo_of
from touchline.web.planned_form import plain
from touchline.web.shell import member_of
from touchline.web.stages import known_channels

FIELDS = ("name", "persona", "entry", "object", "note")


def index(request: HttpRequest, map_key: str) -> HttpResponse:
    """The chains of a map; the form for one more."""
    row, plan = open_map(map_key)
    context = {
        "map": row,
        "sentence": _sentence(len(plan.chains)),
        "chains": [_said(plan, one) for one in plan.chains.values()],
        "done": undo_of(request.GET.get("done", "")),
    }
    return render(request, "touchline/chains.html", context)


def add(request: HttpRequest, map_key: str) -> HttpResponse:
    """The form for one more chain; sent, it is planned and its page opened."""
    row, _plan = open_map(map_key)
    if request.method != "POST":
        return redirect(f"{reverse('chains', kwargs={'map_key': row.key})}#add")
    try:
        saved = add_chain(row, request.POST.get("name", ""), {}, member=member_of(request))
    except PlanError as error:
        messages.error(request, str(error))
        return redirect("chains", map_key=row.key)
    return redirect("planned-chain", map_key=row.key, key=saved.key)


def page(request: HttpRequest, map_key: str, key: str) -> HttpResponse:
    """A chain and how it is lived; POST saves it, 409 where somebody was quicker."""
    row, plan = open_map(map_key)
    if key not in plan.chains:
        raise Http404(_("This chain is not planned on this map."))
    if request.method != "POST":
        return _page(request, row, plan, key, chain_form.lines(plan, key))
    form = request.POST
    try:
        values: dict[str, Any] = {name: plain(form[name]) for name in FIELDS if name in form}
        saved = change_chain(
            row,
            key,
            {**values, "links": chain_form.read(plan, chain_form.sent(form))},
            member=member_of(request),
            seen=seen_in(form),
        )
    except PlanError as error:
        return _page(request, row, plan, key, chain_form.sent(form), wrong=str(error), status=422)
    except Changed as clashing:
        return _page(
            request, row, plan, key, chain_form.sent(form), who=quicker(clashing.clash), status=409, mine=form
        )
    if saved.entry is None:
        messages.info(request, _("Nothing to save: it is so already."))
    return redirect(
        address(
            "planned-chain", {"done": str(saved.entry.pk) if saved.entry else ""}, map_key=row.key, key=key
        )
    )


def remove(request: HttpRequest, map_key: str, key: str) -> HttpResponse:
    """Take a chain out of the plan; this can be undone."""
    row, _plan = open_map(map_key)
    try:
        saved = remove_chain(row, key, member=member_of(request))
    except PlanError as error:
        messages.error(request, str(error))
        return redirect("chains", map_key=row.key)
    return redirect(address("chains", done(saved), map_key=row.key))


def _page(
    request: HttpRequest,
    row: Map,
    plan: Plan,
    key: str,
    lines: list[chain_form.Line],
    *,
    wrong: str = "",
    who: str = "",
    mine: Any = None,
    status: int = 200,
) -> HttpResponse:
    chain, held, days = plan.chains[key], row_of(row, "chains", key), period.chosen(request)
    here = plan_lived.lived(plan, key, days) if row.current else None
    shown = chain_view.view(here.answered) if here and here.answered else None
    index = here.answered.index if here and here.answered else None
    context = {
        "map": row,
        "chain": chain,
        "fields": {name: mine.get(name, "") if mine else getattr(chain, name) for name in FIELDS},
        "lines": list(enumerate([*lines, chain_form.Line()], 1)),
        "theirs": list(enumerate(chain_form.lines(plan, key), 1)) if who else [],
        "seen": held.number if held else 0,
        "focus": request.GET.get("link", ""),
        "offered": chain_form.offered(plan),
        "personas": list(plan.personas.values()),
        "objects": list(plan.objects.values()),
        "channels": known_channels(),
        "lived": shown,
        "examples": _examples(here) if here and shown else [],
        "cannot": here.wrong if here else "",
        "empty": here.flat.empty if here else 0,
        "effort": _effort(plan, here.flat if here else None),
        "wrong": wrong,
        "who": who,
        "chosen": days,
        "presets": period.presets(days, index.legend) if index else [],
        "period": period.said(days, index) if index else "",
        "as_of": period.as_of(index.legend) if index else "",
        "command": command(here.answered.asked) if here and here.answered else "",
        "done": undo_of(request.GET.get("done", "")),
    }
    return render(request, "touchline/planned-chain.html", context, status=status)


def _examples(here: plan_lived.Lived) -> list[dict[str, Any]]:
    """Three journeys of people who stopped where most did, else of any who entered."""
    assert here.answered is not None
    index, asked = here.answered.index, here.answered.asked
    question, options = to_question(asked, index.legend), to_options(asked, index.legend)
    assert isinstance(question, Chain)
    worst = max(here.result.links, key=lambda row: row.stopped)
    selector = f"link={worst.place}:stopped" if worst.stopped else "people"
    try:
        found = people_behind(index, question, selector, options)
    except QuestionError:
        return []
    chosen = examples(found.keys)
    labels = dict(zip(chosen, ids_of(chosen), strict=True))
    journeys = [one for key in chosen if (one := journey(index, question, key, 30))]
    return [
        {
            "key": one.key,
            "name": short(labels[one.key], 40),
            "touches": one.touches,
            "more": one.more,
            "skipped": ", ".join(str(place) for place in one.skipped),
        }
        for one in journeys
    ]


def _effort(plan: Plan, flat: plan_lived.Flat | None) -> str:
    """What the chain asks of a person: steps, fields and minutes, of links that are not optional."""
    if flat is None or not flat.links:
        return ""
    needed = [keys for link, keys in zip(flat.links, flat.keys, strict=True) if not link.optional]
    least = [
        min((plan.touchpoints[key] for key in keys), key=lambda one: one.minutes or 0) for keys in needed
    ]
    steps = ngettext("{n} step", "{n} steps", len(needed)).format(n=wording.count(len(needed)))
    inputs = sum(one.inputs or 0 for one in least)
    minutes = sum(one.minutes or 0 for one in least)
    fields = ngettext("{n} field to fill", "{n} fields to fill", inputs).format(n=wording.count(inputs))
    time = ngettext("{n} minute", "{n} minutes", minutes).format(n=wording.count(minutes))
    return _("It asks of a person: {steps}, {fields}, {time}.").format(steps=steps, fields=fields, time=time)


def _sentence(count: int) -> str:
    if not count:
        return _("No chain is planned yet.")
    return ngettext("{n} chain is planned.", "{n} chains are planned.", count).format(n=wording.count(count))


def _said(plan: Plan, chain: PlannedChain) -> dict[str, Any]:
    persona = plan.personas.get(chain.persona)
    return {
        "key": chain.key,
        "name": chain.name,
        "persona": persona.name if persona else "",
        "entry": chain.entry,
        "links": [line.at for line in chain_form.lines(plan, chain.key)],
    }
