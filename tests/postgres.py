"""
A PostgreSQL server for tests alone: on a free port of this machine, in a folder that goes with it.

    with PostgresServer() as server:
        ... server.url ...
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

PLACES = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt")
NAMES = ("initdb", "pg_ctl")
USER = "dashboard"
SOMEBODY = "nobody"
"""Whom it runs as where the tests run as root, which PostgreSQL refuses to be."""
# No crash is to be outlived, so nothing waits for the disk.
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses=127.0.0.1"


class NoPostgres(Exception):
    """A sentence for whoever started the tests."""


def found_programs() -> dict[str, str]:
    """Raises `NoPostgres`."""
    folders = [path.parent for place in PLACES for path in sorted(Path(place).glob("*/bin/initdb"), reverse=True)]
    path = os.pathsep.join([os.environ.get("PATH", ""), *map(str, folders)])
    found = {name: shutil.which(name, path=path) for name in NAMES}
    if missing := [name for name, program in found.items() if program is None]:
        raise NoPostgres(f"There is no {' and no '.join(missing)} here: install the server of PostgreSQL.")
    return {name: str(program) for name, program in found.items()}


class PostgresServer:
    def __init__(self) -> None:
        self._programs = found_programs()
        self._user = SOMEBODY if os.geteuid() == 0 else None
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        if self._user:
            shutil.chown(self._folder, self._user)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port: int = probe.getsockname()[1]

    @property
    def url(self) -> str:
        return f"postgres://{USER}@127.0.0.1:{self._port}/postgres"

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def __enter__(self) -> Self:
        try:
            self._run("initdb", "-D", self._data, "-U", USER, "--auth=trust", "--encoding=UTF8", "--no-sync")
            options = f"{OPTIONS} -p {self._port} -k {self._folder}"
            self._run("pg_ctl", "start", "-w", "-D", self._data, "-l", str(self._folder / "log"), "-o", options)
        except BaseException:
            shutil.rmtree(self._folder)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run("pg_ctl", "stop", "-D", self._data, "-m", "immediate")
        shutil.rmtree(self._folder)

    def _run(self, name: str, *options: str) -> None:
        done = subprocess.run(
            [self._programs[name], *options],
            cwd=self._folder,
            user=self._user,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise NoPostgres(f"{name} failed: {done.stderr.strip()}")
