"""Both stores agree on what text is the same, on its order, and on what a search finds."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import stores

from touchline.people import identities
from touchline.people.models import Identity
from touchline.touchpoints.models import Touchpoint

pytestmark = pytest.mark.django_db
WORDS = ["b", "a", "B", "A", "á", "Á", "ä", "a b", "a-b", "ab", "a_b", "Z", "z", "é", "e\u0301", "ß", "ss"]
WORDS += ["😀", "\uffff", "İ"]
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=8)


def test_order_is_that_of_bytes() -> None:
    Touchpoint.objects.bulk_create([Touchpoint(name=name) for name in WORDS])
    expected = sorted(WORDS, key=str.encode)
    assert list(Touchpoint.objects.order_by("name").values_list("name", flat=True)) == expected


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXT, min_size=1, max_size=12), TEXT)
def test_what_is_the_same_and_what_lies_between(db: None, ids: list[str], low: str) -> None:
    numbers = identities.numbers(ids).tolist()
    assert len(set(numbers)) == len(set(ids))
    assert identities.known(ids) == dict(zip(ids, numbers, strict=True))
    found = set(Identity.objects.filter(number__in=numbers, value__gte=low).values_list("value", flat=True))
    assert found == {one for one in ids if one.encode() >= low.encode()}


@pytest.mark.parametrize(
    ("lookup", "text", "found"),
    [
        ("iexact", "A", ["A", "a"]),
        ("iexact", "Á", ["Á"]),
        ("istartswith", "A", ["A", "a", "a b", "a-b", "a_b", "ab"]),
        ("icontains", "_", ["a_b"]),
        ("icontains", "B", ["B", "a b", "a-b", "a_b", "ab", "b"]),
        ("startswith", "a", ["a", "a b", "a-b", "a_b", "ab"]),
        ("exact", "e\u0301", ["e\u0301"]),
    ],
)
def test_lookups(lookup: str, text: str, found: list[str]) -> None:
    Touchpoint.objects.bulk_create([Touchpoint(name=name) for name in WORDS])
    names = Touchpoint.objects.filter(**{f"name__{lookup}": text}).order_by("name")
    if lookup == "startswith" and connection.vendor == "sqlite":
        found = sorted([*found, "A"])  # SQLite's LIKE minds no case
    assert list(names.values_list("name", flat=True)) == found


@stores.on_postgresql
def test_the_database_itself_would_order_otherwise() -> None:
    with connection.cursor() as cursor:
        if stores.cluster().icu:
            cursor.execute("SELECT 'a' < 'B'")
            assert cursor.fetchone() == (True,)
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND data_type IN ('text', 'character varying') AND collation_name IS DISTINCT FROM 'C'"
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE '%%_like'")
        assert cursor.fetchall() == []
