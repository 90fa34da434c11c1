"""The invoices of an order or an account, read whole while they are few enough to be read for one page."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.exsited import Invoice, Page, Walk, walk

LIMIT = 100
MOST = 1_000
"""More than these are not read for one page: it would keep a person waiting for what the ledger tells at once."""

Fetch = Callable[[int, int], Page[Invoice]]


def read_whole(fetch: Fetch) -> Walk[Invoice] | None:
    """All of them by `fetch(limit, offset)`; None where there are more than `MOST`: one call, if the API says so."""
    first = fetch(LIMIT, 0)
    if first.records is not None and first.records > MOST:
        return None

    already = [first]

    def page(limit: int, offset: int) -> Page[Invoice]:
        # Once: a second pass looks for what has moved between pages, the first one included.
        return already.pop() if offset == 0 and already else fetch(limit, offset)

    walked = walk(page, identity=lambda invoice: invoice.id, limit=LIMIT, most_calls=MOST // LIMIT + 1)
    return None if walked.reason == "too_many_pages" else walked
