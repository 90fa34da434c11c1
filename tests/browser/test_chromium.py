"""Which browser the tests take, decided on machines that are only described."""

from collections.abc import Iterable, Mapping

import pytest

from tests.browser.chromium import APT, DOWNLOAD, PLACES, NoBrowserError, arguments, find_browser

DOWNLOADED = "/home/ada/playwright/chrome"


class Described:
    """A machine where the files of `good` start, and running a command of `gives` makes its file one of them."""

    downloaded = DOWNLOADED

    def __init__(
        self,
        *,
        wanted: str = "",
        found: Mapping[str, str] | None = None,
        good: Iterable[str] = (),
        gives: Mapping[tuple[str, ...], str] | None = None,
        root: bool = False,
    ) -> None:
        self.wanted = wanted
        self.found = dict(found or {})
        self.good = set(good)
        self.gives = gives or {}
        self.root = root
        self.ran: list[tuple[str, ...]] = []

    def which(self, name: str) -> str | None:
        return self.found.get(name)

    def starts(self, path: str) -> bool:
        return path in self.good

    def run(self, *command: str) -> bool:
        self.ran.append(command)
        if command not in self.gives:
            return False
        self.good.add(self.gives[command])
        return True


CHROMIUM = {"chromium": "/usr/bin/chromium"}
APT_GIVES = {APT[0]: "", APT[1]: "/usr/bin/chromium"}


class TestFindBrowser:
    def test_takes_the_variable_before_all_else(self) -> None:
        machine = Described(wanted="/opt/mine", found=CHROMIUM, good=["/opt/mine", "/usr/bin/chromium"])

        assert find_browser(machine) == "/opt/mine"

    def test_a_wrong_variable_is_an_error_even_where_another_browser_is(self) -> None:
        with pytest.raises(NoBrowserError, match="BROWSER_PATH is /opt/mine"):
            find_browser(Described(wanted="/opt/mine", found=CHROMIUM, good=["/usr/bin/chromium"]))

    def test_takes_an_installed_one_and_runs_no_command(self) -> None:
        machine = Described(found=CHROMIUM, good=["/usr/bin/chromium", DOWNLOADED])

        assert find_browser(machine) == "/usr/bin/chromium"
        assert machine.ran == []

    def test_passes_over_an_installed_one_that_does_not_start(self) -> None:
        found = {"chromium-browser": "/usr/bin/chromium-browser", "google-chrome": "/opt/google/chrome"}

        assert find_browser(Described(found=found, good=["/opt/google/chrome"])) == "/opt/google/chrome"

    def test_knows_where_a_mac_keeps_its_browsers(self) -> None:
        assert find_browser(Described(good=[PLACES[0]])) == PLACES[0]

    def test_takes_what_playwright_downloaded_earlier(self) -> None:
        machine = Described(good=[DOWNLOADED])

        assert find_browser(machine) == DOWNLOADED
        assert machine.ran == []

    def test_lets_playwright_download_one(self) -> None:
        machine = Described(gives={DOWNLOAD: DOWNLOADED}, root=True)

        assert find_browser(machine) == DOWNLOADED
        assert machine.ran == [DOWNLOAD]

    def test_root_installs_one_by_apt_when_the_download_failed(self) -> None:
        machine = Described(found={"apt-get": "/usr/bin/apt-get", **CHROMIUM}, gives=APT_GIVES, root=True)

        assert find_browser(machine) == "/usr/bin/chromium"
        assert machine.ran == [DOWNLOAD, *APT]

    def test_a_download_that_does_not_start_is_followed_by_apt(self) -> None:
        gives = {DOWNLOAD: "/elsewhere", **APT_GIVES}
        machine = Described(found={"apt-get": "/usr/bin/apt-get", **CHROMIUM}, gives=gives, root=True)

        assert find_browser(machine) == "/usr/bin/chromium"

    @pytest.mark.parametrize(
        "machine",
        [
            Described(found={"apt-get": "/usr/bin/apt-get"}, gives=APT_GIVES, root=False),
            Described(gives=APT_GIVES, root=True),
            Described(found={"apt-get": "/usr/bin/apt-get"}, gives={APT[0]: ""}, root=True),
        ],
        ids=["not root", "no apt-get", "apt-get fails"],
    )
    def test_without_any_it_says_what_to_do(self, machine: Described) -> None:
        with pytest.raises(NoBrowserError, match="Install Chromium or Chrome, or set BROWSER_PATH"):
            find_browser(machine)


class TestArguments:
    def test_only_root_gives_up_the_browser_s_own_sandbox(self) -> None:
        assert "--no-sandbox" in arguments(root=True)
        assert "--no-sandbox" not in arguments(root=False)

    def test_the_browser_talks_to_nobody_by_itself(self) -> None:
        assert {"--disable-background-networking", "--disable-component-update", "--disable-sync"} <= set(
            arguments(root=False)
        )
