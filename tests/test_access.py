"""Every address as every role and signed out: what opens, what is refused, and that the menu says the same."""

from __future__ import annotations

import pytest
import responses
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

OPEN = {"login", "logout", "oidc_sign_in", "oidc_callback", "healthz", "readyz"}
ADMINISTRATORS = {
    "status",
    "access_log",
    "person_list",
    "person_add",
    "person_detail",
    "component_sheet",
    "connection_list",
    "connection_detail",
    "configuration_detail",
    "configuration_matrix",
    "connection_compare",
    "partner_function_list",
    "partner_function_detail",
    "automation_list",
    "automation_detail",
    "connection_history",
    "history_diff",
    "history_approve",
    "check_value",
    "shared_credentials",
    "finding_list",
    "connection_findings",
    "acknowledge_finding",
    "withdraw_finding",
    "evidence_pack",
    "evidence_file",
    "connection_evidence",
    "connection_evidence_file",
}
INVOICES = {
    "invoice_list",
    "ledger_list",
    "saved_view_list",
    "save_view",
    "rename_view",
    "delete_view",
    "invoice_detail",
    "invoice_information",
    "invoice_json",
    "next_invoice",
    "previous_invoice",
    "invoice_pdf",
    "invoice_pdf_file",
    "order_invoice_list",
    "account_invoice_list",
    "note_list",
    "note_detail",
    "note_source",
    "note_file_list",
    "note_file_detail",
    "note_file_preview",
    "note_file_download",
}
FINANCE = {
    "ageing",
    "finance",
    "movement",
    "reconciliation",
    "ledger",
}
LEDGER_SYNCS = {"ledger_sync", "ledger_cancel"}
ANY_ROLE = {"search", "search_typed", "forget_lookups"}
ANY_PERSON = {"home", "password_change", "sign_out_everywhere"}
EVERYTHING = OPEN | ADMINISTRATORS | INVOICES | FINANCE | LEDGER_SYNCS | ANY_ROLE | ANY_PERSON
NOT_FOR_THEM = [
    *((role, name) for role in ("support", "finance", "nobody") for name in sorted(ADMINISTRATORS)),
    *(("support", name) for name in sorted(FINANCE | LEDGER_SYNCS)),
    *(("administrator", name) for name in sorted(LEDGER_SYNCS)),
    *(("nobody", name) for name in sorted(INVOICES | FINANCE | LEDGER_SYNCS | ANY_ROLE)),
]
PARAMETERS = {
    "connection_uuid": "0b0f0c0d-0000-4000-8000-000000000001",
    "function_uuid": "0b0f0c0d-0000-4000-8000-000000000002",
    "automation_uuid": "0b0f0c0d-0000-4000-8000-000000000003",
    "person_id": "1",
    "rule": "AUT-1",
    "view_id": "1",
    "facts": "0b" * 32,
    "invoice_id": "INV-1",
    "order_id": "ORD-1",
    "account_id": "ACC1",
    "note_uuid": "0b0f0c0d-0000-4000-8000-000000000004",
    "file_uuid": "0b0f0c0d-0000-4000-8000-000000000005",
}


def patterns(resolver: URLResolver) -> list[URLPattern]:
    found: list[URLPattern] = []
    for pattern in resolver.url_patterns:
        found += patterns(pattern) if isinstance(pattern, URLResolver) else [pattern]
    return found


PATTERNS = {pattern.name or "": pattern for pattern in patterns(get_resolver())}


def address(name: str) -> str:
    wanted = PATTERNS[name].pattern.converters
    return reverse(name, kwargs={parameter: PARAMETERS[parameter] for parameter in wanted})


def test_every_address_is_named_here_once() -> None:
    kinds = [OPEN, ADMINISTRATORS, INVOICES, FINANCE, LEDGER_SYNCS, ANY_ROLE, ANY_PERSON]

    assert set(PATTERNS) == EVERYTHING
    assert sum(map(len, kinds)) == len(EVERYTHING)
    assert len(patterns(get_resolver())) == len(PATTERNS)


