"""Rates of currencies: which are in force, which are missing, one added, many imported, one taken back."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys.gaps import Gap, Gaps, GapsResult, Lacking, by_currency
from touchline.journeys.money import REACH
from touchline.service.answers import answer, open_index
from touchline.web import wording
from touchline.web.links import address
from touchline.web.paging import part
from touchline.web.shell import member_of
from touchline.workspace import rates
from touchline.workspace.models import AuditEntry, BusinessSettings
from touchline.workspace.rates_file import LARGEST_FILE, read_table
from touchline.workspace.undoing import CannotUndo, can_undo
from touchline.workspace.undoing import undo as undo_entry

FIELDS = ("currency", "date", "rate")
MOST_DAYS = 12
"""Days without a rate that a currency lists; it counts the rest."""
MOST_CHANGES = 6


def page(request: HttpRequest) -> HttpResponse:
    """The reporting currency and its rates; a POST keeps one more."""
    fields = dict.fromkeys(FIELDS, "")
    if request.method != "POST":
        return _show(request, fields, {})
    fields = {name: request.POST.get(name, "").strip()[:60] for name in FIELDS}
    wrong: dict[str, str] = {}
    found: dict[str, Any] = {}
    readers = {"currency": rates.read_currency, "date": rates.read_day, "rate": rates.read_rate}
    for name, read in readers.items():
        try:
            found[name] = read(fields[name])
        except rates.RateError as error:
            wrong[name] = str(error)
    if wrong:
        return _show(request, fields, wrong)
    key = (found["currency"], found["date"])
    before = rates.in_force().get(key)
    rates.save(member_of(request), {key: found["rate"]})
    words = {"currency": key[0], "day": wording.day(key[1]), "rate": found["rate"], "before": before}
    if before == found["rate"]:
        messages.info(request, _("Nothing to save: this rate is in force already."))
    elif before:
        messages.success(request, _("{currency} on {day} is {rate} now; it was {before}.").format(**words))
    else:
        messages.success(request, _("{currency} on {day} is {rate}.").format(**words))
    return redirect("rates")


def take(request: HttpRequest) -> HttpResponse:
    """Take a table of rates, from a file or pasted; all of it or nothing."""
    file = request.FILES.get("file")
    pasted = request.POST.get("table", "")
    try:
        if file is not None and (file.size or 0) > LARGEST_FILE:
            raise rates.RateError(_("The file is larger than 20 MB. Split it."))
        table = read_table(file.read() if file is not None else pasted)
    except rates.RateError as error:
        return _show(request, dict.fromkeys(FIELDS, ""), {"table": str(error)}, pasted)
    name = str(file.name)[:200] if file is not None and file.name else _("pasted table")
    saved = rates.save(member_of(request), table, what=name)
    said = ngettext(
        "{n} rate is new or changed, {same} were in force already.",
        "{n} rates are new or changed, {same} were in force already.",
        saved.changed,
    )
    messages.success(request, said.format(n=wording.count(saved.changed), same=wording.count(saved.same)))
    return redirect("rates")


def remove(request: HttpRequest) -> HttpResponse:
    """Take one rate back, unless somebody else changed it meanwhile."""
    try:
        key = (
            rates.read_currency(request.POST.get("currency", "")),
            rates.read_day(request.POST.get("date", "")),
        )
    except rates.RateError as error:
        messages.error(request, str(error))
        return redirect("rates")
    words = {"currency": key[0], "day": wording.day(key[1])}
    if rates.in_force().get(key) != request.POST.get("was", ""):
        messages.warning(
            request,
            _("Somebody else changed the rate of {currency} on {day} meanwhile. It stays.").format(**words),
        )
    else:
        rates.save(member_of(request), {key: ""})
        messages.success(request, _("The rate of {currency} on {day} is taken back.").format(**words))
    return redirect("rates")


def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Put back what one change of rates changed."""
    ours = number < 2**63 and AuditEntry.objects.filter(pk=number, verb__in=rates.VERBS).exists()
    try:
        if not ours:
            raise CannotUndo(_("There is no change of rates of this number."))
        undo_entry(number, member_of(request))
        messages.success(request, _("Undone: the rates are as they were before."))
    except CannotUndo as error:
        messages.error(request, str(error))
    return redirect("rates")


