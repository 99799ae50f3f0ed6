"""The two forms of the operations store, in Django's words."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from touchline.database_url import Postgres
from touchline.settings import WEB_PROCESS

PAGE_SECONDS = 60
"""Seconds a statement of a page may take on PostgreSQL; the worker and commands may take longer."""
IDLE_SECONDS = 600
"""Seconds a transaction may wait for its process before PostgreSQL ends it."""
KEPT_SECONDS = 600
"""Seconds a thread keeps its connection to PostgreSQL."""
CONNECT_SECONDS = "10"
ALIVE = {"keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3"}


def sqlite(path: Path) -> dict[str, Any]:
    """A file. One writer at a time, who takes the lock before reading."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
                "PRAGMA foreign_keys=ON;"
            ),
        },
    }


def postgresql(there: Postgres) -> dict[str, Any]:
    """A database of a server. Each thread keeps one connection, looked at before each request."""
    limits = {"idle_in_transaction_session_timeout": IDLE_SECONDS * 1000}
    if WEB_PROCESS in os.environ:
        limits["statement_timeout"] = PAGE_SECONDS * 1000
    options = {
        "application_name": "touchline",
        "connect_timeout": CONNECT_SECONDS,
        "target_session_attrs": "read-write",
        "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
        **ALIVE,
        **dict(there.options),
    }
    return {
        "ENGINE": "touchline.postgresql",
        "NAME": there.name,
        "USER": there.user,
        "PASSWORD": there.password,
        "HOST": there.host,
        "PORT": there.port,
        "OPTIONS": options,
        "CONN_MAX_AGE": KEPT_SECONDS,
        "CONN_HEALTH_CHECKS": True,
    }
