from __future__ import annotations

import json
import pickle
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from dashboard.exsited.errors import Missing, Unreadable
from dashboard.exsited.fields import Malformed, Row
from dashboard.exsited.integrations import (
    DOCUMENTED_FLAGS,
    Automation,
    Configuration,
    Connection,
    PartnerFunction,
    get_automation,
    get_configuration,
    get_connection,
    get_partner_function,
    list_automations,
    list_connections,
    list_partner_functions,
)
from dashboard.exsited.pages import Sort
from dashboard.exsited.secrets import HIDDEN
from dashboard.exsited.wire import read_object
from tests.builders import (
    ABSENT,
    ACCESS_TOKEN,
    AUTOMATION_UUID,
    CLIENT_SECRET,
    CONNECTION_UUID,
    FUNCTION_UUID,
    REFRESH_TOKEN,
    SECRETS,
    automation_json,
    configuration_json,
    connection_json,
    page_of,
    partner_function_json,
)
from tests.exsited.conftest import SEALER, Announce

if TYPE_CHECKING:
    from dashboard.exsited.client import Client

CONNECTIONS = "/api/v2/integration-connections"
INTEGRATION = f"/api/v3/integration/{CONNECTION_UUID}"
FIRST_PAGE = {"limit": "20", "offset": "0"}


def row(values: dict[str, Any]) -> Row:
    return read_object(json.dumps(values).encode(), sealer=SEALER, endpoint="/api")


def names_of(record: type) -> set[str]:
    return {field.name for field in fields(record)} - {"extra"}


class TestConnection:
    def test_has_every_documented_field(self) -> None:
        assert names_of(Connection) == set(connection_json())
        assert Connection.read(row(connection_json())).extra == {}

    def test_keeps_only_what_a_secret_may_leave_behind(self) -> None:
        connection = Connection.read(row(connection_json()))

        assert connection.client_secret == SEALER.seal(CLIENT_SECRET)
        assert connection.access_token == SEALER.seal(ACCESS_TOKEN)
        assert connection.refresh_token == SEALER.seal(REFRESH_TOKEN)
        assert connection.client_id == "4F8E01B2A6C97D35"

    def test_holds_no_secret_in_any_form(self) -> None:
        leaky = connection_json(
            remote_instance_name=f"Harbour {CLIENT_SECRET}",
            status=ACCESS_TOKEN,
            integration_partner=[REFRESH_TOKEN],
            note=f"Bearer {REFRESH_TOKEN}",
            api_key="canary-of-another-kind",
            options={"token": "canary-of-another-kind", "text": CLIENT_SECRET},
        )
        connection = Connection.read(row(leaky))

        for form in (repr(connection), str(asdict(connection)), pickle.dumps(connection).decode("latin-1")):
            assert not any(secret in form for secret in SECRETS)
            assert "canary-of-another-kind" not in form

    def test_masks_unknown_values_that_look_like_secrets(self) -> None:
        connection = Connection.read(row(connection_json(region="AU", webhook="9fK2mQ7xZr4TbW8sLp3V", api_key="short")))

        assert connection.extra == {"region": "AU", "webhook": HIDDEN, "api_key": HIDDEN}

    @pytest.mark.parametrize("absent", [ABSENT, None, "", "NULL"])
    def test_tells_no_secret_from_a_secret(self, absent: object) -> None:
        assert Connection.read(row(connection_json(client_secret=absent))).client_secret is None

    def test_is_nothing_without_its_uuid(self) -> None:
        with pytest.raises(Unreadable, match="schema_missing"):
            Connection.read(row(connection_json(uuid="")))