def _show(
    request: HttpRequest, fields: dict[str, str], wrong: dict[str, str], pasted: str = ""
) -> HttpResponse:
    business = BusinessSettings.current()
    known = sorted(rates.in_force().items(), key=lambda one: (one[0][1], one[0][0]), reverse=True)
    wanted = request.GET.get("only", "").strip().upper()[:3]
    codes = sorted({currency for (currency, _day), _rate in known})
    listed = [one for one in known if wanted in ("", one[0][0])]
    shown = part(request, len(listed))
    result: GapsResult = answer(open_index(), Gaps())
    lacking = by_currency(result.gaps)
    context = {
        "reporting": business.currency,
        "sentence": _sentence(business.currency, codes, lacking),
        "lacking": [_lacking(one, result.gaps) for one in lacking],
        "fields": fields,
        "wrong": wrong,
        "pasted": pasted,
        "reach": REACH,
        "rows": [
            {"currency": currency, "day": wording.day(day), "date": day.isoformat(), "rate": rate}
            for (currency, day), rate in listed[shown.start : shown.stop]
        ],
        "part": shown,
        "codes": codes,
        "only": wanted,
        "filters": [
            {"label": code or _("All"), "href": address("rates", {"only": code}), "current": code == wanted}
            for code in ("", *codes)
        ],
        "changes": _changes(ZoneInfo(business.zone)),
    }
    return render(request, "touchline/rates.html", context, status=422 if wrong else 200)


def _sentence(reporting: str, codes: list[str], lacking: tuple[Lacking, ...]) -> str:
    if lacking:
        orders = sum(one.orders + one.refunds for one in lacking)
        names = ", ".join(one.currency for one in lacking)
        said = ngettext(
            "Money is reported in {to}. {n} order or refund in {names} is left out for want of a rate.",
            "Money is reported in {to}. {n} orders and refunds in {names} are left out for want of a rate.",
            orders,
        )
        return said.format(to=reporting, n=wording.count(orders), names=names)
    if codes:
        return _("Money is reported in {to}. No rate is missing.").format(to=reporting)
    return _("Money is reported in {to}. Nothing in the record needs a rate.").format(to=reporting)


def _lacking(one: Lacking, gaps: tuple[Gap, ...]) -> dict[str, Any]:
    days = [date.fromisoformat(gap.date) for gap in gaps if gap.currency == one.currency]
    said = ngettext("{n} day of {currency} has no rate", "{n} days of {currency} have no rate", one.days)
    orders = ngettext("{n} order", "{n} orders", one.orders).format(n=wording.count(one.orders))
    refunds = ngettext("{n} refund", "{n} refunds", one.refunds).format(n=wording.count(one.refunds))
    rest = len(days) - MOST_DAYS
    return {
        "said": said.format(n=wording.count(one.days), currency=one.currency),
        "out": _("{orders}, {refunds}, {net} are left out.").format(
            orders=orders, refunds=refunds, net=wording.amount(one.net, one.currency)
        ),
        "days": ", ".join(wording.day(day) for day in days[:MOST_DAYS]),
        "more": ngettext("and {n} more", "and {n} more", rest).format(n=wording.count(rest))
        if rest > 0
        else "",
    }


def _changes(zone: ZoneInfo) -> list[dict[str, Any]]:
    entries = AuditEntry.objects.filter(verb__in=rates.VERBS).select_related("member").order_by("-pk")
    return [
        {
            "number": entry.pk,
            "verb": _(entry.verb),
            "what": entry.what,
            "when": wording.moment(entry.at, zone),
            "who": entry.member.name if entry.member else _("command line"),
            "can_undo": can_undo(entry),
            "undone": entry.undone_by_id is not None,
        }
        for entry in entries[:MOST_CHANGES]
    ]
