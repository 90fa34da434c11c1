from __future__ import annotations

import pytest

from dashboard.exsited.errors import BadId
from dashboard.exsited.http.paths import Value, filled, host_of, origin_of, same_place

INVOICE = "/api/v3/invoices/{id}"


class TestOrigin:
    @pytest.mark.parametrize(
        ("given", "origin"),
        [
            ("https://billing.example", "https://billing.example"),
            ("https://Billing.Example/", "https://billing.example"),
            ("https://billing.example:8443", "https://billing.example:8443"),
            ("http://localhost:8900", "http://localhost:8900"),
            ("http://127.0.0.1:8900/", "http://127.0.0.1:8900"),
            ("http://[::1]:8900", "http://[::1]:8900"),
        ],
    )
    def test_is_scheme_host_and_port(self, given: str, origin: str) -> None:
        assert origin_of(given) == origin

    @pytest.mark.parametrize(
        "given",
        [
            "",
            "billing.example",
            "http://billing.example",
            "http://127.0.0.1.evil.example",
            "http://localhost.evil.example",
            "ftp://billing.example",
            "https://",
            "https://:443",
            "https://user:pw@billing.example",
            "https://@billing.example",
            "https://billing.example/api",
            "https://billing.example//",
            "https://billing.example?x=1",
            "https://billing.example?",
            "https://billing.example#x",
            "https://billing.example:0",
            "https://billing.example:99999",
            "https://billing.example:port",
            "https://billing example",
            "https://billing.example\r\nX: y",
            "https://billing.example\\@evil.example",
            "https://[::1",
            "https://[fe80::1%25eth0]",
            "https://-billing.example",
            "https://billing..example",
            "https://b\u00fccher.example",
            "https://" + "a" * 64 + ".example",
        ],
    )
    def test_anything_else_is_refused_without_being_repeated(self, given: str) -> None:
        with pytest.raises(ValueError, match="must be https://host") as caught:
            origin_of(given)

        assert len(given) < 12 or given not in str(caught.value)


class TestHost:
    @pytest.mark.parametrize(
        ("url", "host"),
        [("https://evil.example/x?y", "evil.example"), ("/login", ""), ("https://[", ""), ("https://a b\x1b/", "")],
    )
    def test_is_named_or_empty(self, url: str, host: str) -> None:
        assert host_of(url) == host


class TestIds:
    @pytest.mark.parametrize(
        "good", ["INV-76GOU2-6081", "a", "0b6e8f3c-3f0e-4d0a-9d5e-111111111111", "a..b", "A" * 128]
    )
    def test_fill_the_path(self, good: str) -> None:
        assert filled(INVOICE, {"id": good}) == (f"/api/v3/invoices/{good}", "")

    @pytest.mark.parametrize(
        "bad",
        [
            "", ".", "..", "%2e%2e", "../../v2/integration-connections", "..\\x", "a/b", "a%2fb", "a?b", "a#b", "a;b",
            "a\r\nHost: evil", "a\n", "a\0", "a b", "-a", "_a", "\u0661", "a\u202e", "A" * 129, "a" * 10_240, None, 7,
        ],
    )  # fmt: skip
    def test_that_could_lead_elsewhere_are_refused(self, bad: str | int | None) -> None:
        with pytest.raises(BadId) as caught:
            filled(INVOICE, {"id": bad})

        assert str(bad) not in str(caught.value) or len(str(bad)) < 3

    def test_must_not_be_forgotten(self) -> None:
        with pytest.raises(KeyError):
            filled(INVOICE, {})


class TestQuery:
    def test_is_what_the_path_does_not_name(self) -> None:
        values: dict[str, Value] = {"id": "INV-1", "limit": 20, "order_by": "due_date", "fields": None}

        assert filled(INVOICE, values) == ("/api/v3/invoices/INV-1", "limit=20&order_by=due_date")

    def test_cannot_be_broken_out_of(self) -> None:
        _, query = filled("/api", {"order_by": "a&limit=9#x\r\n\ud800"})

        assert query == "order_by=a%26limit%3D9%23x%0D%0A%3F"

    @pytest.mark.parametrize("odd", [True, 1.5, b"x", ["a"]])
    def test_holds_texts_and_whole_numbers_only(self, odd: object) -> None:
        with pytest.raises(TypeError):
            filled("/api", {"limit": odd})  # type: ignore[dict-item]  # that is the point


class TestSamePlace:
    @pytest.mark.parametrize(
        "url",
        [
            "https://a.example/api/x",
            "https://b.example/api/v3",
            "http://a.example/api/v3",
            "https://u@a.example/api/v3",
        ],
    )
    def test_tells_another_path_or_host(self, url: str) -> None:
        assert not same_place(url, "https://a.example", "/api/v3")

    def test_leaves_the_query_alone(self) -> None:
        assert same_place("https://a.example/api/v3?x=1", "https://a.example", "/api/v3")
