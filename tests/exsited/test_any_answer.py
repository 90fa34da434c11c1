"""Whatever the upstream answers, each call gives records or one of its documented errors, and never breaks."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import responses
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.exsited import (
    Client,
    ExsitedError,
    Sealer,
    Sort,
    get_attachment,
    get_automation,
    get_configuration,
    get_connection,
    get_invoice,
    get_invoice_information,
    get_invoice_json,
    get_note,
    get_note_file,
    get_partner_function,
    list_account_invoices,
    list_automations,
    list_connections,
    list_figures,
    list_invoices,
    list_note_files,
    list_notes,
    list_order_invoices,
    list_partner_functions,
    open_invoice_pdf,
    walk,
)
from dashboard.exsited.http.parts import start_of
from dashboard.exsited.http.paths import host_of
from dashboard.exsited.http.retry import retry_after
from dashboard.exsited.tokens import read_token
from dashboard.exsited.wire import errors_in, read_object
from invoices_ui.notes.file_names import content_disposition, kind_by_name, safe_file_name
from tests import builders
from tests.exsited.hostile import client_of
from tests.odd_json import changed, examples, texts, values, written

INVOICE, CONNECTION = "INV-1", builders.CONNECTION_UUID
Call = Callable[[Client], object]
ENDPOINTS: dict[str, tuple[Call, object]] = {
    "connections": (
        lambda client: list_connections(client, sort=Sort(field="status"), fields=("status",)),
        builders.page_of(builders.connection_json(), key="integration_connection"),
    ),
    "connection": (
        lambda client: get_connection(client, CONNECTION),
        {"integration_connection": [builders.connection_json()]},
    ),
    "configuration": (
        lambda client: get_configuration(client, CONNECTION),
        {"integration": builders.configuration_json()},
    ),
    "functions": (
        lambda client: list_partner_functions(client, CONNECTION),
        builders.page_of(builders.partner_function_json(), key="partner_functions"),
    ),
    "function": (
        lambda client: get_partner_function(client, CONNECTION, "f"),
        {"partner_function": builders.partner_function_json()},
    ),
    "automations": (
        lambda client: list_automations(client, CONNECTION),
        builders.page_of(builders.automation_json(), key="integration_automations"),
    ),
    "automation": (
        lambda client: get_automation(client, CONNECTION, "a"),
        {"integration_automation": builders.automation_json()},
    ),
    "invoices": (list_invoices, builders.page_of(builders.invoice_json(), builders.invoice_json(id="INV-2"))),
    "figures": (list_figures, builders.page_of(builders.invoice_json())),
    "invoice": (lambda client: get_invoice(client, INVOICE), {"invoice": builders.invoice_json()}),
    "information": (
        lambda client: get_invoice_information(client, INVOICE),
        {"invoice": builders.information_json()},
    ),
    "json": (lambda client: get_invoice_json(client, INVOICE), {"invoice": builders.invoice_json()}),
    "of an order": (
        lambda client: list_order_invoices(client, "ORD-1"),
        builders.page_of(builders.invoice_json(), within="order"),
    ),
    "of an account": (
        lambda client: list_account_invoices(client, "ACC1"),
        builders.page_of(builders.account_invoice_json(), within="account"),
    ),
    "notes": (
        lambda client: list_notes(client, INVOICE),
        builders.page_of(builders.note_json(), key="notes", within="invoice"),
    ),
    "note": (lambda client: get_note(client, INVOICE, "n"), {"invoice": {"note": builders.note_json()}}),
    "files": (
        lambda client: list_note_files(client, INVOICE, "n"),
        {"invoice": {"note": {"files": [builders.file_json()], "custom_attributes": []}}},
    ),
    "file": (
        lambda client: get_note_file(client, INVOICE, "n", "f"),
        {"invoice": {"note": {"file": builders.file_json(), "custom_attributes": [{"name": "a", "value": "b"}]}}},
    ),
    "attachment": (lambda client: get_attachment(client, "f"), {"note_attachment": builders.attachment_json()}),
    "pdf": (lambda client: list(open_invoice_pdf(client, INVOICE)), {"pdf": builders.attachment_json()}),
    "a walk": (
        lambda client: walk(
            lambda limit, offset: list_invoices(client, limit=limit, offset=offset),
            identity=lambda invoice: invoice.id,
            most_calls=4,
        ),
        builders.page_of(builders.invoice_json(), builders.invoice_json(id="INV-2"), records=4),
    ),
}
SEALER = Sealer(b"tests")


@pytest.fixture(scope="module")
def fake() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as fake:
        yield fake


@pytest.fixture(scope="module")
def client(fake: responses.RequestsMock) -> Iterator[Client]:
    client = client_of("https://exsited.example")
    yield client
    client.close()


def asked(client: Client, fake: responses.RequestsMock, call: Call, body: bytes, *, status: int = 200) -> object:
    fake.reset()
    fake.get(re.compile("https://exsited.example/.*"), body=body, status=status, content_type="application/json")
    fake.post(re.compile("https://exsited.example/.*"), status=401)
    try:
        return call(client)
    except ExsitedError as error:
        return error


class TestEndpoints:
    @pytest.mark.parametrize("name", ENDPOINTS)
    def test_answer_as_documented(self, client: Client, fake: responses.RequestsMock, name: str) -> None:
        call, real = ENDPOINTS[name]

        assert not isinstance(asked(client, fake, call, written(real)), ExsitedError)

    @pytest.mark.parametrize("name", ENDPOINTS)
    @examples(25)
    @given(st.data())
    def test_give_records_or_a_documented_error(
        self, client: Client, fake: responses.RequestsMock, name: str, data: st.DataObject
    ) -> None:
        call, real = ENDPOINTS[name]
        body = written(data.draw(changed(real)))

        repr(asked(client, fake, call, body))

    @examples(50)
    @given(st.sampled_from(sorted(ENDPOINTS)), st.binary(max_size=200) | values.map(written))
    def test_give_an_error_for_what_is_no_such_object(
        self, client: Client, fake: responses.RequestsMock, name: str, body: bytes
    ) -> None:
        repr(asked(client, fake, ENDPOINTS[name][0], body))

    @examples(50)
    @given(
        changed({"errors": [{"code": "not_found", "message": "no"}], "object": "error", "code": 409, "error": "e"}),
        st.sampled_from([200, 400, 403, 404, 418]),
    )
    def test_say_what_an_error_says(
        self, client: Client, fake: responses.RequestsMock, envelope: object, status: int
    ) -> None:
        told = asked(client, fake, ENDPOINTS["invoice"][0], written(envelope), status=status)

        assert isinstance(told, ExsitedError)
        assert len(told.message or "") <= 300


class TestSmallParsers:
    @examples(200)
    @given(changed({"errors": [{"code": 401, "message": "a"}], "error": {"code": "x"}, "message": "m"}))
    def test_of_error_envelopes(self, envelope: object) -> None:
        try:
            row = read_object(written(envelope), sealer=SEALER, endpoint="/test")
        except ExsitedError:
            return
        code, message = errors_in(row)
        assert code is None or 100 <= code <= 599
        assert message is None or len(message) <= 300

    @example({"access_token": "abc", "expires_in": 10**400})
    @examples(200)
    @given(changed({"access_token": "abc", "refresh_token": "def", "expires_in": 3600, "token_type": "Bearer"}))
    def test_of_tokens(self, answer: object) -> None:
        token = read_token(written(answer), "kept")

        assert token is None or (60 <= token.lifetime <= 86_400 and "\n" not in token.access_token)

    @examples(200)
    @given(changed({"iat": 1_753_000_000, "exp": 1_753_003_600, "alg": "none"}), texts)
    def test_of_a_tokens_claims(self, claims: Any, signature: str) -> None:
        payload = base64.urlsafe_b64encode(written(claims)).decode().rstrip("=")
        for value in (f"eyJhbGciOiJub25lIn0.{payload}.{signature}", f"eyJ{payload}.{signature}", signature):
            sealed = SEALER.seal(value)
            assert SEALER.matches(value, sealed)

    @examples(200)
    @given(texts, st.sampled_from(["", ".pdf", ".txt"]), texts)
    def test_of_file_names(self, told: str, extension: str, unique: str) -> None:
        name = safe_file_name(told, unique=unique, extension=extension)

        assert re.fullmatch(r"[A-Za-z0-9_.-]{1,80}", name)
        assert content_disposition(as_attachment=True, name=name) == f'attachment; filename="{name}"'
        assert len(kind_by_name(told)) < 20

    @examples(200)
    @given(texts, texts)
    def test_of_headers(self, one: str, other: str) -> None:
        wait = retry_after({"Retry-After": one, "Date": other})

        assert wait is None or 0 <= wait <= 60
        assert start_of(one, asked="bytes=0-9", length=10) in {None, 0}
        assert re.fullmatch(r"[\w.:-]*", host_of(other))

    def test_of_a_body_as_deep_as_can_be(self) -> None:
        for body in ("[" * 100_000, '{"a":' * 100_000, json.dumps({"a": "x"})[:-1]):
            with pytest.raises(ExsitedError):
                read_object(body.encode(), sealer=SEALER, endpoint="/test")