class TestRefused:
    @pytest.mark.parametrize("name", sorted(ADMINISTRATORS))
    @pytest.mark.parametrize("role", ["support", "finance", "nobody"])
    def test_integrations_are_for_administrators(
        self, request: pytest.FixtureRequest, exsited: responses.RequestsMock, role: str, name: str
    ) -> None:
        client: Client = request.getfixturevalue(role)

        response = client.get(address(name))

        assert response.status_code == 403
        assert b"Your role may not open this page" in response.content
        assert len(exsited.calls) == 0

    @pytest.mark.parametrize("name", sorted(FINANCE))
    def test_what_is_owed_is_not_for_support(self, support: Client, exsited: responses.RequestsMock, name: str) -> None:
        assert support.get(address(name)).status_code == 403
        assert len(exsited.calls) == 0

    @pytest.mark.parametrize("name", sorted(LEDGER_SYNCS))
    def test_syncs_are_for_finance_alone(
        self, administrator: Client, support: Client, finance: Client, name: str
    ) -> None:
        assert administrator.post(address(name)).status_code == 403
        assert support.post(address(name)).status_code == 403
        assert finance.post(address(name)).status_code == 302

    @pytest.mark.parametrize("name", sorted(INVOICES | FINANCE | LEDGER_SYNCS | ANY_ROLE))
    def test_without_a_role_nothing_opens(self, nobody: Client, exsited: responses.RequestsMock, name: str) -> None:
        assert nobody.get(address(name)).status_code == 403
        assert len(exsited.calls) == 0

    @pytest.mark.parametrize("name", sorted(ADMINISTRATORS | INVOICES | FINANCE | LEDGER_SYNCS | ANY_ROLE | ANY_PERSON))
    def test_signed_out_goes_to_sign_in(
        self, client: Client, db: None, exsited: responses.RequestsMock, name: str
    ) -> None:
        response = client.get(address(name))

        assert response.status_code == 302
        assert response.headers["Location"].startswith("/login/?next=")
        assert len(exsited.calls) == 0

    @pytest.mark.parametrize(("role", "name"), NOT_FOR_THEM)
    def test_no_other_way_of_asking_is_a_way_in(
        self, request: pytest.FixtureRequest, exsited: responses.RequestsMock, role: str, name: str
    ) -> None:
        client: Client = request.getfixturevalue(role)
        path = address(name)
        fragment = {"HX-Request": "true", "HX-Target": "panel-notes"}

        statuses = {
            "fragment": client.get(path, headers=fragment).status_code,
            "CSV": client.get(path, {"format": "csv"}).status_code,
            "XLSX": client.get(path, {"format": "xlsx"}).status_code,
            "form": client.post(path, {"do": "roles", "roles": "Administrators"}).status_code,
            "fragment of a form": client.post(path, headers=fragment).status_code,
        }

        assert set(statuses.values()) <= {403, 405}, statuses
        assert 403 in statuses.values()
        assert len(exsited.calls) == 0

    @pytest.mark.parametrize("name", sorted(EVERYTHING - OPEN))
    def test_signed_out_nothing_opens_by_any_way_of_asking(
        self, client: Client, db: None, exsited: responses.RequestsMock, name: str
    ) -> None:
        path = address(name)

        for answer in (client.get(path, {"format": "csv"}), client.post(path), client.put(path)):
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/login/?next=")
        fragment = client.get(path, headers={"HX-Request": "true", "HX-Target": "panel-notes"})
        assert fragment.headers["HX-Redirect"].startswith("/login/?next=")
        assert fragment.content == b""
        assert len(exsited.calls) == 0

    def test_a_role_taken_away_acts_on_the_next_request(self, administrator: Client) -> None:
        from django.contrib.auth.models import User

        assert administrator.get("/components/").status_code == 200
        User.objects.get(username="ada").groups.clear()

        assert administrator.get("/components/").status_code == 403


class TestMenu:
    @pytest.mark.parametrize(
        ("role", "shown", "absent"),
        [
            ("administrator", {"connection_list", "invoice_list", "component_sheet", "access_log"}, set()),
            ("support", {"invoice_list"}, {"connection_list", "component_sheet", "finance", "ledger"}),
            ("finance", {"invoice_list", "finance", "ledger"}, {"connection_list", "component_sheet"}),
            ("nobody", set(), {"connection_list", "invoice_list", "component_sheet"}),
        ],
    )
    def test_holds_what_the_role_may_open(
        self, request: pytest.FixtureRequest, role: str, shown: set[str], absent: set[str]
    ) -> None:
        client: Client = request.getfixturevalue(role)

        page = client.get("/nowhere/").content.decode()
        menu = page[page.index('id="side"') : page.index("</nav>", page.index('id="side"'))]

        assert {name for name in shown | absent if f'href="{reverse(name)}"' in menu} == shown
