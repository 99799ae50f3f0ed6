"""The settings as Django wants them. Everything a person may choose is in ``settings.py``."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from touchline.settings import LOOPBACK, load
from touchline.stores import postgresql, sqlite

TOUCHLINE = load(os.environ)
_HERE = Path(__file__).parent
_SECRET = TOUCHLINE.home / "secret-key"

# A command that needs no secret (help, a first look) runs before the workspace is made.
SECRET_KEY = (
    _SECRET.read_text(errors="replace").strip() if _SECRET.exists() else "a workspace has not been made yet"
)
DEBUG = False
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [_HERE / "web" / "locale"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "touchline.workspace",
    "touchline.people",
    "touchline.touchpoints",
    "touchline.collect",
    "touchline.plan",
    "touchline.web",
]
MIDDLEWARE = [
    "touchline.web.peer.PeerMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "touchline.web.repair.RepairMiddleware",
]
ROOT_URLCONF = "touchline.urls"
WSGI_APPLICATION = "touchline.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "touchline.web.shell.shell",
            ],
        },
    }
]

DATABASES = {"default": postgresql(TOUCHLINE.postgres) if TOUCHLINE.postgres else sqlite(TOUCHLINE.database)}

AUTH_USER_MODEL = "workspace.Member"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "hourglass"

_NAME = urlsplit(TOUCHLINE.public_url).hostname or ""
ALLOWED_HOSTS = sorted({_NAME, *(("[::1]", *LOOPBACK) if _NAME in LOOPBACK else ())})
CSRF_TRUSTED_ORIGINS = [TOUCHLINE.public_url]
SESSION_ENGINE = "touchline.workspace.sessions"
# Messages in the session would be a write by the page that shows them.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
SESSION_COOKIE_NAME = f"touchline-{TOUCHLINE.port}"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TOUCHLINE.secure
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 86_400
CSRF_FAILURE_VIEW = "touchline.web.pages.errors.stale_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if TOUCHLINE.secure else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

FILE_UPLOAD_TEMP_DIR = TOUCHLINE.spool if TOUCHLINE.spool.is_dir() else None
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a chain may have 500 links, each of seven fields

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # a refused form is answered with a sentence; its address may hold a token, and stays out of the log
    "loggers": {"django.request": {"level": "ERROR"}, "django.security.csrf": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
