"""Evidence of the whole sandbox over HTTP: no secret in the page nor in the unpacked workbook."""

from __future__ import annotations

import pytest
from django.test import Client

from integrations_ui.models import Snapshot
from tests.integrations_ui.evidence.places import ALL, ALL_FILE
from tests.integrations_ui.evidence.workbook import content_of, records_in, sheets_in, unpacked
from tests.sandbox_process import SandboxProcess
from tests.test_canary import hits, secrets_of

pytestmark = [pytest.mark.sandbox, pytest.mark.django_db]


class TestEvidenceOfTheSandbox:
    def test_has_everything_but_the_secrets(self, on_sandbox: SandboxProcess, administrator: Client) -> None:
        secrets = secrets_of(on_sandbox)

        page = administrator.get(f"{ALL}?page=all")
        content = content_of(administrator.get(ALL_FILE))
        book = sheets_in(content)

        assert len(secrets) > 8
        assert hits(secrets, page.content) == []
        assert hits(secrets, unpacked(content)) == []
        connections = records_in(book, "Connections")
        assert len(connections) == Snapshot.objects.count()
        assert all(one["Connection uuid"] in page.content.decode() for one in connections)
        masks = {one["Client secret, ends in"] for one in connections} - {""}
        assert masks
        assert all(mask.startswith("••••••••") for mask in masks)
