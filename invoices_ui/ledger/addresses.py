"""
The address of the list that shows what `Filters` ask for. Every parameter is a field's own name, an amount plain, a day
in ISO form; a filter that asks for nothing is left out, and an empty `currency` asks for invoices that name none.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from invoices_ui.ledger.state import OPEN, OWED

if TYPE_CHECKING:
    from invoices_ui.ledger.filters import Filters
    from invoices_ui.ledger.state import State

STATE_WORDS = {"open": OPEN, "owed": OWED}
"""What may stand for several states at once; each state may also be named by itself, as often as there are some."""

RENAMED = {"states": "state", "words": "q"}
FLAG = "1"


def address_of(filters: Filters, *, sort: str = "") -> str:
    """`sort` is an order's name, such as `-due`."""
    return f"{reverse('ledger_list')}?{urlencode(parameters_of(filters, sort=sort))}"


def parameters_of(filters: Filters, *, sort: str = "") -> list[tuple[str, str]]:
    """In the order in which the fields are declared, the order of the list last."""
    pairs = [
        (RENAMED.get(name, name), word) for name in filters.__slots__ for word in words_of(name, getattr(filters, name))
    ]
    return [*pairs, ("sort", sort)] if sort else pairs


def words_of(name: str, value: object) -> list[str]:
    """None and False ask for nothing, and so do no states and no words; an empty text does."""
    if name == "states":
        assert isinstance(value, tuple)
        return state_words(value)
    match value:
        case None | False | ():
            return []
        case True:
            return [FLAG]
        case tuple():
            return [" ".join(value)]
        case Decimal():
            return [format(value, "f")]
        case date():
            return [value.isoformat()]
        case _:
            return [str(value)]


def state_words(states: tuple[State, ...]) -> list[str]:
    for word, several in STATE_WORDS.items():
        if set(states) == set(several):
            return [word]
    return [state.value for state in states]
