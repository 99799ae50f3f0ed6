"""Django's PostgreSQL, with text compared the way SQLite compares it."""
