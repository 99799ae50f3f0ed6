"""What a command of Touchline loads before it knows its workspace; imported by the server that forks them."""

from __future__ import annotations

import importlib
import pkgutil

from tests.workers import CACHE
from touchline.journeys import kernels

LIBRARIES = """click csp.constants deltalake django.core.management django.db.backends.sqlite3.base
django.db.migrations.executor django.db.models django.template.backends.django django.urls duckdb numba numpy
psycopg pyarrow.compute pyarrow.parquet touchline.cli touchline.journeys.question touchline.lake.copying
touchline.lake.events touchline.lake.generations"""

kernels.use_cache(CACHE)
for _name in LIBRARIES.split():
    importlib.import_module(_name)
for _module in pkgutil.iter_modules(kernels.__path__, f"{kernels.__name__}."):
    importlib.import_module(_module.name)
