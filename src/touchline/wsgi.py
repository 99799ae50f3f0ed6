"""What the web server calls. Each web process warms its kernels before it takes a request."""

from __future__ import annotations

import os

from touchline.service.home import use_home
from touchline.service.processes import die_with_parent
from touchline.settings import WEB_PROCESS

if WEB_PROCESS in os.environ:
    die_with_parent(int(os.environ[WEB_PROCESS]))
settings = use_home(os.environ.get("TOUCHLINE_HOME"))

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connections  # noqa: E402

from touchline.service.answers import warm_up  # noqa: E402
from touchline.service.gateway import Gateway  # noqa: E402
from touchline.web.access import largest_body  # noqa: E402

warm_up()
connections.close_all()
application = get_wsgi_application()
settings.spool.mkdir(exist_ok=True)
served = Gateway(application, threads=2 * settings.threads, spool=settings.spool, largest=largest_body)
