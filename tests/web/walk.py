"""Every page there is: for the tests that walk them all. A route that is missing here fails a test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from tests.web.world import BROUGHT, NAMES, Met, firm, make

from touchline.collect.models import Import
from touchline.collect.refused import NAME
from touchline.people.models import Erasure
from touchline.plan.chains import add_chain
from touchline.plan.maps import add_map, copy_map
from touchline.plan.picture import PlannedLink
from touchline.plan.reading import find_map
from touchline.plan.things import add_object
from touchline.plan.touchpoints import add_touchpoint
from touchline.touchpoints.models import Touchpoint
from touchline.touchpoints.place import place
from touchline.urls import urlpatterns
from touchline.workspace.joining import make_link
from touchline.workspace.models import AuditEntry, JoinLink, Member
from touchline.workspace.rates import save

FUNNEL = "/journeys?step=Home+page&step=Newsletter%7CReviews&step=Order&within=9d"

CLASH = "/touchpoints?mine=1&mine_stage=refer&mine_channel=x"


@dataclass(frozen=True)
class Places:
    """Addresses by the name of their route; the first of each answers GET or POST as the route says."""

    by_route: dict[str, list[str]]

    @property
    def pages(self) -> list[str]:
        """Addresses that answer GET with a page."""
        skip = (
            "healthy",
            "underway",
            "hourglass-csv",
            "hourglass-svg",
            "map-svg",
            "journeys-csv",
            "behind-csv",
            "refused-csv",
            "verdicts-csv",
            "person-export",
        )
        posts = {one.name for one in urlpatterns if "GET" not in one.callback.methods}
        skip = (*skip, "audit-csv", *posts)
        return [one for route, all_ in self.by_route.items() if route not in skip for one in all_]


def a_full_workspace() -> Places:
    """Something on every page: people, an import with refused rows, changes, a link to join."""
    abroad = [
        Met("p002", 5, "Order", None, 5_000, currency="USD"),
        Met("p004", 9, "Order", None, 70, currency="JPY"),
    ]
    keys = make([*firm(), *abroad], brought=BROUGHT, names=NAMES)
    save(None, {("USD", date(2026, 3, 4)): "0.9217", ("USD", date(2026, 3, 1)): "0.93"}, what="rates.csv")
    made = Import.objects.create(
        kind="touches",
        file="till.csv",
        state="done",
        rows=12,
        accepted=8,
        duplicates=2,
        refused=2,
        verdicts={"no-person": 2},
        options={"zone": "UTC", "given": {"person": "who"}},
    )
    folder = Path(settings.TOUCHLINE.imports) / str(made.number)
    folder.mkdir(parents=True)
    (folder / NAME).write_text("refused row,refused because,who\r\n3,no-person,\r\n4,no-person,\r\n")
    Import.objects.create(kind="orders", file="orders.csv", state="failed", error="?")
    Import.objects.create(kind="people", file="people.csv", state="writing", done_share=0.5)
    _drafts()
    _plan()
    place(Touchpoint.objects.get(name="Reviews"), channel="stand")
    Erasure.objects.create(counts={"touches": 3, "people": 1}, done_at=timezone.now(), for_good=True)
    Erasure.objects.create(counts={"touches": 3, "refused_rows": 2, "people": 1})
    return places(keys["p000"], made.number)


def _plan() -> None:
    """A map with a chain, an object and a touchpoint of the record."""
    add_map("Way in", {}, member=None)
    row = find_map()
    add_object("Bicycle", {"kind": "product"}, member=None)
    values = {"record": "Home page", "channel": "site", "object": "bicycle", "state": "live"}
    add_touchpoint(row, "Start page", values, member=None)
    add_touchpoint(row, "Bring a friend", {"stage": "refer", "state": "idea"}, member=None)
    links = [PlannedLink(("start-page",)), PlannedLink(("bring-a-friend",), expected=600)]
    add_chain(row, "First ride", {}, links, member=None)
    copy_map(row, "To be", member=None)


def _drafts() -> None:
    """Imports in the states before and after: draft, rehearsed, rehearsing, undoing, undone."""
    given = {"person": "who", "time": "when", "touchpoint": "what"}
    for state in ("draft", "rehearsed", "rehearsing", "undoing", "undone"):
        one = Import.objects.create(kind="touches", file="", state=state, options={"given": given})
        path = one.folder / "file" / "web.csv"
        path.parent.mkdir(parents=True)
        path.write_text("who,when,what,\nann,2026-03-02,Home page,x\n")
        one.file = str(path)
        if state != "draft":
            one.rows, one.accepted, one.suspicious, one.doubts = 2, 2, 1, {"future": 1}
            one.money = {"accepted": {"EUR": 1234}}
        if state == "rehearsed":
            one.foreseen = {
                "people": 1,
                "touchpoints": 1,
                "names": [{"name": "Home page", "rows": 1}],
                "first": "2026-03-02T00:00:00+00:00",
                "last": "2026-03-02T00:00:00+00:00",
            }
        if state == "undone":
            one.undone_at = timezone.now()
        one.save()


def places(person: int, number: int) -> Places:
    """Addresses of every route, usual and unusual ones."""
    make_link("viewer")
    link = JoinLink.objects.latest("pk").pk
    token = make_link("viewer")
    touchpoint = Touchpoint.objects.order_by("pk").values_list("pk", flat=True).first() or 1
    other = Member.objects.get_or_create(email="other@example.com", name="Ρέα", role="viewer")[0].pk
    entry = AuditEntry.objects.order_by("pk").values_list("pk", flat=True).first() or 1
    behind = "question=hourglass&people=stage%3Dknow"
    return Places(
        {
            "hourglass": [
                "/",
                "/?scheme=decision",
                "/?from=2020-01-01&last=2020-02-01",
                "/?from=x",
                "/?by=first-channel",
                "/?audience=did+order&compare-audience=everybody+else",
                "/?audience=did",
            ],
            "hourglass-csv": ["/hourglass.csv"],
            "hourglass-svg": ["/hourglass.svg"],
            "plan": [
                "/plan",
                "/plan?down=object&find=x",
                "/plan?chain=first-ride&scheme=decision&down=phase",
            ],
            "maps": ["/plan/maps"],
            "start-map": ["/plan/maps/start"],
            "add-map": ["/plan/maps/add"],
            "compare-maps": ["/plan/maps/compare?one=way-in&other=to-be"],
            "things": ["/plan/things"],
            "save-thing": ["/plan/things/objects/save"],
            "remove-thing": ["/plan/things/objects/remove"],
            "undo-things": [f"/plan/things/undo/{entry}"],
            "map": ["/plan/way-in", "/plan/to-be?chain=first-ride"],
            "map-svg": ["/plan/way-in/board.svg"],
            "current-map": ["/plan/to-be/current"],
            "remove-map": ["/plan/to-be/remove"],
            "undo-plan": [f"/plan/way-in/undo/{entry}"],
            "new-card": ["/plan/way-in/touchpoints/new?kind=demo&stage=try"],
            "plan-check": ["/plan/way-in/check", "/plan/way-in/check?beside=1", "/plan/to-be/check"],
            "kinds": ["/plan/kinds", "/plan/kinds?find=zzz&group=staff"],
            "move-card": ["/plan/way-in/touchpoints/move"],
            "planned": ["/plan/way-in/touchpoints/start-page", "/plan/to-be/touchpoints/bring-a-friend"],
            "save-card": ["/plan/way-in/touchpoints/start-page/save"],
            "remove-card": ["/plan/to-be/touchpoints/start-page/remove"],
            "chains": ["/plan/way-in/chains"],
            "add-chain": ["/plan/way-in/chains/new"],
            "planned-chain": ["/plan/way-in/chains/first-ride", "/plan/to-be/chains/first-ride?from=x"],
            "save-chain": ["/plan/way-in/chains/first-ride/save"],
            "remove-chain": ["/plan/to-be/chains/first-ride/remove"],
            "funnel": [FUNNEL, "/journeys", "/journeys?step=Hope&within=9d", "/journeys?step=Order"],
            "paths": [
                "/journeys/paths",
                "/journeys/paths?least=1",
                "/journeys/paths?from=x",
                "/journeys/paths?by=first-channel",
                "/journeys/paths?compare-period=2026-03-02..2026-03-09",
            ],
            "routes": [
                "/journeys/routes",
                "/journeys/routes?goal=Newsletter%7CReviews&repeats=once&most=2",
                "/journeys/routes?repeats=x",
                "/journeys/routes?most=0",
                "/journeys/routes?goal=Hope",
            ],
            "between": [
                "/journeys/between",
                "/journeys/between?start=Home+page&end=Newsletter&repeats=once",
                "/journeys/between?start=Order&end=any",
                "/journeys/between?end=Hope",
            ],
            "loops": ["/journeys/loops", "/journeys/loops?from=x"],
            "stopped": [
                "/journeys/stopped",
                "/journeys/stopped?goal=Newsletter&links=0&repeats=once",
                "/journeys/stopped?links=x",
            ],
            "touches": ["/journeys/touches", "/journeys/touches?apart=30m", "/journeys/touches?from=x"],
            "orders": [
                "/journeys/orders",
                "/journeys/orders?unit=week",
                "/journeys/orders?unit=day&page=2",
                "/journeys/orders?unit=total",
                "/journeys/orders?unit=year",
                "/journeys/orders?from=x",
            ],
            "retention": [
                "/journeys/retention?back=order&upto=2",
                "/journeys/retention?unit=day&page=2",
                "/journeys/retention?unit=week&start=Home+page%7CReviews&upto=0",
                "/journeys/retention?start=Hope",
                "/journeys/retention?from=x",
            ],
            "chain": [
                "/journeys/chain",
                "/journeys/chain?link=Home+page&link=Reviews%7CNewsletter+within+3d+optional&link=Order",
                "/journeys/chain?link=Home+page&link=99&unseen=keep&by=first-channel",
                "/journeys/chain?link=Order&compare-period=2026-03-02..2026-03-09",
                "/journeys/chain?link=Hope",
            ],
            "time-to": [
                "/journeys/time-to",
                "/journeys/time-to?start=Home+page&start=own&next=Order&next=Reviews%7COrder&within=9d",
                "/journeys/time-to?start=Hope&next=any",
                "/journeys/time-to?within=x",
            ],
            "journeys-csv": [
                "/journeys/retention.csv?unit=week",
                "/journeys/time-to.csv?within=9d",
                "/journeys/orders.csv?unit=day",
                "/journeys/paths.csv",
                FUNNEL.replace("?", "/funnel.csv?"),
            ],
            "people": ["/people", "/people?find=p0", "/people?find=zzz"],
            "behind": [
                f"/people/behind?{behind}",
                "/people/behind?question=retention&people=cohort%3D2026-03%3Ak%3D1%3Aaway",
                "/people/behind?question=retention&people=k%3D0",
                "/people/behind?question=time-to&start=any&next=order&people=start%3D1%3Anext%3D1%3Aopen%3Achannel%3Dsite",
                f"/people/behind?{behind}&as_of=g999999&n=7",
                "/people/behind?question=hourglass&people=stage%3Dlike%3Alost&page=2",
                "/people/behind?question=hopes",
                FUNNEL.replace("/journeys?", "/people/behind?question=funnel&people=step%3D2%3Astopped&"),
                "/people/behind?question=touches&people=touches%3D4&apart=30m",
                "/people/behind?question=orders&people=period%3D2026-03%3Anew",
                "/people/behind?question=orders&people=left_out%3DUSD",
                "/people/behind?question=orders&unit=week&people=period%3D2026-03-02",
                "/people/behind?question=paths&people=link%3DHome+page%3ENewsletter",
            ],
            "behind-csv": [f"/people/behind.csv?{behind}"],
            "person": [f"/people/{person}", f"/people/{person + 1}", "/people/999999"],
            "quarantine": ["/people/quarantine", "/people/quarantine?page=9"],
            "rule-id": [f"/people/quarantine/{person}"],
            "split-person": [f"/people/{person}/split"],
            "join-person": [f"/people/{person}/join"],
            "person-export": [f"/people/{person}/export.json"],
            "forget": [f"/people/{person}/forget", "/people/999999/forget"],
            "erasure": ["/people/forgotten/1", "/people/forgotten/2", "/people/forgotten/999"],
            "touchpoints": ["/touchpoints", "/touchpoints?only=unplaced", "/touchpoints?find=zzz", CLASH],
            "touchpoint": [f"/touchpoints/{touchpoint}", "/touchpoints/999999"],
            "place": [f"/touchpoints/{touchpoint}/place"],
            "rename": [f"/touchpoints/{touchpoint}/rename"],
            "wizard": ["/touchpoints/wizard", "/touchpoints/wizard?done=1"],
            "merge": [
                f"/touchpoints/merge?touchpoint={touchpoint}&touchpoint={touchpoint + 1}",
                "/touchpoints/merge",
                f"/touchpoints/merge?touchpoint={touchpoint}&add=nobody",
            ],
            "apart": ["/touchpoints/apart"],
            "recognise": ["/touchpoints/recognise"],
            "undo-touchpoints": ["/touchpoints/undo"],
            "imports": ["/imports"],
            "import": [
                f"/imports/{number}",
                f"/imports/{number + 1}",
                f"/imports/{number + 2}",
                "/imports/999",
                *(f"/imports/{number + more}" for more in range(3, 8)),
                f"/imports/{number + 3}?kind=people&person=who",
            ],
            "new-import": ["/imports/new"],
            "refused-csv": [f"/imports/{number}/refused.csv"],
            "verdicts-csv": [f"/imports/{number}/verdicts.csv"],
            "rehearse": [f"/imports/{number}/rehearse"],
            "take-import": [f"/imports/{number}/import"],
            "choices": [f"/imports/{number}/choices"],
            "discard": [f"/imports/{number}/discard"],
            "save-preset": [f"/imports/{number}/preset"],
            "undo-import": [f"/imports/{number}/undo"],
            "import-again": [f"/imports/{number}/again"],
            "corrected": [f"/imports/{number}/corrected"],
            "correct": [f"/imports/{number}/correct", "/imports/999/correct?why=no-person&after=x"],
            "business": ["/settings"],
            "rates": ["/settings/rates", "/settings/rates?only=USD"],
            "rates-import": ["/settings/rates/import"],
            "rates-remove": ["/settings/rates/remove"],
            "rates-undo": ["/settings/rates/1/undo"],
            "attributes": ["/settings/attributes"],
            "attributes-remove": ["/settings/attributes/remove"],
            "members": ["/members"],
            "invite": ["/members/invite"],
            "end-invitation": [f"/members/links/{link}/end"],
            "give-role": [f"/members/{other}/role"],
            "remove-member": [f"/members/{other}/remove"],
            "let-in": [f"/members/{other}/let-in"],
            "new-way-in": [f"/members/{other}/link"],
            "member-sessions": [f"/members/{other}/sessions", "/members/999999/sessions"],
            "end-session": [f"/members/{other}/sessions/end"],
            "audit": [
                "/audit",
                "/audit?member=-",
                "/audit?verb=placed&from=2020-01-01&last=x",
                "/audit?find=zzz",
            ],
            "audit-csv": ["/audit.csv", "/audit.csv?verb=placed"],
            "undo": [f"/audit/{entry}/undo"],
            "account": ["/account"],
            "own-name": ["/account/name"],
            "own-password": ["/account/password"],
            "end-own-session": ["/account/sessions/end"],
            "underway": ["/underway"],
            "release": ["/release"],
            "sign-in": ["/sign-in", "/sign-in?next=/people"],
            "sign-out": ["/sign-out"],
            "join": [f"/join/{token}", "/join/made-up"],
            "healthy": ["/healthy"],
        }
    )
