"""The inbox in its large form: three tables of the operations store.

Whoever adds takes turns, so that numbers become visible in their order: the intake never passes a row
that comes to light late.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from django.db import OperationalError, close_old_connections, connection, transaction
from django.db.models import Count, Min, Sum

from touchline.collect.inbox.row import Change, Coming, Refused, Row, Standing
from touchline.collect.models import InboxName, InboxRow, RefusedMessage, SeenMessage
from touchline.workspace import database

ROWS = 5_000
FEW = 5_000
"""Rows that may wait while their table is written anew: whoever adds waits for it."""
TURN = 7_203_118_846
"""The advisory lock of those who add."""


class PostgresInbox:
    """The inbox in the operations store."""

    @property
    def name(self) -> str:
        """Its own name; given when it is first asked for."""
        return InboxName.objects.get_or_create(pk=1, defaults={"name": secrets.token_hex(8)})[0].name

    def number_behind(self, last: int) -> None:
        """Let the next row have a number above ``last``. Only for an inbox in which no row ever was."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'number'), %s, false)",
                [InboxRow._meta.db_table, last + 1],
            )

    def add(self, rows: Sequence[Coming]) -> None:
        """Keep rows in one commit. A connection that broke is opened anew for the next one."""
        close_old_connections()
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
                cursor.execute("SET LOCAL synchronous_commit = on")
                cursor.execute(
                    f"INSERT INTO {InboxRow._meta.db_table} (received, count, body) "
                    "SELECT * FROM unnest(%s::bigint[], %s::int[], %s::bytea[])",
                    [
                        [one.received for one in rows],
                        [one.count for one in rows],
                        [one.body for one in rows],
                    ],
                )
        except OperationalError as error:
            raise OSError(f"The inbox cannot be written: {error}.") from error

    def take(self, after: int, messages: int) -> list[Row]:
        """The rows behind ``after``."""
        found: list[Row] = []
        total = 0
        rows = InboxRow.objects.filter(number__gt=after).order_by("number")[:messages]
        for received, count, body, number in rows.values_list("received", "count", "body", "number"):
            if found and total + count > messages:
                break
            found.append(Row(received, count, bytes(body), number))
            total += count
        return found

    def drop(self, upto: int, most: int) -> int:
        """Remove at most ``most`` rows up to a number."""
        rows = (
            InboxRow.objects.filter(number__lte=upto).order_by("number").values_list("pk", flat=True)[:most]
        )
        return InboxRow.objects.filter(pk__in=list(rows)).delete()[0]

    def refuse(self, refused: Iterable[Refused]) -> None:
        """Keep refused messages."""
        rows = [(one.number, one.place, one.received, one.reason, one.body) for one in refused]
        query = (
            f"INSERT INTO {RefusedMessage._meta.db_table} (row, place, received, reason, body) SELECT * FROM "
            "unnest(%s::bigint[], %s::int[], %s::bigint[], %s::text[], %s::text[]) ON CONFLICT DO NOTHING"
        )
        for start in range(0, len(rows), ROWS):
            with connection.cursor() as cursor:
                cursor.execute(
                    query, [list(column) for column in zip(*rows[start : start + ROWS], strict=True)]
                )

    def refused(self, most: int, reason: str = "") -> list[Refused]:
        """The newest refused messages."""
        rows = RefusedMessage.objects.order_by("-row", "-place")
        rows = rows.filter(reason=reason) if reason else rows
        return [Refused(one.row, one.place, one.received, one.reason, one.body) for one in rows[:most]]

    def refused_in(self, numbers: Sequence[int]) -> set[tuple[int, int]]:
        """Row and place of the refused messages of some rows."""
        if not numbers:
            return set()
        rows = RefusedMessage.objects.filter(row__range=(min(numbers), max(numbers)))
        return set(rows.values_list("row", "place"))

    def erase(self, change: Change) -> int:
        """Change what rows and refused messages say."""
        changed = 0
        for row in InboxRow.objects.order_by("pk").iterator(500):
            new = change(bytes(row.body).decode())
            if new is not None:
                changed += InboxRow.objects.filter(pk=row.pk).update(body=new.encode())
        for one in RefusedMessage.objects.order_by("pk").iterator(500):
            said = change(one.body)
            if said is not None:
                changed += RefusedMessage.objects.filter(pk=one.pk).update(body=said)
        return changed

    def seen(self, keys: Sequence[bytes]) -> set[bytes]:
        """Those of some keys that were seen before."""
        if not keys:
            return set()
        with connection.cursor() as cursor:
            query = f"SELECT key FROM {SeenMessage._meta.db_table} WHERE key = ANY(%s::bytea[])"
            cursor.execute(query, [list(keys)])
            return {bytes(key) for (key,) in cursor.fetchall()}

    def see(self, keys: Sequence[bytes], at: int) -> None:
        """Remember keys of accepted messages."""
        rows = [SeenMessage(key=key, at=at) for key in keys]
        SeenMessage.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5_000)

    def all_seen(self) -> Iterator[tuple[list[bytes], int]]:
        """Every key, in pieces seen at one time."""
        rows = SeenMessage.objects.order_by("at").values_list("at", "key").iterator(10_000)
        for at, listed in groupby(rows, itemgetter(0)):
            yield [bytes(key) for _at, key in listed], at

    def forget_seen(self, before: int, most: int) -> int:
        """Forget at most ``most`` keys seen before a time."""
        rows = list(SeenMessage.objects.filter(at__lt=before).values_list("pk", flat=True)[:most])
        return SeenMessage.objects.filter(pk__in=rows).delete()[0]

    def standing(self) -> Standing:
        """How it stands."""
        said = InboxRow.objects.aggregate(waiting=Sum("count"), oldest=Min("received"))
        rows = RefusedMessage.objects.values_list("reason").annotate(n=Count("pk")).order_by("-n", "reason")
        return Standing(said["waiting"] or 0, said["oldest"], dict(rows))

    def empty(self) -> bool:
        """Whether nothing waits."""
        return not InboxRow.objects.exists()

    def sweep(self, needles: Sequence[bytes] | None) -> None:
        """Without needles, write the table of what waits anew; an erasure sweeps all tables at its end.

        Where much waits, the room of removed rows is given free, for the next ones to be written over it.
        """
        if needles is None or needles:
            return
        table = InboxRow._meta.db_table
        if InboxRow.objects.count() <= FEW:
            database.sweep((), [table])
        else:
            with connection.cursor() as cursor:
                cursor.execute(f"VACUUM {table}")

    def close(self) -> None:
        """The connection is that of the thread, and others of it go on using it."""
