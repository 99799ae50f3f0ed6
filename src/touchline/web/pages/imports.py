"""Imports: the files of the record, and what became of each of their rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.collect.models import AT_REST, Import, State
from touchline.collect.reasons import BY_ID
from touchline.collect.refused import NAME, refused_rows
from touchline.web import wording
from touchline.web.access import EDITOR
from touchline.web.charts.bars import Part, split
from touchline.web.charts.hourglass import empty
from touchline.web.paging import part
from touchline.web.shell import member_of
from touchline.web.touchpoints_view import waiting_said
from touchline.workspace.models import BusinessSettings

TAGS = {State.DONE: "good", State.FAILED: "bad"}
MOST_REFUSED = 200
"""Refused rows shown on the page; the file has all."""


def page(request: HttpRequest) -> HttpResponse:
    """The list, newest first."""
    imports = Import.objects.select_related("member").order_by("-pk")
    shown = part(request, imports.count())
    if not shown.total:
        return render(request, "touchline/imports-empty.html", {"outline": empty()})
    zone = ZoneInfo(BusinessSettings.current().zone)
    context = {
        "sentence": _sentence(shown.total),
        "rows": [_row(one, zone) for one in imports[shown.start : shown.stop]],
        "part": shown,
        "running": imports.exclude(state__in=AT_REST).exists(),
        "waiting": waiting_said(),
    }
    return render(request, "touchline/imports.html", context)


def _sentence(total: int) -> str:
    accepted = sum(Import.objects.values_list("accepted", flat=True))
    said = ngettext(
        "{accepted} rows are in the record, from {n} import.",
        "{accepted} rows are in the record, from {n} imports.",
        total,
    )
    return said.format(accepted=wording.count(accepted), n=wording.count(total))


def _row(one: Import, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "number": one.number,
        "file": Path(one.file).name,
        "kind": one.get_kind_display(),
        "by": one.member.name if one.member else "",
        "when": wording.moment(one.made_at, zone),
        "rows": wording.count(one.rows),
        "accepted": wording.count(one.accepted),
        "duplicates": wording.count(one.duplicates),
        "refused": wording.count(one.refused),
        "any_refused": one.refused > 0,
        "state": one.get_state_display(),
        "tag": TAGS.get(State(one.state), "hold"),
        "running": one.state not in AT_REST,
        "done": f"{one.done_share:.3f}",
        "percent": wording.percent(one.done_share, 0),
    }


def one(request: HttpRequest, number: int) -> HttpResponse:
    """One import: the verdict on its rows, the refused ones by reason, how the file was read."""
    found = _find(number)
    zone = ZoneInfo(BusinessSettings.current().zone)
    member = member_of(request)
    sees_rows = bool(member and member.may(EDITOR))
    why = request.GET.get("why", "")
    context = {
        "one": _row(found, zone),
        "sentence": _verdict(found),
        "error": found.error,
        "finished": wording.moment(found.finished_at, zone) if found.finished_at else "",
        "bar": _bar(found) if found.rows else "",
        "reasons": _reasons(found),
        "options": _options(found),
        "path": found.file,
        "sees_rows": sees_rows,
        "why": why if why in BY_ID else "",
        "why_sentence": BY_ID[why].sentence if why in BY_ID else "",
        "refused": list(_refused(found, why)) if sees_rows and found.refused else [],
        "most": wording.count(MOST_REFUSED),
        "more": found.refused > MOST_REFUSED,
        "waiting": waiting_said() if found.state == State.DONE else "",
    }
    return render(request, "touchline/import.html", context)


def _find(number: int) -> Import:
    found = Import.objects.select_related("member").filter(pk=number).first() if number < 2**31 else None
    if found is None:
        raise Http404(_("There is no import of this number."))
    return found


def _verdict(found: Import) -> str:
    words = {
        "file": Path(found.file).name,
        "rows": wording.count(found.rows),
        "accepted": wording.count(found.accepted),
    }
    if found.state == State.FAILED:
        return _("“{file}” could not be imported.").format(**words)
    if found.state != State.DONE:
        return _("“{file}” is being imported: {rows} rows so far.").format(**words)
    if found.accepted == found.rows:
        return ngettext(
            "The one row of “{file}” is new.", "All {rows} rows of “{file}” are new.", found.rows
        ).format(**words)
    said = ngettext(
        "{accepted} of {rows} row of “{file}” is new.",
        "{accepted} of {rows} rows of “{file}” are new.",
        found.rows,
    ).format(**words)
    if not found.refused:
        return said
    look = ngettext("{n} needs a look.", "{n} need a look.", found.refused).format(
        n=wording.count(found.refused)
    )
    return f"{said} {look}"


def _bar(found: Import) -> SafeString:
    return split(
        [
            Part(found.accepted, _("accepted"), "v1"),
            Part(found.duplicates, _("already here"), "v3"),
            Part(found.refused, _("refused"), "v4"),
        ]
    )


def _reasons(found: Import) -> list[dict[str, Any]]:
    """Refused rows by reason, most first."""
    counts = found.verdicts if isinstance(found.verdicts, dict) else {}
    rows = sorted(((int(n), reason) for reason, n in counts.items() if n), key=lambda one: (-one[0], one[1]))
    return [
        {
            "id": reason,
            "n": wording.count(n),
            "said": str(BY_ID[reason].sentence) if reason in BY_ID else reason,
        }
        for n, reason in rows
    ]


def _options(found: Import) -> list[dict[str, str]]:
    """How the file was read: what was asked for, in the words of the command line."""
    given = found.options.get("given", {}) if isinstance(found.options, dict) else {}
    settled = {
        name: found.options[name]
        for name in ("zone", "currency", "initiative", "brought_as")
        if isinstance(found.options, dict) and found.options.get(name)
    }
    return [
        {"name": name, "value": value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}
        for name, value in {**settled, **given}.items()
    ]


def _folder(number: int) -> Path:
    folder: Path = settings.TOUCHLINE.imports / str(number)
    return folder


def _refused(found: Import, why: str) -> Iterator[dict[str, Any]]:
    rows = refused_rows(_folder(found.number))
    chosen = (row for row in rows if not why or row.reason.id == why)
    for row in islice(chosen, MOST_REFUSED):
        cells = [cell if len(cell) <= 80 else cell[:79] + "…" for cell in row.cells[:30]]
        yield {"row": wording.count(row.row), "said": str(row.reason.sentence), "cells": cells}


def refused_csv(_request: HttpRequest, number: int) -> HttpResponseBase:
    """The refused rows as they came, to be put right and imported again."""
    found = _find(number)
    path = _folder(found.number) / NAME
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