class TestListConnections:
    def test_gives_a_page(self, client: Client, announce: Announce) -> None:
        body = {"integration_connection": [connection_json()], "pagination": {}}
        announce(CONNECTIONS, body, query=FIRST_PAGE)

        page = list_connections(client)

        assert [connection.uuid for connection in page.items] == [CONNECTION_UUID]
        assert not page.has_next

    def test_asks_for_an_order_and_for_fields_with_the_identity(self, client: Client, announce: Announce) -> None:
        query = {"limit": "50", "offset": "100", "fields": "uuid,status", "order_by": "status", "direction": "desc"}
        announce(CONNECTIONS, {"integration_connection": []}, query=query)

        sort = Sort(field="status", descending=True)
        page = list_connections(client, limit=50, offset=100, sort=sort, fields=["status", "uuid"])

        assert page.items == ()

    def test_takes_one_connection_for_a_list_of_one(self, client: Client, announce: Announce) -> None:
        announce(CONNECTIONS, {"integration_connection": connection_json()}, query=FIRST_PAGE)

        assert len(list_connections(client).items) == 1

    @pytest.mark.parametrize("body", [{}, {"pagination": {}}, {"integration_connection": None}])
    def test_is_not_empty_when_the_list_is_not_there(self, client: Client, announce: Announce, body: object) -> None:
        announce(CONNECTIONS, body, query=FIRST_PAGE)

        with pytest.raises(Unreadable, match="schema_missing"):
            list_connections(client)

    def test_is_not_empty_when_the_endpoint_is_not_there(self, client: Client, announce: Announce) -> None:
        announce(CONNECTIONS, {"errors": []}, status=404, query=FIRST_PAGE)

        with pytest.raises(Unreadable, match="endpoint_missing"):
            list_connections(client)


class TestGetConnection:
    @pytest.mark.parametrize(
        "found", [[connection_json()], connection_json(), [connection_json(uuid="other"), connection_json()]]
    )
    def test_finds_it_in_a_list_or_alone(self, client: Client, announce: Announce, found: object) -> None:
        announce(f"{CONNECTIONS}/{CONNECTION_UUID}", {"integration_connection": found})

        assert get_connection(client, CONNECTION_UUID).uuid == CONNECTION_UUID

    @pytest.mark.parametrize("found", [[], [connection_json(uuid="one"), connection_json(uuid="two")]])
    def test_misses_it_when_it_is_not_among_them(self, client: Client, announce: Announce, found: object) -> None:
        announce(f"{CONNECTIONS}/{CONNECTION_UUID}", {"integration_connection": found})

        with pytest.raises(Missing):
            get_connection(client, CONNECTION_UUID)


class TestConfiguration:
    def test_keeps_every_key_in_order(self) -> None:
        account = configuration_json()["account"]
        module = Configuration.read(row({"account": account})).modules[0]

        assert (module.name, module.provider, module.extra) == ("account", "xero", {})
        assert [(setting.section, setting.key) for setting in module.settings] == [
            ("sync", "account_sync_to_xero"),
            *(("export", key) for key in account["export"]),
            *(("import", key) for key in account["import"]),
        ]

    def test_tells_on_from_off_from_unknown_from_absent(self) -> None:
        export = {"on": "true", "off": "false", "odd": "BOOLEAN_FLAG", "unset": ""}
        module = Configuration.read(row({"item": {"export": export}})).modules[0]

        assert [setting.value for setting in module.settings] == [True, False, Malformed("BOOLEAN_FLAG"), None]
        assert [setting.raw for setting in module.settings] == ["true", "false", "BOOLEAN_FLAG", None]

    def test_keeps_what_nobody_documented(self) -> None:
        payroll = {"payroll_sync_to_myob": "true", "mode": "daily", "archive": {"payslips": "false"}}
        configuration = Configuration.read(row({"payroll": payroll, "revision": "7"}))
        module = configuration.modules[0]

        assert configuration.extra == {"revision": "7"}
        assert module.extra == {"mode": "daily"}
        assert [(setting.section, setting.key, setting.value) for setting in module.settings] == [
            ("sync", "payroll_sync_to_myob", True),
            ("archive", "payslips", False),
        ]

    def test_documents_nine_toggles_and_forty_four_settings(self) -> None:
        sections = [section for module in DOCUMENTED_FLAGS.values() for section in module.items()]

        assert sum(len(keys) for name, keys in sections if name == "sync") == 9
        assert sum(len(keys) for name, keys in sections if name != "sync") == 44

    def test_reads_every_documented_flag(self) -> None:
        full = {
            module: {"provider": "xero", **dict.fromkeys(sections["sync"], "true")}
            | {section: dict.fromkeys(sections[section], "false") for section in ("export", "import")}
            for module, sections in DOCUMENTED_FLAGS.items()
        }

        for module in Configuration.read(row(full)).modules:
            for section, keys in DOCUMENTED_FLAGS[module.name].items():
                read = {setting.key: setting.value for setting in module.settings if setting.section == section}
                assert read == dict.fromkeys(keys, section == "sync")

    def test_is_fetched_by_the_connection(self, client: Client, announce: Announce) -> None:
        announce(f"{INTEGRATION}/configuration", {"integration": configuration_json()})

        configuration = get_configuration(client, CONNECTION_UUID)

        assert [module.name for module in configuration.modules] == ["account", "item", "transaction", "purchase"]

    def test_is_not_empty_when_it_is_not_there(self, client: Client, announce: Announce) -> None:
        announce(f"{INTEGRATION}/configuration", {"integration": None})

        with pytest.raises(Unreadable, match="schema_missing"):
            get_configuration(client, CONNECTION_UUID)


