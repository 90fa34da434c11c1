"""The addresses of integrations mirror the API's own paths."""

from django.urls import path

from integrations_ui.views import (
    across,
    automations,
    checking,
    compare,
    configuration,
    connection,
    connections,
    evidence,
    findings,
    history,
    partner_functions,
)

CONNECTION = "integrations/<str:connection_uuid>/"
FUNCTIONS = f"{CONNECTION}partner-functions/"
AUTOMATIONS = f"{CONNECTION}automations/"
HISTORY = f"{CONNECTION}history/"
EVIDENCE = f"{CONNECTION}evidence/"
FINDINGS = f"{CONNECTION}findings/"
FINDING = f"{FINDINGS}<str:rule>/<str:facts>/"

urlpatterns = [
    path("integrations/", connections.connection_list, name="connection_list"),
    # Before the address of one connection, which would take these words for a uuid.
    path("integrations/matrix/", across.configuration_matrix, name="configuration_matrix"),
    path("integrations/compare/", compare.connection_compare, name="connection_compare"),
    path("integrations/findings/", findings.finding_list, name="finding_list"),
    path("integrations/evidence/", evidence.evidence_pack, name="evidence_pack"),
    path("integrations/evidence/download/", evidence.evidence_file, name="evidence_file"),
    path("integrations/shared-credentials/", checking.shared_credentials, name="shared_credentials"),
    path(CONNECTION, connection.connection_detail, name="connection_detail"),
    path(f"{CONNECTION}configuration/", configuration.configuration_detail, name="configuration_detail"),
    path(FUNCTIONS, partner_functions.partner_function_list, name="partner_function_list"),
    path(f"{FUNCTIONS}<str:function_uuid>/", partner_functions.partner_function_detail, name="partner_function_detail"),
    path(AUTOMATIONS, automations.automation_list, name="automation_list"),
    path(f"{AUTOMATIONS}<str:automation_uuid>/", automations.automation_detail, name="automation_detail"),
    path(FINDINGS, findings.connection_findings, name="connection_findings"),
    path(f"{FINDING}acknowledge/", findings.acknowledge_finding, name="acknowledge_finding"),
    path(f"{FINDING}withdraw/", findings.withdraw_finding, name="withdraw_finding"),
    path(EVIDENCE, evidence.connection_evidence, name="connection_evidence"),
    path(f"{EVIDENCE}download/", evidence.connection_evidence_file, name="connection_evidence_file"),
    path(HISTORY, history.connection_history, name="connection_history"),
    path(f"{HISTORY}diff/", history.history_diff, name="history_diff"),
    path(f"{HISTORY}approve/", history.history_approve, name="history_approve"),
    path(f"{CONNECTION}check/", checking.check_value, name="check_value"),
]
