import threading
import time

import pytest
from django.core.cache import cache

from dashboard.exsited import Token
from dashboard.upstream import CacheTokenStore, derived_key, store_name

KEY = derived_key("tests")
TOKEN = Token(access_token="canary-access", refresh_token="canary-refresh", expires_at=time.time() + 3600)


class TestCacheTokenStore:
    def test_gives_back_what_was_written_to_any_store_of_its_name(self) -> None:
        CacheTokenStore("one", KEY).write(TOKEN)

        assert CacheTokenStore("one", KEY).read() == TOKEN
        assert CacheTokenStore("other", KEY).read() is None

    def test_keeps_no_token_in_clear(self) -> None:
        CacheTokenStore("one", KEY).write(TOKEN)

        kept = cache.get("exsited-token:one")

        assert isinstance(kept, bytes)
        assert b"canary" not in kept

    @pytest.mark.parametrize("kept", [b"rubbish", b""])
    def test_reads_rubbish_as_none(self, kept: bytes) -> None:
        cache.set("exsited-token:one", kept)

        assert CacheTokenStore("one", KEY).read() is None

    def test_reads_a_token_of_another_key_as_none(self) -> None:
        CacheTokenStore("one", derived_key("older")).write(TOKEN)

        assert CacheTokenStore("one", KEY).read() is None

    def test_lets_one_holder_in_at_a_time(self) -> None:
        store = CacheTokenStore("one", KEY)
        inside, most = 0, 0

        def hold() -> None:
            nonlocal inside, most
            with store.lock(5):
                inside += 1
                most = max(most, inside)
                time.sleep(0.005)
                inside -= 1

        threads = [threading.Thread(target=hold) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert most == 1

    def test_outwaits_a_holder_that_died(self) -> None:
        store = CacheTokenStore("one", KEY)
        cache.add("exsited-token-lock:one", "the dead one's", timeout=1)

        with store.lock(5):
            assert cache.get("exsited-token-lock:one") != "the dead one's"

    def test_gives_up_on_a_holder_that_does_not_let_go(self) -> None:
        store = CacheTokenStore("one", KEY)
        cache.add("exsited-token-lock:one", "another's", timeout=10)

        with pytest.raises(TimeoutError), store.lock(0.05):
            pass

        assert cache.get("exsited-token-lock:one") == "another's"


class TestDerivedKey:
    def test_each_purpose_has_its_own(self) -> None:
        assert len(derived_key("a")) == 32
        assert derived_key("a") != derived_key("b")


class TestStoreName:
    @pytest.mark.parametrize("name", ["EXSITED_BASE_URL", "EXSITED_CLIENT_ID", "EXSITED_CLIENT_SECRET"])
    def test_each_upstream_and_credentials_have_their_own(self, settings: pytest.FixtureRequest, name: str) -> None:
        """Otherwise a wrong secret would seem right for as long as the token of the right one lasts."""
        before = store_name()
        setattr(settings, name, "https://another.example")

        assert store_name() != before
