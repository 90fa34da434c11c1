"""What stands beside an invoice in a list over the ledger: by its place in the order, on whatever page that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from invoices_ui.ledger.arranging import arranged
from invoices_ui.ledger.keyset import Place, slice_of
from invoices_ui.ledger.models import LedgerInvoice
from invoices_ui.ledger_list.asked import Asked

if TYPE_CHECKING:
    from invoices_ui.ledger.keyset import Rows, Slice

Way = Literal["next", "previous"]


class NoRow(Exception):
    """The ledger does not have the invoice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """`list_url` is the page of the list that the invoice is on."""

    invoice_id: str
    list_url: str


def step_in_ledger(asked: Asked, invoice_id: str, way: Way) -> Step | None:
    """
    None at the list's end. An invoice that no longer matches still has its place, from which the list goes on. Raises
    `NoRow`.
    """
    if asked.filters is None:
        raise NoRow
    here = LedgerInvoice.objects.filter(invoice_id=invoice_id).first()
    if here is None:
        raise NoRow
    rows, at = arranged(asked.filters, asked.order), Place.of(here, asked.order)
    order = asked.order
    ahead = slice_of(rows, order, size=1, after=at) if way == "next" else slice_of(rows, order, size=1, before=at)
    beside = ahead.rows
    if not beside:
        return None
    return Step(invoice_id=beside[0].invoice_id, list_url=page_with(asked, rows, beside[0].pk, at, way))


def page_with(asked: Asked, rows: Rows, pk: int, left: Place, way: Way) -> str:
    """The page that was open if it has the row, else the one next to it, else the one that begins or ends there."""
    shown = page(asked, rows, after=asked.after, before=asked.before)
    if has(shown, pk):
        return asked.here
    turned = shown.after if way == "next" else shown.before
    if turned is not None:
        place = {"after": turned} if way == "next" else {"before": turned}
        if has(page(asked, rows, **place), pk):
            return asked.url_at(**place)
    return asked.url_at(after=left) if way == "next" else asked.url_at(before=left)


def page(asked: Asked, rows: Rows, *, after: Place | None = None, before: Place | None = None) -> Slice:
    return slice_of(rows, asked.order, size=asked.query.limit, after=after, before=before)


def has(shown: Slice, pk: int) -> bool:
    return any(row.pk == pk for row in shown.rows)
