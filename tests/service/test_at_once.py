"""What several do at once on PostgreSQL, where a transaction does not wait for all others as on SQLite."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, connections, transaction
from tests import stores

from touchline.people import identities
from touchline.service.chores import Chores
from touchline.touchpoints.discover import Discoverer
from touchline.touchpoints.models import Touchpoint
from touchline.touchpoints.place import PlaceError
from touchline.touchpoints.rename import rename
from touchline.workspace import rates
from touchline.workspace.audit import record
from touchline.workspace.business import save_business
from touchline.workspace.models import AuditEntry, Rate

stores.only_on_postgresql()
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*work: Callable[[], object]) -> None:
    """Do everything in threads of their own, each with a connection of its own."""
    wrong: list[BaseException] = []

    def do(one: Callable[[], object]) -> None:
        try:
            one()
        except BaseException as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_change_with_a_lower_number_that_appears_later_is_seen(home: Path) -> None:
    chores = Chores()
    while chores.next():
        pass
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            record(None, "placed", "slow", None, {})
            begun.set()
            assert go_on.wait(30)

    def fast() -> None:
        assert begun.wait(30)
        record(None, "placed", "fast", None, {})
        assert chores.next()
        assert not chores.next()
        go_on.set()

    at_once(slow, fast)
    slower, faster = AuditEntry.objects.order_by("pk")
    assert (slower.what, faster.what) == ("slow", "fast")
    assert chores.next()
    assert not chores.next()


def test_settings_saved_at_once_each_know_what_was_before() -> None:
    def save(number: int) -> Callable[[], object]:
        return lambda: save_business(None, name=f"Shop {number}", zone="UTC", currency="EUR", silence_days=90)

    at_once(*[save(number) for number in range(8)])
    entries = list(AuditEntry.objects.order_by("pk"))
    assert len(entries) == 8
    for before, after in itertools.pairwise(entries):
        assert after.before == before.after


def test_ids_numbered_at_once_have_one_number_each() -> None:
    ids = [f"p{n}" for n in range(3_000)]
    found: list[list[int]] = []
    at_once(*[lambda: found.append(identities.numbers(ids).tolist())] * 4)
    assert len(found) == 4
    assert all(one == found[0] for one in found)
    assert len(set(found[0])) == len(ids)


def test_text_stays_searchable_by_its_beginning_without_statistics() -> None:
    identities.numbers([f"p{n:05d}" for n in range(20_000)])
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN SELECT number FROM people_identity WHERE value >= 'p000' AND value < 'p001' "
            "ORDER BY value LIMIT 10"
        )
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "Index" in plan, plan


def test_two_who_give_one_name_take_turns() -> None:
    first, second = (Touchpoint.objects.create(name=name) for name in ("A", "B"))
    refused: list[str] = []

    def name(one: Touchpoint) -> None:
        try:
            rename(one, "C", member=None)
        except PlaceError as error:
            refused.append(str(error))

    at_once(lambda: name(first), lambda: name(second), lambda: Discoverer()(["C"]))
    assert Touchpoint.objects.filter(name="C").count() == 1
    assert len(refused) >= 1


def test_the_newest_rate_is_that_of_the_last_who_set_it() -> None:
    day = ("USD", date(2026, 1, 2))
    at_once(*(lambda rate=rate: rates.save(None, {day: rate}) for rate in ("0.8", "0.9", "1.1")))
    kept = list(Rate.objects.order_by("pk").values_list("rate", "entry__before", "entry__after"))
    assert len(kept) == 3
    for (rate, *_), (_rate, before, _after) in itertools.pairwise(kept):
        assert rate in str(before)
