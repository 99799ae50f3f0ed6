"""People: search, one person's journey, and exactly the people behind a number."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys.engine import People
from touchline.journeys.index import Index
from touchline.journeys.question import QuestionError
from touchline.lake.shelf import GenerationGone
from touchline.people import persons
from touchline.people.models import Identity, Quarantine
from touchline.service import answers
from touchline.service.asking import Asked, from_params, to_options, to_question
from touchline.service.forget import under_way
from touchline.web import csvs, options_view, period, person_ids, person_orders, person_view, wording
from touchline.web.access import EDITOR, OWNER
from touchline.web.asked import command
from touchline.web.charts.hourglass import empty
from touchline.web.journey import journey_of
from touchline.web.links import address
from touchline.web.paging import part
from touchline.web.people_list import MOST_FOUND, lines, named
from touchline.web.people_list import search as find
from touchline.web.questions import behind_sentence
from touchline.web.shell import member_of


def search(request: HttpRequest) -> HttpResponse:
    """Find a person by the beginning of an id or a name."""
    text = request.GET.get("find", "").strip()[:512]
    index = answers.open_index()
    if not text and not Identity.objects.exists():
        return render(request, "touchline/people-empty.html", {"outline": empty()})
    if text:
        keys, more = find(text)
        shown = part(request, len(keys))
        rows = lines(keys[shown.start : shown.stop], index)
        sentence = _found(len(keys), more, text)
    else:
        total = persons.count()
        shown = part(request, total)
        rows = lines(list(persons.keys()[shown.start : shown.stop]), index)
        sentence = ngettext("{n} person is in the record.", "{n} people are in the record.", total).format(
            n=wording.count(total)
        )
    context = {
        "find": text,
        "rows": rows,
        "part": shown,
        "sentence": sentence,
        "as_of": period.as_of(index.legend),
        "quarantined": Quarantine.objects.exists(),
    }
    return render(request, "touchline/people.html", context)


def _found(found: int, more: bool, text: str) -> str:
    if more:
        return _(
            "More than {n} ids or names begin with “{text}”. Type more of it; the first {n} are listed."
        ).format(n=wording.count(MOST_FOUND), text=text)
    if not found:
        return _("No id and no word of a name begins with “{text}”.").format(text=text)
    return ngettext(
        "{n} person has an id or a word of the name that begins with “{text}”.",
        "{n} people have an id or a word of the name that begins with “{text}”.",
        found,
    ).format(n=wording.count(found), text=text)


def person(request: HttpRequest, key: int) -> HttpResponse:
    """One person: how far they came, their time line, every touch."""
    identity = Identity.objects.filter(pk=key).first() if key < 2**63 else None
    if identity is None:
        raise Http404(
            _("There is no such person in the record. They may have come with an import that is gone.")
        )
    if (whole := persons.person_of(key)) != key:
        return redirect("person", whole)
    numbers = persons.identities_of(key)
    known = persons.facts(key)
    journey = journey_of(answers.open_index(), key)
    name = next((one.name for one in known if one.name), "") or persons.labels([key])[key]
    shown = part(request, len(journey) if journey else 0)
    drawn = person_view.drawn(name, journey) if journey and len(journey) else None
    member = member_of(request)
    context = {
        "key": key,
        "may_forget": bool(member and member.may(OWNER)),
        "may_join": bool(member and member.may(EDITOR)),
        "forgotten": under_way(key),
        "name": name,
        "known_as": person_ids.known_as(numbers),
        "joined": person_ids.joined(numbers),
        "initials": _initials(name),
        "sentence": person_view.sentence(name, journey),
        "facts": person_view.facts(journey),
        "orders": person_orders.orders(journey) if journey else None,
        "brought": person_view.brought(known, numbers),
        "attributes": person_view.attributes(known),
        "drawn": drawn,
        "not_drawn": person_view.not_drawn(journey) if journey else "",
        "rows": person_view.rows(journey, shown.start, shown.stop) if journey else [],
        "part": shown,
        "since": wording.day(journey.when(0).date()) if journey and len(journey) else "",
        "as_of": period.as_of(journey.legend) if journey else "",
    }
    return render(request, "touchline/person.html", context)


def _initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()]
    letters = (
        [words[0][0], words[-1][0]]
        if len(words) > 1
        else list((words[0] if words else name.strip() or "?")[:2])
    )
    return "".join(letters).upper()


def _behind(request: HttpRequest) -> tuple[Asked, str, Index, People, bool]:
    """The question, the selector, the index it is answered from, the people, and whether the state has gone.

    Raises ``QuestionError``.
    """
    asked = from_params(
        request.GET.get("question", ""), {name: request.GET.getlist(name) for name in request.GET}
    )
    selector = request.GET.get("people", "").strip()
    wanted = request.GET.get("as_of", "").strip()
    gone = False
    try:
        index = answers.open_index(wanted or None)
    except GenerationGone:
        index, gone = answers.open_index(), True
    question, options = to_question(asked, index.legend), to_options(asked, index.legend)
    found = answers.behind(index, question, selector, options, _part(request))
    return asked, selector, index, found, gone


def _part(request: HttpRequest) -> str:
    """The part of a breakdown or comparison whose people are wanted."""
    return request.GET.get("part", "")


def behind(request: HttpRequest) -> HttpResponse:
    """The people behind a number: the sentence that names it, then exactly that many."""
    try:
        asked, selector, index, people, gone = _behind(request)
    except QuestionError as error:
        return render(request, "touchline/behind-wrong.html", {"wrong": str(error)}, status=422)
    shown = part(request, people.count)
    chosen = period.Chosen(asked.since, asked.until)
    context: dict[str, Any] = {
        "sentence": behind_sentence(asked, selector, index.legend, people.count),
        "then": _then(request, people.count) if gone else "",
        "who": options_view.who(asked, _part(request)),
        "steps": asked.texts("steps"),
        "within": asked.text("within") if asked.question == "funnel" else "",
        "period": period.said(chosen, index) if index.touches else "",
        "as_of": period.as_of(index.legend),
        "rows": lines([int(key) for key in people.keys[shown.start : shown.stop]], index),
        "part": shown,
        "csv": f"{address('behind-csv', {})}?{request.GET.urlencode()}",
        "command": command(asked, selector, _part(request)),
        "back": _back(asked, chosen),
    }
    return render(request, "touchline/behind.html", context)


def _then(request: HttpRequest, now: int) -> str:
    """``183 then, 185 now``, when the state the number was counted from is no longer kept."""
    text = request.GET.get("n", "")
    then = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
    if then is None:
        return _("The state this number was counted from is no longer kept. Below are the people as of now.")
    return _("{then} then, {now} now: the state the number was counted from is no longer kept.").format(
        then=wording.count(then), now=wording.count(now)
    )


def _back(asked: Asked, chosen: period.Chosen) -> str:
    """The page the question is asked on."""
    words: dict[str, list[str]] = {}
    for name, value in asked.params():
        words.setdefault(name, []).append(value)
    return address(
        asked.question,
        {**chosen.params(), **words},
    )


def behind_csv(request: HttpRequest) -> HttpResponseBase:
    """The same list as a file: id and name."""
    try:
        _asked, _selector, _index, people, _gone = _behind(request)
    except QuestionError as error:
        return HttpResponse(f"{error}\n", status=422, content_type="text/plain; charset=utf-8")
    return csvs.download(
        "people", ["person", "name"], ((id_, name) for _key, id_, name in named(people.keys))
    )
