"""Where the pages below one connection stand, and what they ask Exsited for."""

from __future__ import annotations

from tests.builders import AUTOMATION_UUID, CONNECTION_UUID, FUNCTION_UUID
from tests.conftest import BASE_URL

CONNECTION = f"{BASE_URL}/api/v2/integration-connections/{CONNECTION_UUID}"
INTEGRATION = f"{BASE_URL}/api/v3/integration/{CONNECTION_UUID}"
CONFIGURATION = f"{INTEGRATION}/configuration"
FUNCTIONS = f"{INTEGRATION}/partner-function"
FUNCTION = f"{FUNCTIONS}/{FUNCTION_UUID}"
AUTOMATIONS = f"{INTEGRATION}/automation"
AUTOMATION = f"{AUTOMATIONS}/{AUTOMATION_UUID}"

PAGE = f"/integrations/{CONNECTION_UUID}"
CONFIGURATION_PAGE = f"{PAGE}/configuration/"
FUNCTIONS_PAGE = f"{PAGE}/partner-functions/"
FUNCTION_PAGE = f"{FUNCTIONS_PAGE}{FUNCTION_UUID}/"
AUTOMATIONS_PAGE = f"{PAGE}/automations/"
AUTOMATION_PAGE = f"{AUTOMATIONS_PAGE}{AUTOMATION_UUID}/"

PAGES = (CONFIGURATION_PAGE, FUNCTIONS_PAGE, FUNCTION_PAGE, AUTOMATIONS_PAGE, AUTOMATION_PAGE)


def fragment(name: str) -> dict[str, str]:
    """The headers by which htmx asks for the fragment of this id."""
    return {"HX-Request": "true", "HX-Target": name}
