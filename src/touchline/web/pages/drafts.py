"""A file on its way to the record: sent, its columns chosen, rehearsed, imported or thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from touchline.collect import drafting, presets
from touchline.collect.importers import ImportError_
from touchline.collect.models import Import, State
from touchline.service.looking import look
from touchline.web import draft_view, import_view, wording
from touchline.web.import_rows import find, rows_of
from touchline.web.receiving import ToDisk, received
from touchline.web.shell import member_of
from touchline.workspace.models import BusinessSettings


@csrf_exempt
def new(request: HttpRequest) -> HttpResponse:
    """Choose a file and send it. The file goes to disk while it arrives; then the token is checked."""
    request.upload_handlers = [ToDisk(request)]
    return _new(request)


@csrf_protect
def _new(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "touchline/import-new.html", {"largest": _largest()})
    try:
        file = received(request)
        made = drafting.upload(file.name or "file", file.chunks(), member_of(request))
    except ImportError_ as error:
        messages.error(request, str(error))
        return go(request, reverse("new-import"))
    return go(request, reverse("import", kwargs={"number": made.number}))


def _largest() -> str:
    mib = settings.TOUCHLINE.upload_mb
    return (
        _("It may have up to {n} MiB.").format(n=wording.count(mib))
        if mib % 1024
        else _("It may have up to {n} GiB.").format(n=wording.count(mib // 1024))
    )


def go(request: HttpRequest, where: str) -> HttpResponse:
    """Lead on, also a form that was sent by a script."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": where})
    return redirect(where)


def draft(request: HttpRequest, found: Import) -> HttpResponse:
    """What the columns stand for, beside the first rows; the rehearsal when there is one."""
    kind, given = _asked(request, found)
    seen = look(Path(found.file), kind, given)
    rehearsed = found.state == State.REHEARSED and _same(found, kind, given)
    context: dict[str, Any] = {
        "one": import_view.line(found, ZoneInfo(BusinessSettings.current().zone)),
        "sentence": import_view.sentence(found) if rehearsed else _columns(found),
        "error": draft_view.in_words(found.error) if not rehearsed else "",
        "look": seen,
        "kind_why": "" if kind else seen.kind_why,
        "wrong": draft_view.in_words(seen.wrong),
        "questions": draft_view.questions(seen, request.path),
        "said": [draft_view.in_words(one) for one in seen.said],
        "presets": presets.listed(),
        "kinds": draft_view.kinds(),
        "columns": draft_view.columns(seen) if seen.header else [],
        "meaning": draft_view.words(seen, "meaning"),
        "reading": draft_view.words(seen, "reading"),
        "preview": draft_view.preview(seen),
        "rehearsed": rehearsed,
        "outdated": found.state == State.REHEARSED and not rehearsed,
        "import_words": _import_words(found) if rehearsed else _("Import without a rehearsal"),
        "sees_rows": True,
    }
    if rehearsed:
        context |= {
            "bar": import_view.bar(found),
            "money": import_view.money(found),
            "reasons": import_view.reasons(found),
            "foreseen": import_view.foreseen(found),
            **rows_of(request, found),
        }
    return render(request, "touchline/draft.html", context)


def choices(request: HttpRequest, number: int) -> HttpResponse:
    """Look at the file as it would be read with other choices; the draft keeps them."""
    found = find(number)
    try:
        found = drafting.note(number, *(_said(request.POST) or drafting.choices(found)))
    except ImportError_ as error:
        messages.error(request, str(error))
        return go(request, reverse("import", kwargs={"number": number}))
    if request.headers.get("HX-Request"):
        return draft(request, found)
    return redirect("import", number=number)


def _asked(request: HttpRequest, found: Import) -> tuple[str, dict[str, str]]:
    """What the address asks for, else what was looked at or settled before; else nothing."""
    return _said(request.GET) or drafting.choices(found)


def _said(params: Mapping[str, str]) -> tuple[str, dict[str, str]] | None:
    """What an address or a form says, or the preset it names; None where it says nothing."""
    named = params.get("preset", "").strip()
    preset = next((one for one in presets.listed() if one.name == named), None) if named else None
    if preset is not None:
        return preset.kind, dict(preset.given)
    if "kind" not in params:
        return None
    kind, given = draft_view.given(params)
    return kind if params["kind"] else "", given


def _same(found: Import, kind: str, given: dict[str, str]) -> bool:
    return drafting.is_settled(found) and found.kind == kind and found.options.get("given", {}) == given


def _columns(found: Import) -> str:
    return _("What do the columns of “{file}” stand for?").format(file=import_view.name_of(found))


def _import_words(found: Import) -> str:
    return ngettext("Import {n} row", "Import {n} rows", found.accepted).format(
        n=wording.count(found.accepted)
    )


def rehearse(request: HttpRequest, number: int) -> HttpResponse:
    """Judge every row and record nothing."""
    return _settle(request, number, lambda: drafting.ask_rehearsal(number))


def take(request: HttpRequest, number: int) -> HttpResponse:
    """Import the file as its columns were chosen."""
    return _settle(request, number, lambda: drafting.ask_import(number, member_of(request)))


def _settle(request: HttpRequest, number: int, go_on: Any) -> HttpResponse:
    found = find(number)
    kind, given = draft_view.given(request.POST.dict())
    try:
        if not _same(found, kind, given):
            drafting.choose(number, kind, given)
        go_on()
    except ImportError_ as error:
        messages.error(request, draft_view.in_words(str(error)))
        query = urlencode({"kind": kind, **given})
        return redirect(f"{reverse('import', kwargs={'number': number})}?{query}")
    return redirect("import", number=number)


def save_preset(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what was chosen under a name, for the next file like this one."""
    find(number)
    kind, given = draft_view.given(request.POST.dict())
    name = request.POST.get("preset_name", "")
    try:
        saved = presets.save(name, kind, given, member_of(request))
        messages.success(request, _("Kept as the preset “{name}”.").format(name=saved.name))
    except ImportError_ as error:
        messages.error(request, draft_view.in_words(str(error)))
    query = urlencode({"kind": kind, **given})
    return redirect(f"{reverse('import', kwargs={'number': number})}?{query}")


def discard(request: HttpRequest, number: int) -> HttpResponse:
    """Throw a draft and its file away."""
    try:
        drafting.discard(number)
    except ImportError_ as error:
        messages.error(request, str(error))
        return redirect("import", number=number)
    messages.success(request, _("The file is thrown away. Nothing of it was recorded."))
    return redirect("imports")
