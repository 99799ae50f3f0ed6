"""Which form of the inbox this workspace has."""

from __future__ import annotations

from django.conf import settings

from touchline.collect.inbox.row import INBOX, Inbox


def there() -> bool:
    """Whether there is an inbox yet: looking makes none."""
    return bool(settings.TOUCHLINE.postgres) or (settings.TOUCHLINE.home / INBOX).exists()


def open_inbox() -> Inbox:
    """The inbox of this workspace. Raises ``OSError`` when its files cannot be used."""
    if settings.TOUCHLINE.postgres:
        from touchline.collect.inbox.postgresql import PostgresInbox

        return PostgresInbox()
    from touchline.collect.inbox.sqlite import SqliteInbox

    return SqliteInbox(settings.TOUCHLINE.home)
