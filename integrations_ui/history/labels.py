"""What the fields of an integration are called in its history, and their values in words where those are not words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

from dashboard import formats
from integrations_ui.configuration.states import automation_state, connection_state, provider_name

Words = Callable[[str], str]

CONNECTION_LABELS = {
    "status": "Status",
    "integration_partner": "Provider",
    "remote_instance_id": "Remote instance id",
    "remote_instance_name": "Name",
    "client_id": "Client id",
}
SECRET_LABELS = {"client_secret": "Client secret", "access_token": "Access token", "refresh_token": "Refresh token"}
FUNCTION_LABELS = {
    "name": "Name",
    "description": "Description",
    "enabled": "Enabled",
    "direction": "Direction",
    "provider_name": "Provider",
    "event_name": "Event",
    "object_name": "Object",
    "object_mapping": "Mapping",
    "mapping_id": "Mapping id",
    "tag": "Tag",
    "pre_run_script_id": "Script before",
    "post_run_script_id": "Script after",
    "created": "Created",
    "updated": "Updated",
}
AUTOMATION_LABELS = {
    "display_name": "Shown as",
    "name": "Name",
    "description": "Description",
    "status": "Status",
    "direction": "Direction",
    "provider": "Provider",
    "code": "Code",
    "applies_to": "Applies to",
    "applies_to_function": "When",
    "trigger_condition_text": "Trigger",
    "additional_criteria": "More criteria",
    "perform_action_text": "Does",
    "perform_function": "Runs function",
    "automation_type": "Type",
    "check_on": "Check on",
    "check_on_minutes": "Minutes",
    "check_on_text": "In its own words",
    "custom_day": "Day",
    "custom_day_time": "Day and time",
    "custom_time": "Time",
}


def moment_words(text: str) -> str:
    with suppress(ValueError):
        return formats.moment_text(datetime.fromisoformat(text))
    return text


def flag_words(on: str, off: str) -> Words:
    return lambda text: {"true": on, "false": off}.get(text, text)


CONNECTION_WORDS: Mapping[str, Words] = {
    "status": lambda text: connection_state(text).label,
    "integration_partner": lambda text: provider_name(text) or text,
}
FUNCTION_WORDS: Mapping[str, Words] = {
    "enabled": flag_words("Enabled", "Disabled"),
    "direction": formats.humane,
    "provider_name": lambda text: provider_name(text) or text,
    "created": moment_words,
    "updated": moment_words,
}
AUTOMATION_WORDS: Mapping[str, Words] = {
    "status": lambda text: automation_state(text).label,
    "direction": formats.humane,
    "provider": lambda text: provider_name(text) or text,
    "additional_criteria": flag_words("Yes", "No"),
}
