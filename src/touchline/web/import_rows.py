"""The rows of an import with their verdicts, in parts, as a page shows them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from touchline.collect.models import Import
from touchline.web import import_view, wording
from touchline.web.import_view import SIZE
from touchline.web.paging import part


def rows_of(request: HttpRequest, found: Import) -> dict[str, Any]:
    """The part of the rows that a request asks for, with the filter."""
    verdict, why = import_view.chosen(request.GET.dict())
    total, kept = import_view.count_of(found, verdict, why)
    shown = part(request, kept, SIZE)
    return {
        "verdicts": import_view.verdict_names(),
        "verdict": verdict,
        "why": why,
        "why_sentence": import_view.said(why) if why else "",
        "rows": import_view.shown(found, verdict, why, shown.start, shown.stop - shown.start),
        "part": shown,
        "kept": _kept(total, kept),
        "any_rows": found.rows > 0,
    }


def _kept(total: int, kept: int) -> str:
    if kept >= total:
        return ""
    return _(
        "The cells of the first {kept} of {total} are kept; the file of all verdicts names every row."
    ).format(kept=wording.count(kept), total=wording.count(total))


def find(number: int) -> Import:
    """The import of this number. Raises ``Http404``."""
    found = Import.objects.select_related("member").filter(pk=number).first() if number < 2**31 else None
    if found is None:
        raise Http404(_("There is no import of this number."))
    return found
