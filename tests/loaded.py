"""What a command of Touchline loads before it knows its workspace; imported by the server that forks them."""

from __future__ import annotations

import importlib
import pkgutil

from tests.workers import CACHE, keep_bytecode, spare_the_disk
from touchline import journeys
from touchline.journeys import clock, kernels

LIBRARIES = """click csp.constants deltalake django.contrib.auth.hashers
django.contrib.auth.password_validation django.contrib.messages.storage.base
django.contrib.sessions.backends.base django.core.mail django.core.management.commands.migrate
django.db.backends.sqlite3.base django.db.migrations.executor django.db.models.sql.compiler
django.middleware.csrf django.template.backends.django django.template.defaultfilters
django.template.defaulttags django.template.loader_tags django.templatetags.i18n django.urls
django.views.generic django_htmx duckdb email.policy logging.handlers multiprocessing.synchronize numba
numpy numpy.ma pandas psycopg pyarrow.compute pyarrow.parquet tarfile touchline.cli touchline.lake.copying
touchline.lake.events touchline.lake.generations"""
PURE = (kernels, journeys)
"""Rooms that know no Django: all of them."""

keep_bytecode()
spare_the_disk()
kernels.use_cache(CACHE)
for _name in LIBRARIES.split():
    importlib.import_module(_name)
clock.zone("UTC")
for _room in PURE:
    for _module in pkgutil.iter_modules(_room.__path__, f"{_room.__name__}."):
        importlib.import_module(_module.name)
