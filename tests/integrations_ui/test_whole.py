import pytest
import responses

from dashboard import upstream
from dashboard.exsited import Forbidden
from integrations_ui.whole import all_connections, read_all, read_integration
from tests.builders import automation_json, configuration_json, connection_json, page_of, partner_function_json
from tests.conftest import BASE_URL

CONNECTIONS = f"{BASE_URL}/api/v2/integration-connections"


def announce(exsited: responses.RequestsMock, uuid: str, *, configuration_status: int = 200) -> None:
    parts = f"{BASE_URL}/api/v3/integration/{uuid}"
    exsited.get(f"{parts}/configuration", json={"integration": configuration_json()}, status=configuration_status)
    exsited.get(f"{parts}/partner-function", json=page_of(partner_function_json(), key="partner_functions", limit=100))
    exsited.get(f"{parts}/automation", json=page_of(automation_json(), key="integration_automations", limit=100))


class TestOne:
    def test_is_read_whole(self, exsited: responses.RequestsMock) -> None:
        exsited.get(f"{CONNECTIONS}/one", json={"integration_connection": [connection_json(uuid="one")]})
        announce(exsited, "one")

        found = read_integration(upstream.process_client(), "one")

        assert found.whole
        assert not found.errors

    def test_tells_which_part_did_not_come(self, exsited: responses.RequestsMock) -> None:
        exsited.get(f"{CONNECTIONS}/one", json={"integration_connection": [connection_json(uuid="one")]})
        announce(exsited, "one", configuration_status=403)

        found = read_integration(upstream.process_client(), "one")

        assert not found.whole
        assert found.configuration is None
        assert isinstance(found.errors["configuration"], Forbidden)
        assert found.functions is not None


class TestAll:
    @pytest.mark.parametrize("odd", ["a/b", "..", "a b"])
    def test_one_odd_uuid_costs_only_its_own_parts(self, exsited: responses.RequestsMock, odd: str) -> None:
        rows = [connection_json(uuid=odd), connection_json(uuid="subject")]
        exsited.get(CONNECTIONS, json=page_of(*rows, key="integration_connection", limit=100))
        announce(exsited, "subject")
        client = upstream.process_client()

        first, second = read_all(client, all_connections(client).items)

        assert set(first.errors) == {"configuration", "functions", "automations"}
        assert second.whole
