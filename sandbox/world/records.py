"""What the records of this package share: their type, and the host their links name."""

from __future__ import annotations

from typing import Any, TypeAlias

Record: TypeAlias = dict[str, Any]
"""One object as the API writes it in JSON; KPIs of lists may be `Decimal`, to be written as bare numbers."""

LINKS = "https://api.exsited.example/api/v1"
"""Records link to a host that cannot exist: whoever follows such a link fails loudly."""
