"""The inbox in its small form: two SQLite files beside the operations store.

Files of their own, so that neither purges nor imports make a message wait, and so that the large set of ids
does not slow the inbox. Plain SQLite instead of Django: a commit is one statement and one sync.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from touchline.collect.inbox.row import INBOX, SEEN, Change, Coming, Refused, Row, Standing
from touchline.workspace.database import StillRead

PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
)
TABLES = """
    CREATE TABLE IF NOT EXISTS inbox (
        number INTEGER PRIMARY KEY AUTOINCREMENT, received INTEGER NOT NULL, count INTEGER NOT NULL,
        body BLOB NOT NULL
    );
    CREATE TABLE IF NOT EXISTS refused (
        number INTEGER NOT NULL, place INTEGER NOT NULL, received INTEGER NOT NULL, reason TEXT NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (number, place)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS about (name TEXT NOT NULL);
"""
SEEN_TABLES = """
    CREATE TABLE IF NOT EXISTS seen (key BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS seen_at ON seen (at);
"""
ROWS = 10_000
PATIENCE = 30.0


class SqliteInbox:
    """The inbox in a folder. Every method raises ``OSError`` when the files cannot be used."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._inbox = _open(home / INBOX, TABLES)
        self._seen = _open(home / SEEN, SEEN_TABLES)
        self._name = ""

    @property
    def name(self) -> str:
        """Its own name; given when it is first asked for."""
        if not self._name:
            with self._writing(self._inbox) as base:
                base.execute(
                    "INSERT INTO about SELECT ? WHERE NOT EXISTS (SELECT 1 FROM about)",
                    [secrets.token_hex(8)],
                )
            ((self._name,),) = self._ask("SELECT name FROM about")
        return self._name

    @property
    def last(self) -> int:
        """The highest number it has given, or has kept a refused message of; 0 when there is none."""
        given = "SELECT seq AS number FROM sqlite_sequence WHERE name = 'inbox'"
        query = f"SELECT coalesce(max(number), 0) FROM ({given} UNION ALL SELECT number FROM refused)"
        return int(self._ask(query)[0][0])

    def add(self, rows: Sequence[Coming]) -> None:
        """Keep rows in one commit."""
        with self._writing(self._inbox) as base:
            base.executemany(
                "INSERT INTO inbox (received, count, body) VALUES (?, ?, ?)",
                [(one.received, one.count, one.body) for one in rows],
            )

    def take(self, after: int, messages: int) -> list[Row]:
        """The rows behind ``after``."""
        found: list[Row] = []
        total = 0
        query = "SELECT received, count, body, number FROM inbox WHERE number > ? ORDER BY number LIMIT ?"
        for row in self._inbox.execute(query, [after, messages]):
            if found and total + row[1] > messages:
                break
            found.append(Row(*row))
            total += row[1]
        return found

    def drop(self, upto: int, most: int) -> int:
        """Remove at most ``most`` rows up to a number."""
        oldest = "SELECT number FROM inbox WHERE number <= ? ORDER BY number LIMIT ?"
        query = f"DELETE FROM inbox WHERE number IN ({oldest})"
        with self._writing(self._inbox) as base:
            return int(base.execute(query, [upto, most]).rowcount)

    def refuse(self, refused: Iterable[Refused]) -> None:
        """Keep refused messages."""
        rows = [(one.number, one.place, one.received, one.reason, one.body) for one in refused]
        if rows:
            with self._writing(self._inbox) as base:
                base.executemany("INSERT OR IGNORE INTO refused VALUES (?, ?, ?, ?, ?)", rows)

    def refused(self, most: int, reason: str = "") -> list[Refused]:
        """The newest refused messages."""
        query = "SELECT number, place, received, reason, body FROM refused WHERE ? IN ('', reason) "
        rows = self._ask(query + "ORDER BY number DESC, place DESC LIMIT ?", [reason, most])
        return [Refused(*row) for row in rows]

    def refused_in(self, numbers: Sequence[int]) -> set[tuple[int, int]]:
        """Row and place of the refused messages of some rows."""
        if not numbers:
            return set()
        query = "SELECT number, place FROM refused WHERE number BETWEEN ? AND ?"
        return {(row[0], row[1]) for row in self._ask(query, [min(numbers), max(numbers)])}

    def erase(self, change: Change) -> int:
        """Change what rows and refused messages say."""
        changed = 0
        for table, key in (("inbox", "number"), ("refused", "number, place")):
            last: tuple[int, ...] = (-1,) * (key.count(",") + 1)
            marks = ", ".join("?" * len(last))
            query = f"SELECT body, {key} FROM {table} WHERE ({key}) > ({marks}) ORDER BY {key} LIMIT 500"
            while rows := self._ask(query, last):
                last = tuple(rows[-1][1:])
                for body, *place in rows:
                    new = change(body.decode() if isinstance(body, bytes) else body)
                    if new is not None:
                        kept: str | bytes = new.encode() if isinstance(body, bytes) else new
                        with self._writing(self._inbox) as base:
                            base.execute(
                                f"UPDATE {table} SET body = ? WHERE ({key}) = ({marks})", [kept, *place]
                            )
                        changed += 1
        return changed

    def seen(self, keys: Sequence[bytes]) -> set[bytes]:
        """Those of some keys that were seen before."""
        found: set[bytes] = set()
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            query = f"SELECT key FROM seen WHERE key IN ({', '.join('?' * len(part))})"
            found.update(row[0] for row in self._seen.execute(query, part))
        return found

    def see(self, keys: Sequence[bytes], at: int) -> None:
        """Remember keys of accepted messages."""
        for start in range(0, len(keys), ROWS):
            with self._writing(self._seen) as base:
                rows = [(key, at) for key in keys[start : start + ROWS]]
                base.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", rows)

    def all_seen(self) -> Iterator[tuple[list[bytes], int]]:
        """Every key, in pieces seen at one time."""
        rows = self._seen.execute("SELECT at, key FROM seen ORDER BY at")
        for at, listed in groupby(rows, itemgetter(0)):
            yield [key for _at, key in listed], at

    def forget_seen(self, before: int, most: int) -> int:
        """Forget at most ``most`` keys seen before a time."""
        query = "DELETE FROM seen WHERE key IN (SELECT key FROM seen WHERE at < ? LIMIT ?)"
        with self._writing(self._seen) as base:
            return int(base.execute(query, [before, most]).rowcount)

    def standing(self) -> Standing:
        """How it stands."""
        ((waiting, oldest),) = self._ask("SELECT coalesce(sum(count), 0), min(received) FROM inbox")
        reasons = self._ask("SELECT reason, count(*) FROM refused GROUP BY reason ORDER BY 2 DESC, 1")
        return Standing(int(waiting), oldest, {str(reason): int(count) for reason, count in reasons})

    def empty(self) -> bool:
        """Whether nothing waits."""
        return not self._ask("SELECT 1 FROM inbox LIMIT 1")

    def sweep(self, needles: Sequence[bytes] | None) -> None:
        """Write the inbox's file anew, and empty its log: it is small. Ids of messages are hashes."""
        if needles is None or needles:
            self._inbox.execute("VACUUM")
        until = time.monotonic() + PATIENCE
        while self._ask("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]:
            if time.monotonic() > until:
                raise StillRead("Somebody reads an older state of the inbox. It is tried again.")
            time.sleep(0.05)

    def close(self) -> None:
        """Close both files."""
        self._inbox.close()
        self._seen.close()

    def _ask(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        return self._inbox.execute(query, values).fetchall()

    @contextmanager
    def _writing(self, base: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
        """One transaction; whoever comes second waits for it from its beginning."""
        try:
            base.execute("BEGIN IMMEDIATE")
            try:
                yield base
                base.execute("COMMIT")
            except BaseException:
                if base.in_transaction:
                    base.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise OSError(f"The inbox in {self.home} cannot be written: {error}.") from error


def _open(path: Path, tables: str) -> sqlite3.Connection:
    try:
        path.touch(mode=0o600, exist_ok=True)
        base = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        for pragma in PRAGMAS:
            base.execute(pragma).fetchall()
        base.executescript(tables)
    except sqlite3.Error as error:
        raise OSError(f"The inbox in {path.parent} cannot be opened: {error}.") from error
    return base
