"""Pages of `/invoices`, as the sync asks for them: which orders the API takes, and how long to be patient."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.exsited import Busy, ExsitedError, InvoiceFigures, Page, Rejected, Sort, list_figures

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.exsited import Client

CALL_SECONDS = 60.0
PAUSES = (0.5, 2.0, 8.0)
"""Seconds before each further try, drawn from half to the whole."""
LONGEST_PAUSE = 20.0

BY_CREATION = Sort(field="created_on")
"""New invoices come last, so that they move nothing that a walk has yet to read."""
BY_CHANGE = Sort(field="last_updated_on", descending=True)

TOO_LARGE = "answer_too_large"
HOPELESS = frozenset({"schema_missing", TOO_LARGE})
"""What no further try makes better: something on the page itself."""


class Stopped(Exception):
    """Somebody asked the sync to end."""


@dataclass(frozen=True, slots=True)
class Source:
    """`stop` ends every wait."""

    client: Client
    stop: threading.Event

    def page(self, *, limit: int, offset: int, sort: Sort | None) -> Page[InvoiceFigures]:
        """Waits as long as the API asks it to, within reason. Raises an ExsitedError."""
        for pause in (0.5, 2.0):
            try:
                return self._ask(limit, offset, sort)
            except Busy as error:
                self.wait(min(error.retry_after or pause, LONGEST_PAUSE))
        return self._ask(limit, offset, sort)

    def patient(
        self, *, limit: int, offset: int, sort: Sort | None, beat: Callable[[], None] | None = None
    ) -> Page[InvoiceFigures]:
        """Tries again whatever may be better after a while; `beat` is called before each wait."""
        for pause in PAUSES:
            try:
                return self.page(limit=limit, offset=offset, sort=sort)
            except ExsitedError as error:
                if error.fault in HOPELESS or isinstance(error, Rejected):
                    raise
                if beat:
                    beat()
                self.wait(pause * random.uniform(0.5, 1.0))  # noqa: S311  (only spreads the load)
        return self.page(limit=limit, offset=offset, sort=sort)

    def wait(self, seconds: float) -> None:
        if self.stop.wait(seconds):
            raise Stopped

    def _ask(self, limit: int, offset: int, sort: Sort | None) -> Page[InvoiceFigures]:
        if self.stop.is_set():
            raise Stopped
        return list_figures(self.client.within(CALL_SECONDS), limit=limit, offset=offset, sort=sort)
