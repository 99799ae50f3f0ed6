"""Words of headers by what they stand for, in English, German, French, Spanish and Russian.

The earlier a word stands, the plainer it is. Words are small letters without accents, parted by spaces.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORDS: dict[str, tuple[str, ...]] = {
    "person": (
        "person", "person id", "customer id", "client id", "user id", "contact id", "member id",
        "visitor id", "kunden id", "kundennummer", "kunden nr", "kundennr", "id client", "numero client",
        "id cliente", "numero de cliente", "id клиента", "код клиента", "номер клиента", "email", "e mail",
        "email address", "e mail address", "customer email", "billing email", "email billing",
        "e mail adresse", "mail", "adresse e mail", "adresse email", "courriel", "correo",
        "correo electronico", "почта", "электронная почта", "email клиента", "customer", "client", "user",
        "visitor", "contact", "member", "lead id", "mql id", "who", "kunde", "nutzer", "besucher",
        "utilisateur", "cliente", "usuario", "клиент", "покупатель", "пользователь", "household id",
        "household key", "user pseudo id", "anonymous id", "distinct id",
    ),
    "time": (
        "time", "timestamp", "datetime", "date time", "date and time", "event time", "event timestamp",
        "occurred at", "when", "created at", "order date", "date created", "created", "created on", "date",
        "day", "zeitpunkt", "zeitstempel", "datum und uhrzeit", "datum uhrzeit", "bestelldatum", "datum",
        "zeit", "erstellt am", "tag", "horodatage", "date heure", "date et heure", "date de commande",
        "date de creation", "jour", "fecha y hora", "fecha hora", "fecha de pedido", "fecha del pedido",
        "fecha", "дата и время", "дата время", "дата заказа", "дата", "время", "invoice date",
        "purchase date", "transaction date", "sent at", "server time", "paid at", "ts", "event ts", "epoch",
        "epoch ms", "unix time", "wann",
    ),
    "touchpoint": (
        "touchpoint", "touch", "event", "event name", "event type", "activity", "action", "interaction",
        "ereignis", "kontaktpunkt", "aktion", "aktivitat", "evenement", "point de contact", "evento",
        "punto de contacto", "accion", "actividad", "событие", "точка контакта", "действие", "page",
        "page title", "page name", "page url", "page path", "url", "path", "seite", "seitentitel",
        "titre de la page", "pagina", "страница", "what", "campaign", "subject", "type",
    ),
    "channel": (
        "channel", "kanal", "canal", "канал", "medium", "utm medium", "source medium", "source", "utm source",
        "quelle", "fuente", "источник", "platform", "where", "origin",
    ),
    "order": (
        "order id", "order number", "order no", "order name", "order nr", "order ref", "order reference",
        "order", "invoice no", "invoice number", "invoice id", "invoice", "receipt", "receipt number",
        "transaction id", "basket id", "bestellnummer", "bestell nr", "bestellung", "auftragsnummer",
        "auftrag", "rechnungsnummer", "belegnummer", "numero de commande", "n de commande", "no commande",
        "commande", "id commande", "facture", "numero de pedido", "n de pedido", "pedido", "id pedido",
        "factura", "номер заказа", "заказ", "id заказа", "чек", "номер чека", "orderid", "orderno", "ordernr",
        "order num", "bestellnr", "bestell id", "bestellid", "auftragsnr", "auftrags nr", "rechnungsnr",
        "rechnungs nr", "invoice nr", "belegnr", "beleg nr",
    ),
    "value": (
        "value", "revenue", "total", "order total", "total amount", "order total amount", "amount",
        "total price", "grand total", "net amount", "sales", "sales value", "line total", "gesamtbetrag",
        "betrag", "summe", "umsatz", "gesamtsumme", "gesamt", "bestellwert", "montant total", "montant",
        "total ttc", "chiffre d affaires", "importe total", "importe", "monto", "total pedido", "ingresos",
        "сумма", "сумма заказа", "итого", "выручка", "стоимость", "money", "price paid",
    ),
    "quantity": (
        "quantity", "qty", "units", "lineitem quantity", "item quantity", "menge", "anzahl", "stuckzahl",
        "quantite", "qte", "cantidad", "unidades", "количество", "кол во",
    ),
    "price": (
        "unit price", "price", "item price", "lineitem price", "item cost", "einzelpreis", "stuckpreis",
        "preis", "prix unitaire", "prix", "precio unitario", "precio", "цена", "цена за единицу",
    ),
    "currency": (
        "currency", "currency code", "wahrung", "waehrung", "devise", "monnaie", "moneda", "divisa", "валюта",
    ),
    "event_id": (
        "event id", "message id", "messageid", "insert id", "ereignis id", "id evenement", "id evento",
        "id события", "uuid",
    ),
    "campaign": (
        "utm campaign", "campaign", "campaign name", "kampagne", "campagne", "campana", "кампания",
        "название кампании",
    ),
    "campaign_source": ("utm source", "campaign source"),
    "campaign_medium": ("utm medium", "campaign medium"),
    "name": (
        "name", "full name", "customer name", "contact name", "display name", "kundenname", "nom complet",
        "nom", "nombre completo", "nombre", "фио", "имя", "имя клиента",
    ),
    "other_id": (
        "anonymous id", "user id", "user pseudo id", "distinct id", "device id", "cookie id", "visitor id",
        "browser id", "other id",
    ),
    "brought_by": (
        "brought by", "referred by", "recruiter id", "referrer id", "referrer", "invited by", "recruiter",
        "recommended by", "empfohlen von", "geworben von", "werber", "parrain", "parraine par",
        "recommande par", "recomendado por", "referido por", "invitado por", "пригласил", "рекомендовал",
        "кто привел",
    ),
}  # fmt: skip
TOTALS = frozenset(
    (
        "order total", "order total amount", "total", "grand total", "gesamtbetrag", "gesamtsumme", "gesamt",
        "bestellwert", "montant total", "total ttc", "importe total", "total pedido", "итого", "сумма заказа",
    )
)  # fmt: skip
"""Words of money that is a whole order's, not a line's."""
OF_BIRTH = frozenset(
    ("birth", "birthday", "birthdate", "dob", "born", "geburtstag", "geburtsdatum", "geboren", "naissance",
     "anniversaire", "nacimiento", "cumpleanos", "рождения", "рождение")
)  # fmt: skip
"""Words of dates at which nobody met the business."""
IN_UTC = frozenset({"utc", "gmt"})


@lru_cache(maxsize=1 << 14)
def lean(header: str) -> str:
    """A header as these words are written: ``E-Mail-Adresse`` and ``visitorId`` as two and three words."""
    apart = re.sub(r"(?<=[a-zа-яё0-9])(?=[A-ZА-ЯЁ])", " ", header)
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", apart.casefold()) if not _is_accent(letter)
    )
    return " ".join(re.sub(r"[^\w]|_", " ", unicodedata.normalize("NFC", plain)).split())


@lru_cache(maxsize=1 << 17)
def rank(role: str, header: str) -> float:
    """How plainly a header says what stands in its column: 1 the plainest word, 0 none at all.

    Below 0.5 it only contains such a word.
    """
    words, found = WORDS[role], lean(header)
    kept = " ".join(word for word in found.split() if word not in IN_UTC) or found
    for one in (found, kept):
        if one in words:
            return 1 - 0.4 * words.index(one) / len(words)
    inside = [word for word in words if len(word) > 2 and f" {word} " in f" {kept} "]
    return 0.4 if inside else 0.0


def of_birth(header: str) -> bool:
    """Whether a column holds dates of birth by its name."""
    return not OF_BIRTH.isdisjoint(lean(header).split())


def _is_accent(letter: str) -> bool:
    return unicodedata.combining(letter) > 0 and letter != "\u0306"
