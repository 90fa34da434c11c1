import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from dashboard import machine_cache
from dashboard.machine_cache import MachineCache, opened_file

ROOT = Path(__file__).resolve().parent.parent.parent
COUNT = """
import sys
from django.conf import settings
settings.configure()
from dashboard.machine_cache import MachineCache
cache = MachineCache(sys.argv[1], {})
won = 0
for number in range(200):
    won += cache.add(f"one-of-many-{number}", "mine", timeout=60)
    cache.add("count", 0)
    cache.incr("count")
print(won)
"""


@pytest.fixture
def path(tmp_path: Path) -> Iterator[str]:
    path = str(tmp_path / "cache.sqlite3")
    yield path
    opened_file(path).close()


@pytest.fixture
def cache(path: str) -> MachineCache:
    return MachineCache(path, {})


class TestEntries:
    @pytest.mark.parametrize("value", [0, "", None, b"\x00bytes", {"a": [1, (2, 3)]}])
    def test_come_back_as_they_were(self, cache: MachineCache, value: object) -> None:
        cache.set("key", value)

        assert cache.get("key", "nothing") == value

    def test_are_not_there_before_they_are_set_and_after_they_are_deleted(self, cache: MachineCache) -> None:
        assert cache.get("key", "nothing") == "nothing"
        cache.set("key", 1)

        assert cache.delete("key")
        assert not cache.delete("key")
        assert "key" not in cache

    def test_come_many_at_once(self, cache: MachineCache) -> None:
        cache.set_many({"a": 1, "b": 2, "gone": 3})
        cache.delete("gone")

        assert cache.get_many(["a", "b", "gone", "never"]) == {"a": 1, "b": 2}
        assert cache.get_many([]) == {}

    def test_all_go_with_clear(self, cache: MachineCache) -> None:
        cache.set("key", 1)
        cache.clear()

        assert cache.get("key") is None

    def test_end_with_their_time(self, cache: MachineCache) -> None:
        with time_machine.travel(1_000_000, tick=False) as clock:
            cache.set("short", 1, timeout=10)
            cache.set("forever", 1, timeout=None)
            cache.set("touched", 1, timeout=10)
            assert cache.touch("touched", timeout=30)
            clock.shift(10)

            assert cache.get_many(["short", "forever", "touched"]) == {"forever": 1, "touched": 1}
            assert cache.get("short") is None
            assert not cache.touch("short")

    def test_with_no_time_at_all_are_not_kept(self, cache: MachineCache) -> None:
        cache.set("key", 1, timeout=0)

        assert cache.get("key") is None


class TestAdd:
    def test_keeps_what_is_there(self, cache: MachineCache) -> None:
        assert cache.add("key", "first", timeout=10)
        assert not cache.add("key", "second", timeout=10)
        assert cache.get("key") == "first"

    def test_takes_the_place_of_what_has_ended(self, cache: MachineCache) -> None:
        with time_machine.travel(1_000_000, tick=False) as clock:
            cache.add("key", "first", timeout=10)
            clock.shift(10)

            assert cache.add("key", "second", timeout=10)
            assert cache.get("key") == "second"


class TestCounting:
    def test_keeps_the_end_of_the_entry(self, cache: MachineCache) -> None:
        with time_machine.travel(1_000_000, tick=False) as clock:
            cache.add("count", 0, timeout=10)
            assert (cache.incr("count"), cache.incr("count", 5), cache.decr("count")) == (1, 6, 5)
            clock.shift(10)

            with pytest.raises(ValueError, match="not found"):
                cache.incr("count")

    def test_counts_each_of_many_threads(self, cache: MachineCache) -> None:
        cache.add("count", 0)
        threads = [threading.Thread(target=lambda: [cache.incr("count") for _ in range(50)]) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert cache.get("count") == 400


class TestProcesses:
    def test_share_locks_and_counters(self, cache: MachineCache, path: str) -> None:
        """Also the making of the file: all of them come to it at once."""
        others = [
            subprocess.Popen([sys.executable, "-c", COUNT, path], cwd=ROOT, stdout=subprocess.PIPE, text=True)
            for _ in range(4)
        ]
        told = [other.communicate(timeout=60)[0] for other in others]

        assert sum(map(int, told)) == 200
        assert cache.get("count") == 800

    def test_use_no_connection_made_before_a_fork(self, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
        ours = opened_file(path)
        monkeypatch.setattr(os, "getpid", lambda: -1)

        assert opened_file(path) is not ours


class TestTheFile:
    def test_is_for_its_owner_alone(self, cache: MachineCache, path: str) -> None:
        cache.set("key", 1)

        kept = [file for file in Path(path).parent.iterdir() if file.name.startswith("cache.sqlite3")]
        assert len(kept) == 3
        assert {stat.S_IMODE(file.stat().st_mode) for file in kept} == {0o600}

    def test_loses_what_has_ended(self, cache: MachineCache, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(machine_cache, "TIDY_SECONDS", 0.0)
        cache.set("gone", 1, timeout=-1)
        cache.set("here", 1)

        assert [key for (key,) in rows(path, "SELECT key FROM entries")] == [":1:here"]

    def test_gives_up_the_largest_when_it_is_full(
        self, cache: MachineCache, path: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(machine_cache, "TIDY_SECONDS", 0.0)
        monkeypatch.setattr(machine_cache, "MOST_BYTES", 5_000)
        for number, size in enumerate((10, 4_000, 300, 3_000)):
            cache.set(str(number), b"x" * size)
        cache.get("0")

        assert set(cache.get_many(["0", "1", "2", "3"])) == {"0", "2", "3"}

    def test_holds_so_many_entries_and_no_more(self, cache: MachineCache, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(machine_cache, "TIDY_SECONDS", 0.0)
        monkeypatch.setattr(machine_cache, "MOST_ENTRIES", 3)
        for number in range(6):
            cache.set(str(number), number)
        cache.get("0")

        assert len(cache.get_many([str(number) for number in range(6)])) == 3

    @pytest.mark.parametrize("place", ["no/such/folder/cache.sqlite3", "."])
    def test_where_there_can_be_none_is_an_error_of_its_kind(self, tmp_path: Path, place: str) -> None:
        with pytest.raises(sqlite3.OperationalError):
            MachineCache(str(tmp_path / place), {}).get("key")

    def test_that_is_no_cache_is_an_error_of_its_kind(self, path: str) -> None:
        Path(path).write_bytes(b"not a database, but long enough to be taken for one" * 100)

        with pytest.raises(sqlite3.DatabaseError):
            MachineCache(path, {}).get("key")


def rows(path: str, query: str) -> list[tuple[str, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()
