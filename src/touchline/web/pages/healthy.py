"""Whether the pages answer: for the supervisor and for whatever watches over the machine."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse


def page(_request: HttpRequest) -> HttpResponse:
    """Answers 200 when the web process runs and reaches the operations store, else an error."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})
