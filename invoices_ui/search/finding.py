"""What a lookup finds at the billing API: each candidate read directly, all at the same time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.exsited import (
    Client,
    Connection,
    ExsitedError,
    Invoice,
    Missing,
    Page,
    Rejected,
    gather,
    get_connection,
    get_invoice,
    list_account_invoices,
    list_order_invoices,
)
from dashboard.links import link
from invoices_ui.search.lookup import Candidate, Kind

WORDS: dict[Kind, str] = {"invoice": "Invoice", "order": "Order", "account": "Account", "connection": "Connection"}
PAGES: dict[Kind, str] = {
    "invoice": "invoice_detail",
    "order": "order_invoice_list",
    "account": "account_invoice_list",
    "connection": "connection_detail",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """`record` is what was read: an invoice, a connection, or the first page of an order's or account's invoices."""

    candidate: Candidate
    record: Any

    @property
    def kind(self) -> Kind:
        return self.candidate.kind

    @property
    def id(self) -> str:
        return self.candidate.id

    @property
    def url(self) -> str:
        return link(PAGES[self.kind], self.id)

    @property
    def label(self) -> str:
        if isinstance(self.record, Connection) and self.record.remote_instance_name:
            return f"Connection {self.record.remote_instance_name}"
        return f"{WORDS[self.kind]} {self.id}"

    @property
    def invoice(self) -> Invoice | None:
        return self.record if isinstance(self.record, Invoice) else None

    @property
    def count(self) -> int | None:
        """How many invoices an order or account has, as far as the API says."""
        return self.record.records if isinstance(self.record, Page) else None

    @property
    def of_invoices(self) -> bool:
        return isinstance(self.record, Page)


@dataclass(frozen=True, kw_only=True, slots=True)
class Miss:
    """`came_back` is what the API answered, in words."""

    candidate: Candidate
    came_back: str

    @property
    def word(self) -> str:
        return WORDS[self.candidate.kind]


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """Whether the record exists is not known."""

    candidate: Candidate
    error: ExsitedError

    @property
    def word(self) -> str:
        return WORDS[self.candidate.kind]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    hits: list[Hit] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    @property
    def groups(self) -> list[tuple[Kind, list[Hit]]]:
        grouped = {kind: [hit for hit in self.hits if hit.kind == kind] for kind in WORDS}
        return [(kind, hits) for kind, hits in grouped.items() if hits]

    @property
    def only_hit(self) -> Hit | None:
        """None too where something else may yet be there: what could not be asked."""
        return self.hits[0] if len(self.hits) == 1 and not self.failures else None


def find(client: Client, candidates: Sequence[Candidate]) -> Outcome:
    """Everything at once, on the client's one deadline."""
    calls = {f"read_{at}": reader(client, candidate) for at, candidate in enumerate(candidates)}
    panels = gather(subject=None, patience=None, **calls)
    outcome = Outcome()
    for candidate, name in zip(candidates, panels, strict=True):
        panel = panels[name]
        if panel.error is None and not is_empty(panel.value):
            outcome.hits.append(Hit(candidate=candidate, record=panel.value))
        elif panel.error is None:
            outcome.misses.append(Miss(candidate=candidate, came_back="No invoices under this id"))
        elif came_back := absence(panel.error):
            outcome.misses.append(Miss(candidate=candidate, came_back=came_back))
        else:
            outcome.failures.append(Failure(candidate=candidate, error=panel.error))
    return outcome


def reader(client: Client, candidate: Candidate) -> Callable[[], object]:
    """The one call that tells whether a record exists."""
    if candidate.kind == "invoice":
        return lambda: get_invoice(client, candidate.id)
    if candidate.kind == "order":
        return lambda: list_order_invoices(client, candidate.id, limit=1)
    if candidate.kind == "account":
        return lambda: list_account_invoices(client, candidate.id, limit=1)
    return lambda: get_connection(client, candidate.id)


def is_empty(found: object) -> bool:
    """The API tells neither of an order nor of an account by itself: without invoices nothing shows that it exists."""
    return isinstance(found, Page) and not found.items


def absence(error: ExsitedError) -> str:
    """No such record, or an id of a form that the API does not take; empty where the error is of another kind."""
    if isinstance(error, Missing):
        return "No such record"
    return "Not an id the API takes" if isinstance(error, Rejected) and error.status in {400, 422} else ""
