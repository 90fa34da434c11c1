"""What is in the cache, as it lies there."""

import sqlite3
from contextlib import closing

from django.conf import settings


def everything_cached() -> bytes:
    with closing(sqlite3.connect(settings.MACHINE_CACHE)) as file:
        rows = file.execute("SELECT key, value FROM entries").fetchall()
    return b"\n".join(key.encode() + b" " + value for key, value in rows)
