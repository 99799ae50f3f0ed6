"""What a file is, and what its columns are, is guessed where it is sure, and asked where it is not."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from tests.collect.files import counts, recorded, run, write

from touchline.collect.cells.numbers import Form
from touchline.collect.guess import Guess, guess, settle_file
from touchline.collect.guess.words import WORDS, lean, rank
from touchline.collect.importers import ImportError_
from touchline.collect.run import request_import
from touchline.workspace.models import BusinessSettings

pytestmark = pytest.mark.django_db

SHOPIFY = """\
Name,Email,Financial Status,Currency,Subtotal,Total,Created at,Lineitem quantity,Lineitem name,Billing Zip
#1001,a@x.com,paid,EUR,30.00,35.00,2025-10-07 09:50:20 +0200,1,Mug,'01234
#1001,a@x.com,,,,,2025-10-07 09:50:20 +0200,2,Bowl,
#1002,,,,,,,1,Lost,
#1003,b@x.com,paid,EUR,10.00,10.00,2025-10-09 09:50:20 +0200,1,Mug,'01234
#1003,,,,,,,1,Cup,
"""


def of(folder: Path, text: str, kind: str | None = None, **given: str) -> Guess:
    return guess(write(folder, text), kind, given)


def columns(found: Guess) -> dict[str, str]:
    return {one.role: one.column for one in found.columns if one.sure}


def test_orders_of_shopify_do_not_double(home: Path) -> None:
    found = of(home, SHOPIFY)
    assert (found.kind, found.system, found.questions) == ("orders", "orders of Shopify", ())
    assert found.options is not None
    assert found.options.lines == "continued"
    done = run(request_import("orders", found.path, {}))
    assert counts(done) == (4, 1, 0)
    rows = recorded("money, currency, epoch_us(time), properties")
    assert [row[0] for row in rows] == [3500, 0, 1000, 0]
    assert {row[1] for row in rows} == {"EUR"}
    assert rows[0][2] == rows[1][2]
    assert json.loads(rows[1][3])["Lineitem name"] == "Bowl"
    again = run(request_import("orders", found.path, {}))
    assert counts(again) == (0, 1, 4)


def test_the_refused_row_of_a_continued_order_is_kept_as_it_came(home: Path) -> None:
    done = run(request_import("orders", write(home, SHOPIFY), {}))
    assert "#1002,,,,,,,1,Lost," in done.refused_file().read_text()


@pytest.mark.parametrize(
    ("text", "kind", "roles", "words"),
    [
        (
            "Kundennummer;Bestelldatum;Bestellnummer;Gesamtbetrag;Währung\n17;31.12.2025;B1;1.234,56;EUR\n",
            "orders",
            {"person": "Kundennummer", "time": "Bestelldatum", "order": "Bestellnummer",
             "value": "Gesamtbetrag", "currency": "Währung"},
            {"dates": "day-first", "decimal": "comma", "delimiter": "semicolon"},
        ),
        (
            "Courriel\tHorodatage\tÉvénement\tCanal\nx@y.fr\t2025-01-31T10:00\tPage vue\tsite\n",
            "touches",
            {"person": "Courriel", "time": "Horodatage", "touchpoint": "Événement", "channel": "Canal"},
            {"delimiter": "tab"},
        ),
        (
            "Correo electrónico,Fecha y hora,Página\nx@y.es,31/01/2025 10:00,Inicio\n",
            "touches",
            {"person": "Correo electrónico", "time": "Fecha y hora", "touchpoint": "Página"},
            {"dates": "day-first"},
        ),
        (
            "ID клиента;Дата заказа;Номер заказа;Количество;Цена\n7;31.01.2025;1;2;1 234,50\n",
            "orders",
            {"person": "ID клиента", "time": "Дата заказа", "order": "Номер заказа", "quantity": "Количество",
             "price": "Цена"},
            {"dates": "day-first", "decimal": "comma"},
        ),
        (
            "CustomerID,InvoiceNo,InvoiceDate,Quantity,UnitPrice,Country\n1,2,12/1/2010 8:26,6,2.55,UK\n"
            "1,2,12/13/2010 8:26,6,2.55,UK\n",
            "orders",
            {"person": "CustomerID", "order": "InvoiceNo", "time": "InvoiceDate", "quantity": "Quantity",
             "price": "UnitPrice"},
            {"dates": "month-first"},
        ),
        ("id|name|referred by\n1|Ann|\n2|Bob|1\n", "people",
         {"person": "id", "name": "name", "brought_by": "referred by"}, {}),
        ("Contact,Was?\nx@y.de,5\n", "people", {"person": "Contact"}, {}),
        ("x,y,z\nann@x.de,2025-01-01T10:00Z,hello\n", "touches", {"person": "x", "time": "y"}, {}),
    ],
)  # fmt: skip
def test_headers_in_several_languages(
    home: Path, text: str, kind: str, roles: dict[str, str], words: dict[str, str]
) -> None:
    found = of(home, text)
    assert (found.kind, columns(found)) == (kind, roles)
    assert words.items() <= found.given.items()


@pytest.mark.parametrize(
    ("header", "row", "system", "zone"),
    [
        ("user_pseudo_id,event_timestamp,event_name", "1.2,1735689600000000,page_view",
         "events of Google Analytics 4", None),
        ("id,Created (UTC),Amount,Currency,Status,Customer Email",
         "ch_1,2025-01-01 10:00,10.00,eur,Paid,a@x.de", "payments of Stripe", "UTC"),
        ("Order Number,Order Status,Order Date,Email (Billing),Order Total Amount",
         "7,done,2025-01-01 10:00,a@x.de,9.50", "orders of WooCommerce", None),
        ("id,number,date_created_gmt,order_key,total,currency,billing.email",
         "7,7,2025-01-01T10:00:00,k,9.50,EUR,a@x.de", "orders of WooCommerce", "UTC"),
        ("Email Address,First Name,MEMBER_RATING,OPTIN_TIME", "a@x.de,Ann,2,2025-01-01 10:00",
         "contacts of Mailchimp", None),
        ("Email,Action,Timestamp", "a@x.de,open,2025-01-01 10:00", "activity of Mailchimp", None),
        ("idVisit,visitorId,serverTimestamp,url", "1,ab12,1735689600,/home", "visits of Matomo", "UTC"),
    ],
)  # fmt: skip
def test_known_systems(home: Path, header: str, row: str, system: str, zone: str | None) -> None:
    found = of(home, f"{header}\n{row}\n")
    assert (found.system, found.questions) == (system, ())
    assert found.given.get("time_zone") == zone


def test_what_is_not_sure_is_asked(home: Path) -> None:
    found = of(home, "who,start,end,what\nann,2025-01-01,2025-01-02,page\n")
    assert found.questions == ("The time may be 'start' or 'end'. Say which: --time COLUMN.",)
    assert found.options is None
    with pytest.raises(ImportError_, match="may be 'start' or 'end'"):
        settle_file("touches", found.path, {})
    assert settle_file("touches", found.path, {"time": "end"}).columns["time"] == 2
    [question] = of(home, "who,time,thing\nann,2025-01-01,page\n").questions
    assert question == (
        "Say which column is the touchpoint: --touchpoint COLUMN, or --touchpoint-name NAME where all met "
        "the same. There are: who, time, thing."
    )
    [question] = of(home, "who,when,order,qty\nann,2025-01-01,1,1\n", "orders").questions
    assert "--value COLUMN, or --quantity COLUMN and --price COLUMN" in question


def test_who_maps_by_hand_means_what_they_leave_out(home: Path) -> None:
    text = "who,time,page,channel,value\nann,2025-01-01,x,site,5\n"
    assert set(columns(of(home, text))) == {"person", "time", "touchpoint", "channel", "value"}
    by_hand = of(home, text, "touches", person="who", time="time", touchpoint="page")
    assert set(columns(by_hand)) == {"person", "time", "touchpoint"}


def test_a_name_for_all_rows_stands_for_the_column_of_touchpoints(home: Path) -> None:
    text = "mql_id,first_contact_date,landing_page_id,origin\na1,2025-01-01,x,paid_search\n"
    assert "or --touchpoint-name NAME where all met the same" in of(home, text).questions[0]
    found = of(home, text, "touches", touchpoint_name="Contact form")
    assert found.questions == ()
    assert columns(found) == {"person": "mql_id", "time": "first_contact_date", "channel": "origin"}
    assert "--touchpoint-name 'Contact form'" in found.command()
    assert settle_file("touches", found.path, {"touchpoint_name": "Call"}).touchpoint_name == "Call"


def test_an_address_is_the_person_when_enough_rows_have_one(home: Path) -> None:
    full = "customer id,email,time,page\n" + "".join(f"{n},p{n}@x.de,2025-01-01,x\n" for n in range(9))
    assert columns(of(home, full))["person"] == "email"
    assert columns(of(home, full.replace("@x.de", "").replace("p1,", "p1@x.de,")))["person"] == "customer id"


def test_totals_on_every_row_of_an_order_are_asked_about(home: Path) -> None:
    rows = "".join(
        f"{order},a@x.de,2025-01-01,{order}9.00,item {row}\n" for order in range(1, 4) for row in range(2)
    )
    path = write(home, "order id,email,date,order total,item\n" + rows)
    with pytest.raises(ImportError_, match=r"--lines repeated .* or --lines apart"):
        request_import("orders", path, {})
    assert settle_file("orders", path, {"lines": "apart"}).lines == "apart"
    done = run(request_import("orders", path, {"lines": "repeated"}))
    assert counts(done) == (6, 0, 0)
    assert sum(row[0] for row in recorded("money")) == 1900 + 2900 + 3900


def test_the_sign_at_the_money_says_the_currency(home: Path) -> None:
    BusinessSettings.objects.create(currency="CAD")
    found = of(home, "email,date,order,total\na@x.de,2025-01-01,1,€ 12.50\n")
    assert found.options is not None
    assert (found.options.currency, found.options.numbers) == ("EUR", {"value": Form("point", ("€",))})
    assert of(home, "email,date,order,total\na@x.de,2025-01-01,1,$12.50\n").given["currency"] == "CAD"
    [asked] = of(home, "email,date,order,total\na@x.de,2025-01-01,1,¥1200\n").questions
    assert "may be JPY, CNY" in asked
    both = "email,date,order,total,currency\na@x.de,2025-01-01,1,€12.50,EUR\na@x.de,2025-01-01,2,$13.00,USD\n"
    path = write(home, both)
    assert counts(run(request_import("orders", path, {}))) == (2, 0, 0)
    assert recorded("money, currency") == [(1250, "EUR"), (1300, "USD")]


def test_amounts_of_each_column_have_their_own_form(home: Path) -> None:
    text = "email;date;order;qty;unit price\na@x.de;2025-01-01;1;1.5;2,50\n"
    found = of(home, text)
    assert found.options is not None
    assert found.options.numbers == {"quantity": Form("point"), "price": Form("comma")}
    assert counts(run(request_import("orders", found.path, found.options))) == (1, 0, 0)
    assert recorded("money") == [(375,)]


def test_the_command_it_shows_does_the_same(home: Path) -> None:
    found = of(
        home,
        "Kunden-Nr;Datum;Seite;Wert\n1;03.04.2025;Start;1.234\n",
        "touches",
        dates="day-first",
        decimal="comma",
    )
    words = shlex.split(found.command())
    assert words[:3] == ["touchline", "import", "touches"]
    given = {name[2:].replace("-", "_"): value for name, value in zip(words[4::2], words[5::2], strict=True)}
    again = guess(Path(words[3]), "touches", given)
    assert again.options is not None
    assert found.options is not None
    assert again.options.to_dict() | {"said": ()} == found.options.to_dict() | {"said": ()}
    assert again.command() == found.command()
    json.dumps(found.to_dict())


def test_an_import_keeps_how_it_is_read(home: Path) -> None:
    path = write(home, "кто;когда;страница\nиван;31.12.2025;дом\n".encode("cp1251"))
    asked = request_import("touches", path, {"person": "кто", "time": "когда"})
    assert asked.options["reading"]["encoding"] == "cp1251"
    assert asked.options["dates"] == "day-first"
    assert counts(run(asked)) == (1, 0, 0)
    assert recorded("name") == [("дом",)]


def test_words_are_lean_and_of_one_kind() -> None:
    assert lean("E-Mail-Adresse") == "e mail adresse"
    assert lean("visitorId") == "visitor id"
    assert lean("Événement créé") == "evenement cree"
    for role, words in WORDS.items():
        for word in words:
            assert lean(word) == word, word
        assert rank(role, words[0]) == 1
    assert rank("time", "Created (UTC)") > 0.5
    assert rank("time", "the time it took") == 0.4
    assert rank("time", "sometimes") == 0


@pytest.mark.parametrize(
    ("header", "cell"),
    [("ts", "1735689600000"), ("ts", "1735689600"), ("am", "2025-01-02"), ("am", "13.01.2025")],
)
def test_times_are_seen_without_a_clock_and_under_short_names(home: Path, header: str, cell: str) -> None:
    found = of(home, f"user,{header},event\nu1,{cell},Demo\nu2,{cell},Call\n")
    assert (found.kind, found.questions) == ("touches", ())
    assert columns(found)["time"] == header
    assert counts(run(request_import("touches", found.path, {}))) == (2, 0, 0)


@pytest.mark.parametrize("header", ["Geburtsdatum", "birthday", "Date of birth"])
def test_dates_of_birth_make_no_touches(home: Path, header: str) -> None:
    found = of(home, f"email,{header}\na@x.de,1990-01-13\nb@x.de,1991-02-14\n")
    assert (found.kind, columns(found)) == ("people", {"person": "email"})


@pytest.mark.parametrize(
    "header", ["Bestellnr", "Bestell-Nr.", "Order no", "OrderNo", "Auftrags-Nr", "RechnungsNr"]
)
def test_short_names_of_order_ids(home: Path, header: str) -> None:
    found = of(home, f"email,datum,{header},betrag\na@x.de,2025-01-13,b1,5\nb@x.de,2025-01-14,b2,6\n")
    assert found.kind == "orders"
    assert columns(found)["order"] == header
