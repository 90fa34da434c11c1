"""
Finds a browser for the tests by itself, or says what to do. The order, the first that starts wins:

1. the variable BROWSER_PATH, which must then be right
2. a Chromium, Chrome or Edge that is installed
3. the browser that Playwright has downloaded, or now downloads
4. `apt-get`, where that may be used
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Browser, Playwright

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
    "microsoft-edge-stable",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DOWNLOAD = (sys.executable, "-m", "playwright", "install", "chromium")
APT = (("apt-get", "update"), ("apt-get", "install", "-y", "--no-install-recommends", "chromium"))
INSTALL_SECONDS = 600
START_SECONDS = 60


class NoBrowserError(Exception):
    """What was tried, and what to do; the tests fail with it instead of skipping."""


class Machine(Protocol):
    """What the choice depends on."""

    @property
    def wanted(self) -> str:
        """The variable BROWSER_PATH."""

    @property
    def downloaded(self) -> str:
        """Where Playwright keeps its own browser, whether it is there or not."""

    @property
    def root(self) -> bool: ...

    def which(self, name: str) -> str | None: ...

    def starts(self, path: str) -> bool: ...

    def run(self, *command: str) -> bool: ...


class ThisMachine:
    def __init__(self, downloaded: str) -> None:
        self.wanted = os.environ.get("BROWSER_PATH", "").strip()
        self.downloaded = downloaded
        self.root = is_root()

    def which(self, name: str) -> str | None:
        return shutil.which(name)

    def starts(self, path: str) -> bool:
        """A file alone proves nothing: it may be a stub that asks for a snap, or lack its libraries."""
        return Path(path).is_file() and quiet(path, "--version", seconds=START_SECONDS)

    def run(self, *command: str) -> bool:
        return quiet(*command, seconds=INSTALL_SECONDS)


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def quiet(*command: str, seconds: float) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000"}
    try:
        done = subprocess.run(
            command, env=environment, timeout=seconds, check=False, stdin=subprocess.DEVNULL, capture_output=True
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def find_browser(machine: Machine) -> str:
    """The path of a browser that starts. What is slow or changes the machine comes last, and only where needed."""
    if machine.wanted:
        if machine.starts(machine.wanted):
            return machine.wanted
        raise NoBrowserError(f"BROWSER_PATH is {machine.wanted}, which does not start. Correct it, or take it away.")
    for get in (installed, kept_by_playwright, got_by_playwright, got_by_apt):
        for path in get(machine):
            if machine.starts(path):
                return path
    raise NoBrowserError(
        "The browser tests found no browser: none is installed, Playwright could not download one, and apt-get gave"
        " none or may not be used. Install Chromium or Chrome, or set BROWSER_PATH to one."
    )


def installed(machine: Machine) -> Iterator[str]:
    yield from filter(None, map(machine.which, NAMES))
    yield from PLACES


def kept_by_playwright(machine: Machine) -> Iterator[str]:
    yield machine.downloaded


def got_by_playwright(machine: Machine) -> Iterator[str]:
    if machine.run(*DOWNLOAD):
        yield machine.downloaded


def got_by_apt(machine: Machine) -> Iterator[str]:
    if machine.root and machine.which("apt-get") and all(machine.run(*command) for command in APT):
        yield from filter(None, map(machine.which, NAMES))


def arguments(*, root: bool) -> list[str]:
    """Root may start Chromium only without its own sandbox."""
    return ["--no-sandbox", *ARGUMENTS] if root else [*ARGUMENTS]


def launch(playwright: Playwright, *, find: Callable[[Machine], str] = find_browser) -> Browser:
    path = find(ThisMachine(playwright.chromium.executable_path))
    return playwright.chromium.launch(
        executable_path=path, headless=True, args=arguments(root=is_root()), chromium_sandbox=not is_root()
    )
