"""Every sentence can be translated: a language that brackets what it translates leaves nothing bare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from gettext import NullTranslations
from html import unescape
from html.parser import HTMLParser

import pytest
from django.utils import translation
from django.utils.translation import trans_real
from django.utils.translation.trans_real import CONTEXT_SEPARATOR
from tests.web.conftest import PASSWORD, Cast
from tests.web.walk import Places, places
from tests.web.world import BROUGHT, Met, firm, make

from touchline.collect.models import Import
from touchline.workspace.audit import record
from touchline.workspace.models import BusinessSettings, Member

ON, OFF = "⟦", "⟧"
GREEK = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "αβψδεφγηιξκλμνοπθρστθωςχυζΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠΘΡΣΤΘΩΣΧΥΖ",
)
"""Data is written in Greek letters, so that a Latin one outside brackets was forgotten."""

ALLOWED = re.compile(r"Touchline|UTC|EUR|USD|JPY|CSV|SVG|[a-z]+@[a-z.]+|[A-Z]{2}\b")


class Bracketed(NullTranslations):
    """Brackets around what is translated."""

    def __init__(self) -> None:
        super().__init__()
        self.plural = lambda n: int(n != 1)

    def gettext(self, message: str) -> str:
        context, _separator, message = message.rpartition(CONTEXT_SEPARATOR)
        marks = context in ("thousands separator", "decimal mark")
        return message if marks or not message else f"{ON}{message}{OFF}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def to_language(self) -> str:
        return "en"

    def language(self) -> str:
        return "en"


class Shown(HTMLParser):
    """The text a person sees or hears, without code, and without what they typed or the record holds."""

    HEARD = ("title", "aria-label", "placeholder", "alt", "label")
    APART = ("code", "script")

    def __init__(self, content: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.apart = 0
        self.stack: list[tuple[str, bool]] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = dict(attrs)
        self.parts += [have[name] or "" for name in self.HEARD if name in have]
        apart = tag in self.APART or "data-said" in have or "mono" in (have.get("class") or "").split()
        if tag not in (
            "input",
            "link",
            "meta",
            "br",
            "img",
            "hr",
            "source",
            "circle",
            "rect",
            "path",
            "line",
        ):
            self.stack.append((tag, apart))
            self.apart += apart
        self.parts.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = dict(attrs)
        self.parts += [have[name] or "" for name in self.HEARD if name in have]

    def handle_endtag(self, tag: str) -> None:
        while self.stack:
            name, apart = self.stack.pop()
            self.apart -= apart
            if name == tag:
                break
        self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.apart:
            self.parts.append(data)

    @property
    def bare(self) -> list[str]:
        """Words outside brackets."""
        text = unescape("".join(self.parts))
        depth, left = 0, []
        for char in text:
            depth += (char == ON) - (char == OFF)
            left.append(char if not depth and char != OFF else " ")
        words = ALLOWED.sub(" ", "".join(left))
        return re.findall(r"[A-Za-z][A-Za-z' ]*", words)


@pytest.fixture
def foreign(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The bracketing language in place of English."""
    monkeypatch.setitem(trans_real._translations, "en", Bracketed())
    monkeypatch.setattr(trans_real, "_default", Bracketed())
    yield
    translation.deactivate()


def _greek(text: str) -> str:
    return text.translate(GREEK)


@pytest.fixture
def full(cast: Cast) -> Places:
    """A workspace whose every name is Greek."""
    touches = [
        Met(
            _greek(one.person),
            one.day,
            _greek(one.touchpoint),
            _greek(one.channel or ""),
            one.money,
            one.business,
        )
        for one in firm(160)
    ]
    from tests.web.world import PLACES

    stages = {_greek(name): (stage, "") for name, (stage, _channel) in PLACES.items()}
    brought = {_greek(who): (_greek(by), how) for who, (by, how) in BROUGHT.items()}
    keys = make(touches, places=stages, brought=brought, names={_greek("p000"): "Άννα"})
    for member in Member.objects.all():
        member.name = _greek(member.name)
        member.save()
    BusinessSettings.objects.create(name="Ποδήλατα", saved_by=Member.objects.get(role="owner"))
    for state in ("done", "failed", "writing", "waiting", "reading"):
        Import.objects.create(
            kind="touches",
            file="ταμείο",
            state=state,
            rows=10,
            accepted=5,
            duplicates=3,
            refused=2,
            verdicts={"no-person": 2},
        )
    about = {"touchpoint": 1, "scheme": "hourglass", "channel": ""}
    record(None, "placed", "ταμείο", about | {"stage": "like"}, about | {"stage": "know"})
    return places(keys[_greek("p000")], 1)


