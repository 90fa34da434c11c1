"""What the dashboard logs, as it is written."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from dashboard.logs import JsonFormatter, ReferenceFilter


@contextmanager
def everything_logged() -> Iterator[io.StringIO]:
    """What any logger says meanwhile, the quietest too."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(ReferenceFilter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)
