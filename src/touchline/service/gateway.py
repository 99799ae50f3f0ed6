"""Between the web server and the pages: a thread never waits for a client.

The web server offers no time limit for bodies and no memory limit for answers. So a body is read
whole before a thread begins to answer, and an answer is written whole before it is sent: threads
wait for nobody, however slowly a client sends or reads. What is large stands in a file of the spool
meanwhile, not in memory.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from django.db import close_old_connections

from touchline.service.rsgi import Protocol, Scope, environ_of
from touchline.workspace.store import unreachable

SMALL = 1 << 20
"""Bytes of a body that everybody may send, and of an answer that is kept in memory."""

SILENCE = 30.0
"""Seconds without a byte after which a body is given up."""

SLOWEST = 4096
"""Bytes a second that a body has to make on average, after the first ``SILENCE`` seconds."""

PATIENCE = 10.0
"""Seconds in which a body that nobody wants may still arrive, to be thrown away."""

OPENED = 10.0
"""Seconds the web server has to open the file of an answer, before its name goes."""

AWAY = "The database does not answer. Try again in a minute."

log = logging.getLogger("touchline.gateway")

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True)
class Refusal(Exception):
    """A request that is not handed on: its status, and a sentence that says what to do.

    ``unread``: its body is still on the way. Who sends it reads no answer before they are done.
    """

    status: int
    sentence: str
    unread: bool = False


@dataclass
class Answer:
    """What the pages answered: the body in memory, or else in a file."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes = b""
    file: Path | None = None


class Gateway:
    """Serves a WSGI application from ``threads`` threads.

    ``largest`` says how many bytes the body of a request may have when it has more than ``SMALL``.
    """

    def __init__(
        self, application: Application, *, threads: int, spool: Path, largest: Callable[[Environ], int]
    ) -> None:
        self._application = application
        self._largest = largest
        self._spool = spool
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="pages")

    async def __rsgi__(self, scope: Scope, protocol: Protocol) -> None:
        """Answer one request."""
        if scope.proto != "http":
            protocol.close(403)
            return
        try:
            environ = environ_of(scope)
            with tempfile.SpooledTemporaryFile(SMALL, dir=str(self._spool)) as body:
                await self._read(protocol, environ, cast("IO[bytes]", body))
                environ["wsgi.input"] = body
                answer = await self._in_thread(self._answer, environ)
        except Refusal as refused:
            answer = _refused(refused)
            if refused.unread:
                await _let_pass(protocol)
        except Exception as error:
            log.exception("A request broke before its page could say so.")
            answer = _refused(_said_of(error))
        self._send(protocol, answer)

    async def _in_thread(self, work: Callable[..., Any], *given: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *given)

    async def _read(self, protocol: Protocol, environ: Environ, body: IO[bytes]) -> None:
        """Take the body in. Raises ``Refusal``: too large, too slow, cut off, or of no said length."""
        if environ.get("HTTP_TRANSFER_ENCODING"):
            raise Refusal(411, "Say how long the body is, with Content-Length.", unread=True)
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit() and len(length) < 19):
            raise Refusal(400, "The length of the body is not a number.")
        expected = int(length)
        if expected > SMALL:
            most = await self._in_thread(self._most, environ)
            if expected > most:
                said = f"This is larger than the {most >> 20:,} MiB this page takes. Nothing was changed."
                raise Refusal(413, said, unread=True)
        if expected:
            await _take(protocol, body, expected)
        body.seek(0)

    def _most(self, environ: Environ) -> int:
        """How large the body may be. Runs in a thread; like a page, with a connection that works."""
        close_old_connections()
        try:
            return self._largest(environ)
        except Exception as error:
            if not unreachable(error):
                raise
            raise Refusal(503, AWAY, unread=True) from error

    def _answer(self, environ: Environ) -> Answer:
        """Let the pages answer, to the last byte. Runs in a thread."""
        started: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
            started.update(status=int(status.split(" ", 1)[0]), headers=headers)

        parts = self._application(environ, start_response)
        answer = Answer(started["status"], [(name.lower(), value) for name, value in started["headers"]])
        try:
            if environ["REQUEST_METHOD"] != "HEAD":
                self._write(parts, answer)
        finally:
            close = getattr(parts, "close", None)
            if close:
                close()
        return answer

    def _write(self, parts: Iterable[bytes], answer: Answer) -> None:
        """Write the body of an answer: into memory, and into a file of the spool once it grows."""
        first: list[bytes] = []
        size = 0
        rest = iter(parts)
        for part in rest:
            first.append(part)
            size += len(part)
            if size > SMALL:
                break
        else:
            answer.body = b"".join(first)
            return
        with tempfile.NamedTemporaryFile(dir=self._spool, prefix="answer-", delete=False) as file:
            answer.file = Path(file.name)
            try:
                file.writelines(first)
                file.writelines(rest)
                size = file.tell()
            except BaseException:
                answer.file.unlink()
                raise
        answer.headers = [one for one in answer.headers if one[0] != "content-length"]
        answer.headers.append(("content-length", str(size)))

    def _send(self, protocol: Protocol, answer: Answer) -> None:
        if answer.file is None:
            protocol.response_bytes(answer.status, answer.headers, answer.body)
            return
        protocol.response_file(answer.status, answer.headers, str(answer.file))
        asyncio.get_running_loop().call_later(OPENED, answer.file.unlink, True)


def sweep(spool: Path) -> None:
    """Remove what a killed process left in the spool. Only while nothing is served."""
    for left in spool.glob("*"):
        if left.is_file():
            left.unlink()


async def _let_pass(protocol: Protocol) -> None:
    """Throw away what still comes, for a while: whoever sends it then reads why it was refused."""

    async def all_of_it() -> None:
        async for _part in protocol:
            pass

    with suppress(TimeoutError):
        await asyncio.wait_for(all_of_it(), PATIENCE)


async def _take(protocol: Protocol, body: IO[bytes], expected: int) -> None:
    """Read ``expected`` bytes, as long as they keep coming."""
    loop = asyncio.get_running_loop()
    began, got = loop.time(), 0
    coming = aiter(protocol)
    waiting: list[bytes] = []
    while got < expected:
        left = began + SILENCE + got / SLOWEST - loop.time()
        try:
            part = await asyncio.wait_for(anext(coming), max(0.0, min(SILENCE, left)))
        except TimeoutError:
            raise Refusal(408, "This took too long to arrive. Nothing was changed; try again.") from None
        except StopAsyncIteration:
            raise Refusal(400, "The connection ended before all of the form had arrived.") from None
        got += len(part)
        waiting.append(part)
        if got >= expected or sum(map(len, waiting)) >= SMALL:
            try:
                await asyncio.to_thread(body.writelines, waiting)
            except OSError as error:
                raise Refusal(
                    507, f"The server could not keep this: {error.strerror}. Tell an owner."
                ) from error
            waiting = []


def _said_of(error: Exception) -> Refusal:
    if unreachable(error):
        return Refusal(503, AWAY)
    return Refusal(500, "Something broke on our side. The log says what.")


def _refused(refused: Refusal) -> Answer:
    head = [
        ("content-type", "text/plain; charset=utf-8"),
        ("cache-control", "no-store"),
        ("connection", "close"),
    ]
    return Answer(refused.status, head, f"{refused.sentence}\n".encode())