def _paths(places: Places) -> list[str]:
    return [
        path.replace("Home+page", _greek("Home page"))
        .replace("Newsletter%7CReviews", _greek("Newsletter") + "|" + _greek("Reviews"))
        .replace("Newsletter", _greek("Newsletter"))
        .replace("step=Order", "step=" + _greek("Order"))
        .replace("find=zzz", "find=ζζζ")
        .replace("from=x", "from=ξ")
        .replace("Hope", "Ελπίς")
        .replace("find=p0", "find=π0")
        for path in places.pages
    ]


def test_the_brackets_find_what_is_bare() -> None:
    page = f"<p title='{ON}a{OFF}'>{ON}said {{}}{OFF} Ποδ 12 <b>forgotten</b> <code>as it is</code>"
    page += "<i aria-label='too'></i>"
    assert Shown(page).bare == ["forgotten", "too"]


@pytest.mark.usefixtures("foreign")
@pytest.mark.parametrize("role", ["owner", "viewer"])
def test_nothing_on_a_full_page_is_bare(cast: Cast, full: Places, role: str) -> None:
    found = {}
    for path in _paths(full):
        answer = cast[role].get(path)
        if answer.status_code == 302:
            continue
        assert answer.status_code in (200, 403, 404, 422), path
        bare = Shown(answer.content.decode()).bare
        if bare:
            found[path] = bare
    assert not found


@pytest.mark.usefixtures("foreign")
def test_nothing_on_an_empty_page_is_bare(cast: Cast) -> None:
    Member.objects.update(name="Άννα")
    BusinessSettings.objects.create(name="Ποδήλατα")
    for role in ("owner", "stranger"):
        for path in places(1, 1).pages:
            answer = cast[role].get(path)
            if answer.status_code != 302:
                bare = Shown(answer.content.decode()).bare
                assert not bare, (path, bare)


@pytest.mark.usefixtures("foreign")
def test_nothing_said_after_a_form_is_bare(cast: Cast, full: Places) -> None:
    Member.objects.update(name="Άννα")
    posts = {
        "/settings": [
            {"name": ""},
            {"name": "Ν", "zone": "UTC", "currency": "EUR", "silence_days": "9"},
            {"name": "Μ", "was-name": "Ξ"},
            {"silence_days": "8", "was-name": "Ξ", "name": "Ξ"},
        ],
        "/account/name": [{"name": ""}, {"name": "Νέα"}, {"name": "Νέα"}],
        "/account/password": [{"old": "x"}, {"old": PASSWORD, "password": "x"}],
        "/account/sessions/end": [{"session": ""}, {"session": "x"}],
        "/members/invite": [{"role": "x"}, {"role": "viewer", "note": "για"}],
        "/members/links/1/end": [{}, {}],
        "/members/1/role": [{"role": "viewer"}, {"role": "viewer", "was-role": "editor"}, {"role": "x"}],
        "/members/1/remove": [{}],
        "/members/2/role": [{"role": "viewer"}, {"role": "viewer"}],
        "/members/2/remove": [{}, {}],
        "/members/2/link": [{}],
        "/members/2/let-in": [{}],
        "/members/3/link": [{}],
        "/members/3/sessions/end": [{"session": "x"}, {"session": ""}],
        "/audit/2/undo": [{}, {}],
        "/audit/3/undo": [{}],
        "/audit/4/undo": [{}],
        "/touchpoints/1/place": [
            {"stage": "trust", "channel": ""},
            {"stage": "trust", "channel": ""},
            {"stage": "", "channel": ""},
            {"stage": "know", "was_stage": "buy"},
        ],
        "/touchpoints/wizard": [
            {},
            {"was-1": "buy|", "stage-1": "refer", "channel-1": "Ω"},
            {"was-8": "|", "stage-8": "none", "which": "all"},
        ],
        "/touchpoints/1/rename": [{"name": ""}, {"name": "Ω"}],
        "/touchpoints/merge": [{}, {"touchpoint": ["2", "3"], "into": "3"}],
        "/touchpoints/apart": [{}, {"touchpoint": ["3", "4"]}],
        "/touchpoints/recognise": [{"name": "Ψ"}, {"name": "Ψ", "into": "Ω"}],
        "/touchpoints/undo": [{}, {"entry": "1"}],
    }
    for path, forms in posts.items():
        for form in forms:
            answer = cast.owner.post(path, form, follow=True)
            bare = Shown(answer.content.decode()).bare
            assert not bare, (path, form, bare)
    for form in ({"email": "a@b.example", "password": "x"},) * 6:
        assert not Shown(cast.stranger.post("/sign-in", form).content.decode()).bare
    token = full.by_route["join"][0]
    assert not Shown(
        cast.stranger.post(token, {"name": "", "email": "", "password": "x"}).content.decode()
    ).bare
