"""Every route with its permission, a line each."""

from __future__ import annotations

from touchline.web.access import ANYONE, EDITOR, OWNER, VIEWER, route
from touchline.web.pages import (
    account,
    audit,
    business,
    door,
    erasures,
    healthy,
    held,
    hourglass,
    imports,
    journeys,
    members,
    people,
    rates,
    touchpoints,
)

urlpatterns = [
    route("", hourglass.page, VIEWER, "hourglass"),
    route("hourglass.csv", hourglass.csv, VIEWER, "hourglass-csv"),
    route("hourglass.svg", hourglass.svg, VIEWER, "hourglass-svg"),
    route("journeys", journeys.funnel, VIEWER, "funnel"),
    route("journeys/paths", journeys.paths, VIEWER, "paths"),
    route("journeys/touches", journeys.touches, VIEWER, "touches"),
    route("journeys/orders", journeys.orders, VIEWER, "orders"),
    route("journeys/<str:question>.csv", journeys.csv, VIEWER, "journeys-csv"),
    route("people", people.search, VIEWER, "people"),
    route("people/behind", people.behind, VIEWER, "behind"),
    route("people/behind.csv", people.behind_csv, VIEWER, "behind-csv"),
    route("people/<int:key>", people.person, VIEWER, "person"),
    route("people/<int:key>/export.json", erasures.export, OWNER, "person-export"),
    route("people/<int:key>/forget", erasures.ask, OWNER, "forget", methods="GET POST"),
    route("people/forgotten/<int:number>", erasures.page, OWNER, "erasure"),
    route("touchpoints", touchpoints.page, VIEWER, "touchpoints"),
    route("touchpoints/place", touchpoints.place_all, EDITOR, "place-all", methods="POST"),
    route("touchpoints/<int:number>/place", touchpoints.place_one, EDITOR, "place", methods="POST"),
    route("imports", imports.page, VIEWER, "imports"),
    route("imports/<int:number>", imports.one, VIEWER, "import"),
    route("imports/<int:number>/refused.csv", imports.refused_csv, EDITOR, "refused-csv"),
    route("settings", business.page, OWNER, "business", methods="GET POST"),
    route("settings/rates", rates.page, OWNER, "rates", methods="GET POST"),
    route("settings/rates/import", rates.take, OWNER, "rates-import", methods="POST"),
    route("settings/rates/remove", rates.remove, OWNER, "rates-remove", methods="POST"),
    route("settings/rates/<int:number>/undo", rates.undo, OWNER, "rates-undo", methods="POST"),
    route("members", members.page, OWNER, "members"),
    route("members/invite", members.invite, OWNER, "invite", methods="POST"),
    route(
        "members/links/<int:number>/end",
        members.end_invitation,
        OWNER,
        "end-invitation",
        methods="POST",
    ),
    route("members/<int:number>/role", members.give_role, OWNER, "give-role", methods="POST"),
    route("members/<int:number>/remove", members.keep_out, OWNER, "remove-member", methods="POST"),
    route("members/<int:number>/let-in", members.let_back_in, OWNER, "let-in", methods="POST"),
    route("members/<int:number>/link", members.new_way_in, OWNER, "new-way-in", methods="POST"),
    route("members/<int:number>/sessions", members.sessions, OWNER, "member-sessions"),
    route("members/<int:number>/sessions/end", members.end_session, OWNER, "end-session", methods="POST"),
    route("audit", audit.page, EDITOR, "audit"),
    route("audit.csv", audit.csv, EDITOR, "audit-csv"),
    route("audit/<int:number>/undo", audit.undo_one, EDITOR, "undo", methods="POST"),
    route("account", account.page, VIEWER, "account"),
    route("account/name", account.change_name, VIEWER, "own-name", methods="POST"),
    route("account/password", account.new_password, VIEWER, "own-password", methods="POST"),
    route("account/sessions/end", account.end_session, VIEWER, "end-own-session", methods="POST"),
    route("sign-in", door.sign_in, ANYONE, "sign-in", methods="GET POST"),
    route("sign-out", door.sign_out, ANYONE, "sign-out", methods="POST"),
    route("join/<str:token>", door.join, ANYONE, "join", methods="GET POST"),
    route("release", held.release, OWNER, "release", methods="POST"),
    route("healthy", healthy.page, ANYONE, "healthy"),
]

handler400 = "touchline.web.pages.errors.bad_request"
handler403 = "touchline.web.pages.errors.forbidden"
handler404 = "touchline.web.pages.errors.not_found"
handler500 = "touchline.web.pages.errors.server_error"
