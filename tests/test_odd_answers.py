"""No answer of the upstream makes an error of ours: every page, file and task over answers that nobody documents."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache as once

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import OURS
from dashboard.exsited import ExsitedError, InvoiceFigures, Sealer
from dashboard.exsited.wire import read_object
from dashboard.upstream import process_client
from integrations_ui.history.run import take_snapshots
from integrations_ui.models import Snapshot
from invoices_ui.ledger.keeping import keep
from tests import builders
from tests.canaries import spellings
from tests.every_page import API, WholeApi, addresses, content_of
from tests.faults.upstream import CONNECTIONS
from tests.odd_json import changed, examples, written

FRIENDLY = frozenset({200, 302, 403, 404, 502})
"""What a page may say of odd answers; each comes with words."""
WAYS = (
    "?wait=1",
    "",
    "?format=csv",
    "?format=xlsx",
    "?q=rosa&sort=-status",
    "?list=1&wait=1&seen=1",
    "?state=open&sort=due",
)
UNASKED = frozenset({"login", "healthz", "readyz", "password_change", "person_list", "person_add", "person_detail"})
PAGES = {name: path for name, path in addresses().items() if name not in UNASKED}


LEDGER_PAGES = (
    *("/finance/invoices/?sort=-due", "/finance/invoices/?state=open", "/finance/", "/finance/ageing/"),
    *("/finance/reconciliation/", "/finance/movement/"),
)


LEAKS = re.compile(b"|".join(re.escape(spelt.encode()) for secret in builders.SECRETS for spelt in spellings(secret)))


class Asking:
    """A page, and what the API is asked for it where all is well."""

    def __init__(self, client: Client, api: WholeApi) -> None:
        self.client = client
        self.api = api
        self.paths = once(self._paths)

    def open(self, name: str, way: str) -> int:
        cache.clear()
        answer = self.client.get(PAGES[name] + way)
        content = content_of(answer)
        assert not LEAKS.search(content)
        assert OURS["bug"].sentence.encode() not in content
        assert b"<script>hit" not in content or not answer.headers["Content-Type"].startswith("text/html")
        return int(answer.status_code)

    def _paths(self, name: str) -> list[str]:
        self.api.change = lambda _path, body: body
        self.api.asked.clear()
        assert self.open(name, "?wait=1") in {200, 302, 404}, name
        return sorted(set(self.api.asked) & API.keys())


@pytest.fixture
def asking(administrator: Client, whole_api: WholeApi) -> Asking:
    return Asking(administrator, whole_api)


class TestPages:
    @examples(100)
    @given(st.data())
    def test_say_something_friendly(self, asking: Asking, data: st.DataObject) -> None:
        name, way = data.draw(st.sampled_from(sorted(PAGES))), data.draw(st.sampled_from(WAYS))
        paths = asking.paths(name)
        if not paths:
            return
        odd_path = data.draw(st.sampled_from(paths))
        odd = written(data.draw(changed(API[odd_path])))
        asking.api.change = lambda path, body: odd if path == odd_path else body

        assert asking.open(name, way) in FRIENDLY


def figures_of(row: object) -> InvoiceFigures | None:
    with suppress(ExsitedError):
        return InvoiceFigures.read(read_object(written(row), sealer=Sealer(b"tests"), endpoint="/test"))
    return None


class TestWhatIsKept:
    @examples(12)
    @given(st.lists(changed(builders.invoice_json()), min_size=1, max_size=6))
    def test_in_the_ledger_is_shown(self, administrator: Client, whole_api: WholeApi, rows: list[object]) -> None:
        cache.clear()
        keep([told for told in map(figures_of, rows) if told], walk=1)

        for path in LEDGER_PAGES:
            assert administrator.get(path).status_code == 200, path

    @examples(12)
    @given(st.sampled_from([path for path in API if path.startswith(("/api/v3/integration", CONNECTIONS))]), st.data())
    def test_in_a_snapshot_is_shown(
        self, administrator: Client, whole_api: WholeApi, odd_path: str, data: st.DataObject
    ) -> None:
        odd = written(data.draw(changed(API[odd_path])))
        whole_api.change = lambda path, body: odd if path == odd_path else body
        cache.clear()
        Snapshot.objects.all().delete()

        with suppress(ExsitedError):
            take_snapshots(process_client(), lambda _: None)

        assert administrator.get(PAGES["connection_history"]).status_code in FRIENDLY
