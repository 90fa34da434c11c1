"""
Amounts in the ledger: whole millionths of the currency unit in 64-bit integers, so that every database stores, orders,
filters and adds them exactly (docs/decisions/0004).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal, localcontext
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Func, IntegerField, Q, Sum, Value
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.expressions import Combinable, Expression

PLACES = 6
"""The decimals the API writes."""
MICROS = 10**PLACES
MOST = 2**63 - 1
DIGITS = 60
EXACT = Context(prec=200)


def micros_of(amount: Decimal) -> int | None:
    """`amount` in millionths; None where that many are no whole number, or more than 64 bits hold."""
    scaled = EXACT.scaleb(amount, PLACES)
    micros = int(scaled)
    return micros if -MOST <= micros <= MOST and micros == scaled else None


def amount_of(micros: int) -> Decimal:
    with localcontext(prec=DIGITS):
        return Decimal(micros).scaleb(-PLACES)


def split(micros: int) -> tuple[int, int]:
    """Whole units and the millionths left over, both with the amount's sign: each can be added a billion times."""
    units, rest = divmod(abs(micros), MICROS)
    return (units, rest) if micros >= 0 else (-units, -rest)


class AmountField(models.Field[Any, Any]):
    """A Decimal of at most six places and about nine trillion units; in the database an integer of millionths."""

    description = "An exact amount"
    # Where django-stubs looks for what a field takes and gives.
    _pyi_private_set_type: Decimal | int | Combinable
    _pyi_private_get_type: Decimal
    _pyi_lookup_exact_type: Decimal | int

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def from_db_value(self, value: Any, expression: Expression, connection: BaseDatabaseWrapper) -> Decimal | None:
        del expression, connection
        return None if value is None else amount_of(int(value))

    def to_python(self, value: Any) -> Decimal | None:
        return None if value is None else Decimal(value)

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        micros = micros_of(Decimal(value))
        if micros is None:
            raise ValueError("not an amount the ledger can hold")
        return micros


class Whole(Func):
    """Division of integers towards zero, which SQLite and PostgreSQL do alike."""

    template = "(%(expressions)s)"
    arg_joiner = " / "
    output_field = IntegerField()


class Rest(Whole):
    arg_joiner = " %% "


def sums_of(field: str, *, only: Q | None = None) -> dict[str, Expression]:
    """
    Two sums for `aggregate` or `annotate` that cannot overflow where one sum would; `added` puts them together. `only`
    says of which rows.
    """
    raw = models.functions.Cast(F(field), models.BigIntegerField())
    return {
        f"{field}_units": summed(Whole(raw, Value(MICROS)), only),
        f"{field}_micros": summed(Rest(raw, Value(MICROS)), only),
    }


def summed(part: Whole, only: Q | None) -> Expression:
    return Coalesce(Sum(part, filter=only, output_field=models.BigIntegerField()), 0)


def added(found: Mapping[str, Any], field: str) -> Decimal:
    """The exact sum out of what `sums_of` gave."""
    return amount_of(int(found[f"{field}_units"]) * MICROS + int(found[f"{field}_micros"]))