class TestPartnerFunctions:
    def test_have_every_documented_field(self) -> None:
        assert names_of(PartnerFunction) == set(partner_function_json())
        assert PartnerFunction.read(row(partner_function_json())).extra == {}

    def test_are_read_by_their_kinds(self) -> None:
        function = PartnerFunction.read(row(partner_function_json(enabled="False", updated="yesterday")))

        assert function.enabled is False
        assert function.created == datetime(2025, 11, 3, 4, 20, tzinfo=UTC)
        assert function.updated == Malformed("yesterday")
        assert function.pre_run_script_id is None

    def test_come_in_pages(self, client: Client, announce: Announce) -> None:
        body = page_of(partner_function_json(), key="partner_functions", records=41, offset=40)
        announce(f"{INTEGRATION}/partner-function", body, query={"limit": "20", "offset": "40"})

        page = list_partner_functions(client, CONNECTION_UUID, offset=40)

        assert (page.items[0].uuid, page.records, page.number) == (FUNCTION_UUID, 41, 3)

    def test_come_one_by_one(self, client: Client, announce: Announce) -> None:
        announce(f"{INTEGRATION}/partner-function/{FUNCTION_UUID}", {"partner_function": partner_function_json()})

        assert get_partner_function(client, CONNECTION_UUID, FUNCTION_UUID).name == "Import customers"


class TestAutomations:
    def test_have_every_documented_field(self) -> None:
        renamed = {"performActionText": "perform_action_text", "checkOnText": "check_on_text"}

        assert names_of(Automation) == {renamed.get(key, key) for key in automation_json()}
        assert Automation.read(row(automation_json())).extra == {}

    def test_are_read_by_their_kinds(self) -> None:
        automation = Automation.read(row(automation_json(additional_criteria="BOOLEAN_FLAG")))

        assert automation.check_on_minutes == 480
        assert automation.additional_criteria == Malformed("BOOLEAN_FLAG")
        assert (automation.perform_action_text, automation.check_on_text) == ("Import suppliers", "Every 8 hours")

    def test_come_in_pages(self, client: Client, announce: Announce) -> None:
        body = page_of(automation_json(), key="integration_automations")
        announce(f"{INTEGRATION}/automation", body, query=FIRST_PAGE)

        assert list_automations(client, CONNECTION_UUID).items[0].code == "AUTO-0007"

    def test_come_one_by_one(self, client: Client, announce: Announce) -> None:
        announce(f"{INTEGRATION}/automation/{AUTOMATION_UUID}", {"integration_automation": automation_json()})

        assert get_automation(client, CONNECTION_UUID, AUTOMATION_UUID).display_name == "New suppliers"
