import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from dashboard import env


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def put(value: str) -> None:
        monkeypatch.setenv("SETTING", value)

    return put


class TestMissing:
    def test_names_the_variable(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("SETTING", raising=False)

        with pytest.raises(ImproperlyConfigured, match="Set SETTING in the environment"):
            env.text("SETTING")

    def test_blank_counts_as_missing(self, setting: Callable[[str], None]) -> None:
        setting("  ")

        assert env.text("SETTING", "default") == "default"


class TestOrigin:
    @pytest.mark.parametrize(
        "value",
        ["https://api.example.com", "https://api.example.com:8443", "http://127.0.0.1:8900", "http://localhost/"],
    )
    def test_takes_an_origin(self, setting: Callable[[str], None], value: str) -> None:
        setting(value)

        assert env.origin("SETTING") == value.rstrip("/")

    @pytest.mark.parametrize(
        "value",
        [
            "billing.test",
            "http://billing.test",
            "ftp://billing.test",
            "https:///v3",
            "https://user:pass@billing.test",
            "https://billing.test/api/v3",
            "https://billing.test?x=1",
            "https://billing.test:port",
            "https://[::1",
        ],
    )
    def test_refuses_anything_else_without_repeating_it(self, setting: Callable[[str], None], value: str) -> None:
        setting(value)

        with pytest.raises(ImproperlyConfigured, match=r"^SETTING: the address must be https") as refused:
            env.origin("SETTING")

        assert value not in str(refused.value)


class TestSecret:
    @pytest.mark.parametrize("value", ["changeme", "CHANGEME", "secret", "abc123"])
    def test_refuses_placeholders_and_short_ones_without_showing_them(
        self, setting: Callable[[str], None], value: str
    ) -> None:
        setting(value)

        with pytest.raises(ImproperlyConfigured, match="SETTING") as refused:
            env.secret("SETTING", at_least=32)

        assert value not in str(refused.value)


class TestFlag:
    @pytest.mark.parametrize(("value", "expected"), [("true", True), ("ON", True), ("0", False), ("no", False)])
    def test_reads_the_usual_words(self, setting: Callable[[str], None], value: str, expected: bool) -> None:  # noqa: FBT001
        setting(value)

        assert env.flag("SETTING", default=not expected) is expected

    def test_refuses_other_words(self, setting: Callable[[str], None]) -> None:
        setting("maybe")

        with pytest.raises(ImproperlyConfigured, match="SETTING must be true or false"):
            env.flag("SETTING", default=False)


class TestZone:
    @pytest.mark.parametrize("value", ["Mars/Olympus", "../etc/passwd", "/etc/localtime"])
    def test_refuses_what_is_no_zone(self, setting: Callable[[str], None], value: str) -> None:
        setting(value)

        with pytest.raises(ImproperlyConfigured, match="SETTING must be a time zone"):
            env.zone("SETTING", "Australia/Sydney")


class TestHosts:
    @pytest.mark.parametrize("value", ["billing.test", "a.test, b.test,", "127.0.0.1,[::1]", ".billing.test", "*"])
    def test_takes_names_and_addresses(self, setting: Callable[[str], None], value: str) -> None:
        setting(value)

        assert env.hosts("SETTING", "localhost") == [part.strip() for part in value.split(",") if part.strip()]

    @pytest.mark.parametrize("value", [",", "https://billing.test", "billing.test:8000", "a.test b.test"])
    def test_refuses_what_no_host_is_called(self, setting: Callable[[str], None], value: str) -> None:
        setting(value)

        with pytest.raises(ImproperlyConfigured, match="SETTING must be host names"):
            env.hosts("SETTING", "localhost")


class TestDatabase:
    def test_reads_an_address(self, setting: Callable[[str], None]) -> None:
        setting("sqlite:////srv/dashboard.sqlite3")

        assert env.database("SETTING", "")["NAME"] == "/srv/dashboard.sqlite3"

    @pytest.mark.parametrize("value", ["nonsense", "oracle9://host/db", "postgres://user:canary-pass@host:port/db"])
    def test_refuses_anything_else_without_repeating_it(self, setting: Callable[[str], None], value: str) -> None:
        setting(value)

        with pytest.raises(ImproperlyConfigured, match="SETTING must be a database's address") as refused:
            env.database("SETTING", "")

        assert value not in str(refused.value)


class TestRedis:
    def test_is_empty_when_it_is_not_set(self, setting: Callable[[str], None]) -> None:
        setting("")

        assert env.redis("SETTING", "") == ""

    @pytest.mark.parametrize("value", ["nonsense", "http://host:6379", "redis://"])
    def test_refuses_what_is_no_address_of_one(self, setting: Callable[[str], None], value: str) -> None:
        setting(value)

        with pytest.raises(ImproperlyConfigured, match="SETTING must be the address of a Redis"):
            env.redis("SETTING", "")


class TestExtras:
    def test_a_missing_package_is_named_by_the_setting_that_needs_it(self) -> None:
        with pytest.raises(ImproperlyConfigured, match="SETTING needs a package that is missing"):
            env.need_extra("SETTING", "no_such_package", extra="scale")


class TestDotted:
    def test_takes_a_class_of_an_installed_package(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TASKS_BACKEND", "django_tasks.backends.immediate.ImmediateBackend")

        assert env.dotted("TASKS_BACKEND", "a.B") == "django_tasks.backends.immediate.ImmediateBackend"

    @pytest.mark.parametrize("value", ["Backend", "not_installed.Backend", "a b.c", ".a.b", "a..b", "a.b;"])
    def test_names_the_variable_of_anything_else(self, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
        monkeypatch.setenv("TASKS_BACKEND", value)

        with pytest.raises(ImproperlyConfigured, match="TASKS_BACKEND must be the path of a class"):
            env.dotted("TASKS_BACKEND", "django_tasks_db.DatabaseBackend")


class TestBesideDatabase:
    def test_is_a_file_next_to_that_of_sqlite(self) -> None:
        database = {"ENGINE": "django.db.backends.sqlite3", "NAME": "/somewhere/dashboard.sqlite3"}

        assert env.beside_database(database, default=Path("var/c")) == Path("/somewhere/dashboard.cache.sqlite3")

    @pytest.mark.parametrize(
        "database",
        [
            {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
            {"ENGINE": "django.db.backends.postgresql", "NAME": "dashboard"},
        ],
    )
    def test_is_the_default_where_there_is_no_such_file(self, database: dict[str, str]) -> None:
        assert env.beside_database(database, default=Path("var/c")) == Path("var/c")


class TestNeededWith:
    def test_nobody_asks_for_it_without_the_other(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SETTING", "changeme")

        assert env.text("SETTING", needed_with="") == env.secret("SETTING", needed_with="") == ""
        assert env.mapping("SETTING", to={"Support"}, needed_with="") == {}
        assert env.own_address("SETTING", path="/", needed_with="") == ""

    def test_it_is_missing_with_the_other(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("SETTING", raising=False)

        with pytest.raises(ImproperlyConfigured, match="Set SETTING in the environment"):
            env.secret("SETTING", needed_with="https://login.example")


class TestIssuer:
    @pytest.mark.parametrize(
        "value", ["https://login.example", "https://login.example/realms/a%20b/", "http://localhost:9400", ""]
    )
    def test_is_kept_as_it_is_written(self, setting: Callable[[str], None], value: str) -> None:
        setting(value)

        assert env.issuer("SETTING", "") == value

    @pytest.mark.parametrize(
        "value",
        [
            "login.example",
            "http://login.example",
            "https://user:canary@login.example",
            "https://login.example?x=1",
            "https://login.example/#x",
            "https://login.example/a b",
            "https://login.example/\\x",
            "HTTPS://login.example",
            "https://",
            "https://[::1",
        ],
    )
    def test_is_an_address(self, setting: Callable[[str], None], value: str) -> None:
        setting(value)

        with pytest.raises(ImproperlyConfigured, match="SETTING must be an") as refused:
            env.issuer("SETTING", "")

        assert value not in str(refused.value)

    def test_needs_the_extra(self, setting: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
        setting("https://login.example")
        monkeypatch.setitem(sys.modules, "mozilla_django_oidc", None)

        with pytest.raises(ImproperlyConfigured, match=r"SETTING needs a package .* install the extra `oidc`"):
            env.issuer("SETTING", "")


class TestOwnAddress:
    @pytest.mark.parametrize("value", ["https://dashboard.example/", "https://dashboard.example/oidc/callback"])
    def test_ends_with_its_path(self, setting: Callable[[str], None], value: str) -> None:
        setting(value)

        with pytest.raises(ImproperlyConfigured, match="SETTING must end with /oidc/callback/"):
            env.own_address("SETTING", path="/oidc/callback/", needed_with="x")


class TestMapping:
    def test_takes_each_to_one_of_the_words(self, setting: Callable[[str], None]) -> None:
        setting('{"CN=help, desk;O=x": "Support", "ledger": "Finance"}')

        assert env.mapping("SETTING", to={"Support", "Finance"}, needed_with="x") == {
            "CN=help, desk;O=x": "Support",
            "ledger": "Finance",
        }

    @pytest.mark.parametrize(
        "value", ["x", "[]", "{}", '{"a": "Owner"}', '{"": "Support"}', '{"a": ["Support"]}', "[" * 100_000]
    )
    def test_refuses_anything_else(self, setting: Callable[[str], None], value: str) -> None:
        setting(value)

        with pytest.raises(ImproperlyConfigured, match="SETTING must be JSON such as"):
            env.mapping("SETTING", to={"Support", "Finance"}, needed_with="x")


class TestScopes:
    @pytest.mark.parametrize("value", ["profile", "openid  profile", "openid\tprofile", 'openid "x"'])
    def test_are_words_with_openid(self, setting: Callable[[str], None], value: str) -> None:
        setting(value)

        with pytest.raises(ImproperlyConfigured, match="SETTING must be words with spaces"):
            env.scopes("SETTING", "openid")
