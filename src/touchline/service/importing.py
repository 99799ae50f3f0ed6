"""Imports beside the intake: a file of millions of rows keeps no message from its answers."""

from __future__ import annotations

from threading import Thread

from django.db import close_old_connections, connection

from touchline.collect import turns
from touchline.collect.run import unfinished
from touchline.service.taking import run

MOMENT = 0.2
"""Seconds that a small import is waited for before anything else is done."""


class Importing:
    """One import at a time, in a thread of its own. For the holder of the worker lock."""

    def __init__(self) -> None:
        self._thread: Thread | None = None
        self._trouble: BaseException | None = None

    @property
    def busy(self) -> bool:
        """Whether an import goes on, or has ended and was not looked at yet."""
        return self._thread is not None

    def step(self) -> bool:
        """Begin the import that waits longest, or look at one that has ended: whether one has.

        Raises what an import raised.
        """
        if self._thread is None:
            waiting = unfinished()
            if not waiting:
                return False
            self._trouble = None
            self._thread = Thread(target=self._run, args=(waiting[0].pk,), name="importing", daemon=True)
            self._thread.start()
            self._thread.join(MOMENT)
        if self._thread.is_alive():
            return False
        self._thread, trouble = None, self._trouble
        if trouble is not None:
            raise trouble
        return True

    def _run(self, number: int) -> None:
        try:
            close_old_connections()
            with turns.followed():
                run(number)
        except BaseException as error:
            self._trouble = error
        finally:
            connection.close()
