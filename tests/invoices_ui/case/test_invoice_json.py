from __future__ import annotations

import json
import re

import responses
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from tests.builders import information_json, invoice_json
from tests.invoices_ui.records import INFORMATION, INVOICE, PAGE


class TestJson:
    def test_is_the_answer_digit_for_digit(self, support: Client, exsited: responses.RequestsMock) -> None:
        answer = (
            '{"invoice": {"id": "INV-76GOU2-6081", "total": 110.10, "empty": {}, "none": [], "a": [1, {"b": "x,y"}]}}'
        )
        exsited.get(INVOICE, body=answer, content_type="application/json")

        page = support.get(f"{PAGE}json/").content.decode()

        shown = re.search(r'<pre class="raw">(.*?)</pre>', page, re.DOTALL)
        assert shown
        assert json.loads(shown[1].replace("&quot;", '"')) == json.loads(answer)["invoice"]
        assert "&quot;total&quot;: 110.10," in page

    def test_hides_secrets(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json(api_key="canary-key-1234", invoice_note="canary-key-1234")})

        assertNotContains(support.get(f"{PAGE}json/"), "canary-key-1234")

    def test_of_the_information_is_another_call(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INFORMATION, json={"invoice": information_json()})

        assertContains(support.get(f"{PAGE}json/?answer=information"), "/api/v3/invoices/{id}/information")

    def test_is_cut_and_says_so(self, support: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(INVOICE, json={"invoice": invoice_json(invoice_note="word " * 200_000)})

        response = support.get(f"{PAGE}json/")

        assertContains(response, "The answer is longer than the")
        assert len(response.content) < 1_000_000
