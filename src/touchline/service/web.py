"""The web process: granian serving the pages. Started by the supervisor."""

from __future__ import annotations

import os
import resource
import sys

from touchline.service.processes import die_with_parent
from touchline.settings import WEB_PROCESS, load

HEADERS = 10_000
"""Milliseconds a client has to send the head of a request, and a connection may lie idle."""

CONNECTIONS = 4096
"""Connections at a time; more wait outside."""


def main() -> None:
    """Serve until asked to end."""
    die_with_parent(int(sys.argv[1]))
    settings = load(os.environ)
    os.environ[WEB_PROCESS] = str(os.getpid())
    _many_files(2 * CONNECTIONS)
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    Granian(
        "touchline.wsgi:served",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.RSGI,
        loop=Loops.asyncio,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS, max_buffer_size=1 << 16),
        websockets=False,
        workers=1,
        backlog=1024,
        backpressure=CONNECTIONS,
        log_level=LogLevels.error,
        log_access=False,
        respawn_failed_workers=True,
    ).serve()


def _many_files(wanted: int) -> None:
    """Allow as many open files as connections may need, as far as the machine lets us."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if now != resource.RLIM_INFINITY and now < wanted:
        most = wanted if most == resource.RLIM_INFINITY else most
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, most), most))


if __name__ == "__main__":
    main()
