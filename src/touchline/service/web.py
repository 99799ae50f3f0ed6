"""The web process: granian serving the pages. Started by the supervisor."""

from __future__ import annotations

import os
import sys

from touchline.service.processes import die_with_parent
from touchline.settings import WEB_PROCESS, load


def main() -> None:
    """Serve until asked to end."""
    die_with_parent(int(sys.argv[1]))
    settings = load(os.environ)
    os.environ[WEB_PROCESS] = str(os.getpid())
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "touchline.wsgi:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=2 * settings.threads,
        backlog=1024,
        log_level=LogLevels.error,
        log_access=False,
        respawn_failed_workers=True,
    ).serve()


if __name__ == "__main__":
    main()
