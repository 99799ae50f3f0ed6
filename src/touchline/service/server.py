"""Whether a PostgreSQL server and database will do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

OLDEST = 14
TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
      AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
    ORDER BY relname
"""


def faults() -> Iterator[str]:
    """What is wrong with the server, the database or the role, a sentence each."""
    where = settings.TOUCHLINE.postgres
    version = int(_one("SHOW server_version_num"))
    if version < OLDEST * 10_000:
        yield f"{where} is PostgreSQL {version // 10_000}. Touchline needs {OLDEST} or newer."
    encoding = _one("SHOW server_encoding")
    if encoding != "UTF8":
        yield (
            f"{where} keeps text as {encoding}. Make the database anew with: "
            "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
        )
    if not _one("SELECT has_schema_privilege(current_schema(), 'CREATE')"):
        role = _one("SELECT current_user")
        yield (
            f"The role {role} may not make tables in {where}. "
            f"Make it the owner: ALTER DATABASE {connection.settings_dict['NAME']} OWNER TO {role}"
        )


def tables_of_others() -> list[str]:
    """Tables in the database that are not Touchline's."""
    own = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return [name for (name,) in cursor.fetchall() if name not in own | {"django_migrations"}]


def _one(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
        return row[0] if row else None
