"""Processes of its own for a test, on a database of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.accounts.processes import Processes


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """On SQLite; or, to try it there, on the empty database that TRY_DATABASE_URL names."""
    processes = Processes(os.environ.get("TRY_DATABASE_URL", f"sqlite:///{tmp_path / 'own.sqlite3'}"))
    yield processes
    processes.end()
