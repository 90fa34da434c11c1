"""Whatever an answer holds, no rule fails: it finds, or cannot judge, or is content."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from integrations_ui.audit import judge
from tests.builders import automation_json, connection_json, partner_function_json
from tests.integrations_ui.audit.subjects import OTHER_UUID, audit, automation, configuration, connection, function

WORDS = st.sampled_from(
    [
        "",
        "true",
        "false",
        "NULL",
        "ACTIVE",
        "PAUSED",
        "EXPORT",
        "BOTH",
        "xero",
        "İ",
        "\ud800",
        "customDayTime",
        "thursday",
        "0",
    ]
)
ODD: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.text(max_size=12) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def changes_of(record: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(sorted(set(record) - {"uuid"})), ODD, max_size=6)


MODULES = st.dictionaries(st.sampled_from(["account", "item", "transaction", "purchase", "wombat"]), ODD, max_size=4)
FLAGS = st.dictionaries(
    st.sampled_from(
        ["invoice_sync_to_xero", "invoice_to_xero_enabled", "payment_from_xero_enabled", "account_to_xero_tax_enable"]
    ),
    ODD,
)


class TestOddities:
    @settings(max_examples=150, deadline=None)
    @given(
        connections=changes_of(connection_json()),
        functions=st.lists(changes_of(partner_function_json()), max_size=3),
        automations=st.lists(changes_of(automation_json()), max_size=3),
        modules=MODULES,
        flags=FLAGS,
    )
    def test_make_no_rule_fail(
        self,
        connections: dict[str, Any],
        functions: list[dict[str, Any]],
        automations: list[dict[str, Any]],
        modules: dict[str, Any],
        flags: dict[str, Any],
    ) -> None:
        subject = audit(
            of=connection(**connections),
            flags=configuration(**flags) | modules,
            functions=[function(**one, uuid=f"f{at}") for at, one in enumerate(functions)],
            automations=[
                automation(**{"perform_function": f"f{at}"} | one, uuid=f"a{at}") for at, one in enumerate(automations)
            ],
            others=[connection(**connections | {"uuid": OTHER_UUID})],
        )

        told = judge(subject)

        assert len({finding.digest for finding in told.findings}) == len(told.findings)
        assert all(finding.text for finding in told.findings)
