from __future__ import annotations

from typing import Any

import pytest
import responses
from django.test import Client
from pytest_django.asserts import assertNotContains

from tests.builders import information_json, invoice_json, page_of
from tests.invoices_ui.records import INFORMATION, INVOICE, NOTES, PAGE, fragment, words


class TestSinceOpened:
    def check(self, person: Client, query: str) -> Any:
        return person.get(f"{PAGE}?{query}", headers=fragment("panel-version"))

    def test_the_same_version_is_unchanged(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INFORMATION, json={"invoice": information_json()})

        response = self.check(support, "seen=2")

        assert "Unchanged Still version 2, checked" in words(response)
        assertNotContains(response, "<h1")

    def test_another_version_is_told(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INFORMATION, json={"invoice": information_json(version="3")})

        found = words(self.check(support, "seen=2&quiet=1"))

        assert "Changed Version 2 when you opened it, version 3 now" in found
        assert "Show it as it is now" in found

    def test_a_quiet_check_says_nothing_of_no_change(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INFORMATION, json={"invoice": information_json()})

        assert self.check(support, "seen=2&quiet=1").status_code == 204

    def test_a_check_that_fails_says_so(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INFORMATION, status=403)

        assert "Not checked The billing API does not let" in words(self.check(support, "seen=2"))

    def test_a_quiet_check_that_fails_stays_quiet(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INFORMATION, status=403)

        assert self.check(support, "seen=2&quiet=1").status_code == 204

    def test_a_missing_version_is_no_change(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INFORMATION, json={"invoice": information_json(version="")})

        assert "whether it changed cannot be told" in words(self.check(support, "seen=2"))

    def test_the_whole_page_tells_it_without_javascript(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json()})
        exsited.get(NOTES, json=page_of(key="notes", within="invoice"))

        assert "Version 1 when you opened it, version 2 now" in words(support.get(f"{PAGE}?seen=1"))

    @pytest.mark.parametrize("seen", ["%3Cscript%3E", "%22%20onload%3D", "x" * 5000, "%00"])
    def test_an_odd_version_is_only_text(self, support: Client, exsited: responses.RequestsMock, seen: str) -> None:
        exsited.get(INFORMATION, json={"invoice": information_json()})

        response = self.check(support, f"seen={seen}")

        assertNotContains(response, "<script>")
        assertNotContains(response, '" onload=')
        assert len(response.content) < 3000
