"""Imports: the files of the record, and what became of each of their rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.collect.drafting import CHOOSING
from touchline.collect.models import AT_REST, Import, State
from touchline.collect.undoing import CAN_UNDO
from touchline.collect.verdicts import every
from touchline.web import csvs, import_view, wording
from touchline.web.access import EDITOR
from touchline.web.charts.hourglass import empty
from touchline.web.import_rows import find, rows_of
from touchline.web.pages.drafts import draft
from touchline.web.paging import part
from touchline.web.shell import member_of
from touchline.web.touchpoints_view import waiting_said
from touchline.workspace.models import BusinessSettings


def page(request: HttpRequest) -> HttpResponse:
    """The list, newest first."""
    imports = Import.objects.select_related("member").order_by("-pk")
    shown = part(request, imports.count())
    if not shown.total:
        return render(request, "touchline/imports-empty.html", {"outline": empty()})
    zone = ZoneInfo(BusinessSettings.current().zone)
    context = {
        "sentence": _sentence(),
        "rows": [import_view.line(one, zone) for one in imports[shown.start : shown.stop]],
        "part": shown,
        "running": imports.exclude(state__in=AT_REST).exists(),
        "waiting": waiting_said(),
    }
    return render(request, "touchline/imports.html", context)


def _sentence() -> str:
    """What is in the record; drafts, rehearsals and what was undone are not."""
    there = Import.objects.exclude(state__in=(*CHOOSING, State.REHEARSING, State.UNDONE))
    accepted, count = there.aggregate(n=Sum("accepted"))["n"] or 0, there.count()
    said = ngettext(
        "{accepted} rows are in the record, from {n} import.",
        "{accepted} rows are in the record, from {n} imports.",
        count,
    )
    return said.format(accepted=wording.count(accepted), n=wording.count(count))


def one(request: HttpRequest, number: int) -> HttpResponse:
    """One import: a draft, how far it is, or the verdict on its rows and how the file was read."""
    found = find(number)
    member = member_of(request)
    sees_rows = bool(member and member.may(EDITOR))
    if found.state in CHOOSING and sees_rows:
        return draft(request, found)
    zone = ZoneInfo(BusinessSettings.current().zone)
    judged = found.state in (State.DONE, State.REHEARSED)
    counted = found.state not in (State.WAITING, State.UNDOING, State.UNDONE, State.DRAFT)
    context = {
        "one": import_view.line(found, zone),
        "sentence": import_view.sentence(found),
        "error": found.error,
        "finished": wording.moment(found.finished_at, zone) if found.finished_at else "",
        "undone": wording.moment(found.undone_at, zone) if found.undone_at else "",
        "counted": counted,
        "judged": judged,
        "bar": import_view.bar(found) if counted else "",
        "money": import_view.money(found) if counted else [],
        "reasons": import_view.reasons(found),
        "options": import_view.options(found),
        "path": found.file if not found.file.startswith(str(found.folder)) else import_view.name_of(found),
        "sees_rows": sees_rows,
        "can_undo": found.state in CAN_UNDO,
        "failed": found.state == State.FAILED,
        "corrects": found.corrects_id,
        "can_correct": found.state == State.DONE,
        "waiting": waiting_said() if found.state == State.DONE else "",
        **(rows_of(request, found) if sees_rows and judged else {}),
    }
    return render(request, "touchline/import.html", context)


def refused_csv(_request: HttpRequest, number: int) -> HttpResponseBase:
    """The refused rows as they came, to be put right and imported again."""
    found = find(number)
    path = found.refused_file()
    if not found.refused or not path.exists():
        raise Http404(_("No row of this import was refused."))
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"import-{found.number}-refused.csv",
        content_type="text/csv",
    )
    response["Cache-Control"] = "private"
    return response


def verdicts_csv(_request: HttpRequest, number: int) -> HttpResponseBase:
    """The verdict on every row."""
    found = find(number)

    def rows() -> Iterator[tuple[Any, ...]]:
        for batch in every(found.folder):
            for row in batch.to_pylist():
                why = row["why"] or ""
                yield row["row"], row["verdict"], why, import_view.said(why) if why else ""

    return csvs.download(f"import-{found.number}-verdicts", ("row", "verdict", "why", "sentence"), rows())
