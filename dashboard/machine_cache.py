"""
A cache that all processes of one machine share, in an SQLite file of its own (docs/decisions/0005).

`add`, `incr` and `touch` are atomic, which Django's file and database caches do not promise, and no transaction of the
database holds up or undoes what is kept here.
"""

from __future__ import annotations

import math
import os
import pickle
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

BUSY_SECONDS = 2.0
TIDY_SECONDS = 30.0
MOST_ENTRIES = 50_000
MOST_BYTES = 256 * 1024 * 1024

SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value BLOB NOT NULL, expires_at REAL NOT NULL) WITHOUT ROWID
"""
READ = "SELECT value FROM entries WHERE key = ? AND expires_at > ?"
REPLACE = """
INSERT INTO entries (key, value, expires_at) VALUES (:key, :value, :expires_at)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
"""
ADD = f"{REPLACE} WHERE entries.expires_at <= :now"
# What must outlive a full cache is small: the token, locks, counters. What is large can be read again.
LARGEST = """
DELETE FROM entries WHERE key IN (
  SELECT key FROM (
    SELECT key, sum(length(value)) OVER sizes AS bytes, row_number() OVER sizes AS number
    FROM entries WINDOW sizes AS (ORDER BY length(value), key ROWS UNBOUNDED PRECEDING)
  ) WHERE bytes > ? OR number > ?
)
"""


class MachineCache(BaseCache):
    """LOCATION is the file, on a disk of this machine. Raises an `sqlite3.Error` where it cannot be used."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._path = location

    def add(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._write(ADD, key, value, timeout, version)

    def set(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._write(REPLACE, key, value, timeout, version)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        name = self.make_and_validate_key(key, version=version)
        with self._file() as file:
            found = file.execute(READ, (name, time.time())).fetchone()
        return pickle.loads(found[0]) if found else default  # noqa: S301  (written by us, into a file of ours alone)

    def touch(self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        name = self.make_and_validate_key(key, version=version)
        with self._file() as file:
            changed = file.execute(
                "UPDATE entries SET expires_at = ? WHERE key = ? AND expires_at > ?",
                (self._end(timeout), name, time.time()),
            )
            return changed.rowcount > 0

    def delete(self, key: str, version: int | None = None) -> bool:
        name = self.make_and_validate_key(key, version=version)
        with self._file() as file:
            return file.execute("DELETE FROM entries WHERE key = ?", (name,)).rowcount > 0

    def clear(self) -> None:
        with self._file() as file:
            file.execute("DELETE FROM entries")

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Keeps the entry's end. Raises a ValueError where there is none."""
        name = self.make_and_validate_key(key, version=version)
        with self._file() as file, transaction(file):
            found = file.execute(READ, (name, time.time())).fetchone()
            if found is None:
                raise ValueError(f"Key '{key}' not found")
            value: int = pickle.loads(found[0]) + delta  # noqa: S301  (as in `get`)
            file.execute("UPDATE entries SET value = ? WHERE key = ?", (pickled(value), name))
        return value

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        names = {self.make_and_validate_key(key, version=version): key for key in keys}
        told = [*names, time.time()]
        with self._file() as file:
            rows = file.execute(
                f"SELECT key, value FROM entries WHERE key IN ({', '.join('?' * len(names))})"  # noqa: S608
                " AND expires_at > ?",
                told,
            ).fetchall()
        return {names[name]: pickle.loads(value) for name, value in rows}  # noqa: S301  (as in `get`)

    def _write(self, how: str, key: str, value: Any, timeout: float | None, version: int | None) -> bool:
        told = {
            "key": self.make_and_validate_key(key, version=version),
            "value": pickled(value),
            "expires_at": self._end(timeout),
            "now": time.time(),
        }
        with self._file() as file:
            return file.execute(how, told).rowcount > 0

    def _end(self, timeout: float | None) -> float:
        end = self.get_backend_timeout(timeout)
        return math.inf if end is None else end

    def _file(self) -> AbstractContextManager[sqlite3.Connection]:
        return opened_file(self._path).in_use()


class OpenFile:
    """The one connection of this process, for all its threads: what it does takes microseconds."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._alone = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._tidy_at = 0.0

    @contextmanager
    def in_use(self) -> Iterator[sqlite3.Connection]:
        with self._alone:
            if self._connection is None:
                self._connection = connected(self._path)
            if time.monotonic() >= self._tidy_at:
                tidy(self._connection)
                self._tidy_at = time.monotonic() + TIDY_SECONDS
            yield self._connection

    def close(self) -> None:
        with self._alone:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


_opened: dict[tuple[int, str], OpenFile] = {}


def opened_file(path: str) -> OpenFile:
    """By process: a connection must not be used on the other side of a fork."""
    return _opened.setdefault((os.getpid(), path), OpenFile(path))


def connected(path: Path) -> sqlite3.Connection:
    try:
        # Read by nobody else: it holds what the dashboard was told.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise sqlite3.OperationalError(f"the cache cannot be opened: {type(error).__name__}") from error
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        in_wal_mode(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(SCHEMA)
    except BaseException:
        connection.close()
        raise
    return connection


def in_wal_mode(connection: sqlite3.Connection) -> None:
    """SQLite does not wait by itself where another process is changing the mode at the same moment."""
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() >= give_up:
                raise
            time.sleep(0.01)
        else:
            return


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def tidy(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM entries WHERE expires_at <= ?", (time.time(),))
    with closing(connection.execute("SELECT count(*), coalesce(sum(length(value)), 0) FROM entries")) as sizes:
        entries, size = sizes.fetchone()
    if entries > MOST_ENTRIES or size > MOST_BYTES:
        connection.execute(LARGEST, (MOST_BYTES, MOST_ENTRIES))


def pickled(value: Any) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
