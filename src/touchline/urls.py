"""Every route with its permission, a line each."""

from __future__ import annotations

from touchline.web.access import ANYONE, EDITOR, OWNER, VIEWER, route
from touchline.web.pages import (
    account,
    audit,
    business,
    drafts,
    healthy,
    hourglass,
    imports,
    journeys,
    merging,
    people,
    taking_back,
    touchpoints,
    wizard,
)

urlpatterns = [
    route("", hourglass.page, VIEWER, "hourglass"),
    route("hourglass.csv", hourglass.csv, VIEWER, "hourglass-csv"),
    route("hourglass.svg", hourglass.svg, VIEWER, "hourglass-svg"),
    route("journeys", journeys.funnel, VIEWER, "funnel"),
    route("journeys/paths", journeys.paths, VIEWER, "paths"),
    route("journeys/touches", journeys.touches, VIEWER, "touches"),
    route("journeys/<str:question>.csv", journeys.csv, VIEWER, "journeys-csv"),
    route("people", people.search, VIEWER, "people"),
    route("people/behind", people.behind, VIEWER, "behind"),
    route("people/behind.csv", people.behind_csv, VIEWER, "behind-csv"),
    route("people/<int:key>", people.person, VIEWER, "person"),
    route("touchpoints", touchpoints.page, VIEWER, "touchpoints"),
    route("touchpoints/<int:number>", touchpoints.one, VIEWER, "touchpoint"),
    route("touchpoints/<int:number>/place", touchpoints.place_one, EDITOR, "place", methods="POST"),
    route("touchpoints/<int:number>/rename", touchpoints.rename_one, EDITOR, "rename", methods="POST"),
    route("touchpoints/wizard", wizard.page, EDITOR, "wizard", methods="GET POST"),
    route("touchpoints/merge", merging.page, EDITOR, "merge", methods="GET POST"),
    route("touchpoints/apart", merging.apart, EDITOR, "apart", methods="POST"),
    route("touchpoints/recognise", merging.recognise, EDITOR, "recognise", methods="POST"),
    route("touchpoints/undo", merging.take_back, EDITOR, "undo-touchpoints", methods="POST"),
    route("imports", imports.page, VIEWER, "imports"),
    route("imports/new", drafts.new, EDITOR, "new-import", methods="GET POST"),
    route("imports/<int:number>", imports.one, VIEWER, "import"),
    route("imports/<int:number>/rehearse", drafts.rehearse, EDITOR, "rehearse", methods="POST"),
    route("imports/<int:number>/import", drafts.take, EDITOR, "take-import", methods="POST"),
    route("imports/<int:number>/discard", drafts.discard, EDITOR, "discard", methods="POST"),
    route("imports/<int:number>/undo", taking_back.undo, EDITOR, "undo-import", methods="GET POST"),
    route("imports/<int:number>/again", taking_back.again, EDITOR, "import-again", methods="POST"),
    route("imports/<int:number>/corrected", taking_back.corrected, EDITOR, "corrected", methods="POST"),
    route("imports/<int:number>/refused.csv", imports.refused_csv, EDITOR, "refused-csv"),
    route("imports/<int:number>/verdicts.csv", imports.verdicts_csv, EDITOR, "verdicts-csv"),
    route("settings", business.page, OWNER, "business", methods="GET POST"),
    route("audit", audit.page, OWNER, "audit"),
    route("sign-in", account.sign_in, ANYONE, "sign-in", methods="GET POST"),
    route("sign-out", account.sign_out, ANYONE, "sign-out", methods="POST"),
    route("join/<str:token>", account.join, ANYONE, "join", methods="GET POST"),
    route("healthy", healthy.page, ANYONE, "healthy"),
]

handler400 = "touchline.web.pages.errors.bad_request"
handler403 = "touchline.web.pages.errors.forbidden"
handler404 = "touchline.web.pages.errors.not_found"
handler500 = "touchline.web.pages.errors.server_error"
