"""Currencies of ISO 4217 and how many digits their minor unit has."""

from __future__ import annotations

from types import MappingProxyType

_IN_USE = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN
    BZD CAD CDF CHF CLP CNY COP CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL
    GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF
    KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR
    MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG
    SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD
    UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ZWL
"""
CODES = frozenset(_IN_USE.split())
"""Currencies in use, and a few that left lately and still stand in records."""

_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
EXCEPTIONS = MappingProxyType(dict.fromkeys(_NONE.split(), 0) | dict.fromkeys(_THREE.split(), 3))
"""Currencies whose minor unit has another number of digits than two."""


def digits(code: str) -> int:
    """How many digits stand behind the decimal point: JPY 0, EUR 2, KWD 3."""
    return EXCEPTIONS.get(code, 2)


def known(code: str | None) -> bool:
    """Whether this is a currency, in capital letters."""
    return code in CODES


def in_words(minor: int, code: str) -> str:
    """An amount for a line of text: ``EUR 1,234.56``."""
    places = digits(code)
    whole, rest = divmod(abs(minor), 10**places)
    tail = f".{rest:0{places}d}" if places else ""
    return f"{code} {'−' if minor < 0 else ''}{whole:,}{tail}"
