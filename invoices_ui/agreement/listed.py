"""One invoice in the list of all: the API cannot search it, so it is found by its day of creation, in few steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dashboard.exsited import Client, Invoice, Page, Rejected, Sort, list_invoices

PER_PAGE = 100
MOST_CALLS = 16
NOT_THERE = "the list does not have it where it belongs"
NEWEST_FIRST = Sort(field="created_on", descending=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """`reason` says why the list was left without having met the invoice."""

    invoice: Invoice | None = None
    reason: str = ""


def find_listed(client: Client, invoice: Invoice) -> Listed:
    """A search by halves over GET /api/v3/invoices, newest first; it trusts the order only as far as it can see it."""
    created = invoice.created_on
    if not isinstance(created, datetime):
        return Listed(reason="the list is searched by created_on, which this invoice does not tell")
    try:
        return search(
            lambda offset: list_invoices(client, limit=PER_PAGE, offset=offset, sort=NEWEST_FIRST), invoice, created
        )
    except Rejected:
        return Listed(reason="the API does not sort its list by created_on")


def search(fetch: Callable[[int], Page[Invoice]], invoice: Invoice, created: datetime) -> Listed:
    """The invoice, if anywhere, stands from `low` on and before `high`; how long the list is, its first page says."""
    low, offset = 0, 0
    high: int | None = None
    for _ in range(MOST_CALLS):
        page = fetch(offset)
        own = next((one for one in page.items if one.id == invoice.id), None)
        if own:
            return Listed(invoice=own)
        found = bounds(page, created, offset, low, high)
        if isinstance(found, str):
            return Listed(reason=found)
        low, high = found
        offset = max(low, min((low + high) // 2 - PER_PAGE // 2, high - PER_PAGE))
    return Listed(reason=f"not met within {MOST_CALLS} calls")


def bounds(page: Page[Invoice], created: datetime, offset: int, low: int, high: int | None) -> tuple[int, int] | str:
    """What is left between `low` and `high` once `page` turned out not to have it; or why the search ends."""
    times = [one.created_on for one in page.items if isinstance(one.created_on, datetime)]
    if len(times) < len(page.items) or times != sorted(times, reverse=True):
        return "the list is not in the order of created_on"
    if times and times[0] == times[-1] == created:
        return "too many invoices were created in the same moment"
    if not times or times[0] <= created:
        high = offset
    elif times[-1] >= created:
        low = offset + len(times)
    else:
        return NOT_THERE
    high = page.records if high is None else high
    if high is None:
        return "the list does not tell how long it is"
    return NOT_THERE if low >= high else (low, high)
