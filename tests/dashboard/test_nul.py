"""A NUL in what a person sends is a blank or an error of theirs on every page: PostgreSQL does not take one."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from dashboard.lists.listing import without_nul
from dashboard.middleware import QueryMiddleware
from invoices_ui.models import SavedView
from tests.every_page import ONLY_POSTED, PARAMETERS, WholeApi, address, addresses, content_of

NUL = "\0x\0"
ASKED = (
    *("q", "sort", "page", "per_page", "format", "column", "from", "beside", "seen", "list", "wait", "answer", "show"),
    *("to", "snapshot", "a", "b", "only", "keys", "provider", "status", "against", "walk", "step", "direction", "tag"),
    *("severity", "rule", "who", "act", "since", "until", "verify", "role", "told", "state", "age", "currency", "type"),
    *("due_from", "due_to", "issue_from", "account_id", "order_id", "account_name", "after", "before", "sums", "form"),
    *("without", "as_of", "by", "edges", "bucket", "check", "range", "download", "frame", "next", "changed"),
)
SENT = (
    *(
        "username",
        "password",
        "old_password",
        "new_password1",
        "new_password2",
        "name",
        "roles",
        "do",
        "value",
        "field",
    ),
    *("reason", "until", "note", "snapshot", "address", "role", "kind", "q", "next", "facts", "again"),
)


ALSO_POSTED = (
    "password_change",
    "person_add",
    "person_detail",
    "check_value",
    "acknowledge_finding",
    "history_approve",
)


class TestEveryPage:
    def test_takes_one_in_its_address_for_a_blank(self, administrator: Client, whole_api: WholeApi) -> None:
        query = urlencode(dict.fromkeys(ASKED, NUL))
        for name, path in addresses().items():
            answer = administrator.get(f"{path}?{query}")
            page = content_of(answer) if answer["Content-Type"].startswith("text/") else content_of(answer)[:0]
            assert answer.status_code < 500, name
            assert b"\0" not in page, name
            assert b"%00" not in page, name

    def test_takes_one_in_the_address_of_a_list_for_a_blank(self, administrator: Client, whole_api: WholeApi) -> None:
        for place in ("/finance/invoices/", "/invoices/", f"/accounts/{PARAMETERS['account_id']}/invoices/"):
            origin = f"{place}?{urlencode(dict.fromkeys(ASKED, NUL))}"
            for way in ("next_invoice", "previous_invoice", "invoice_detail"):
                answer = administrator.get(f"{addresses()[way]}?{urlencode({'from': origin})}")
                assert answer.status_code < 500, (place, way)

    @pytest.mark.parametrize("path", ["/invoices/a%00b/", "/integrations/%00/", "/nowhere%00/", "/users/%00/"])
    def test_has_none_with_one_in_its_path(self, administrator: Client, whole_api: WholeApi, path: str) -> None:
        assert administrator.get(path).status_code == 404


class TestCookie:
    def test_with_one_is_none(self) -> None:
        met: list[dict[str, str]] = []

        def answer(request: HttpRequest) -> HttpResponse:
            met.append(request.COOKIES)
            return HttpResponse()

        cookies = 'session="aaaaaaaaaaaa\\000x"; other="a\\303\\251"; plain=b'
        QueryMiddleware(answer)(RequestFactory().get("/", headers={"cookie": cookies}))

        assert [sorted(kept) for kept in met] == [["other", "plain"]]


class TestForms:
    @pytest.mark.parametrize("person", ["administrator", "finance"])
    def test_are_none_the_worse_for_one(self, request: pytest.FixtureRequest, whole_api: WholeApi, person: str) -> None:
        client: Client = request.getfixturevalue(person)
        user = User.objects.get(username="ada" if person == "administrator" else "fay")
        SavedView.objects.create(pk=PARAMETERS["view_id"], owner=user, name="mine", address="/invoices/")
        for name in (*sorted(ONLY_POSTED - {"logout", "sign_out_everywhere"}), *ALSO_POSTED, "search"):
            assert client.post(address(name), dict.fromkeys(SENT, NUL)).status_code < 500, name

    def test_of_a_stranger_are_refused(self, client: Client, db: None) -> None:
        answer = client.post("/login/", {"username": NUL, "password": NUL, "next": NUL})

        assert answer.status_code == 200


class TestWithoutNul:
    @pytest.mark.parametrize(
        ("query", "left"),
        [
            ("q=%00", "q=+"),
            ("q=a%00b", "q=a+b"),
            ("q=%%0000", "q=%+00"),
            ("q=\0", "q=+"),
            ("q=%2500", "q=%2500"),
            ("", ""),
        ],
    )
    def test_leaves_none(self, query: str, left: str) -> None:
        assert without_nul(query) == left
