"""What changes a list of all invoices: its filters, its columns, and the files of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.forms import BoundField
from django.utils.functional import cached_property

from dashboard.lists import ColumnChoice
from invoices_ui.ledger.models import DueTotal
from invoices_ui.ledger_list.ages import USUAL, label_of
from invoices_ui.ledger_list.asked import Asked
from invoices_ui.ledger_list.chips import Chip, chips_of
from invoices_ui.ledger_list.form import FLAGS, STATES, FilterForm
from invoices_ui.ledger_list.table import InvoiceListTable

ALWAYS = ("q", "state", "currency", "age")
"""The filters that are in sight at once."""
MORE = tuple(name for name in FilterForm.base_fields if name not in {*ALWAYS, *FLAGS})


@dataclass(frozen=True, kw_only=True)
class Controls:
    asked: Asked

    @cached_property
    def columns(self) -> ColumnChoice:
        return ColumnChoice.from_request(self.asked.request, InvoiceListTable)

    @cached_property
    def chips(self) -> list[Chip]:
        return chips_of(self.asked)

    @property
    def wrong(self) -> list[tuple[BoundField, str]]:
        form = self.asked.form
        return [(form[name], str(told)) for name, errors in form.errors.items() for told in errors]

    @property
    def states(self) -> list[tuple[str, str, bool]]:
        """Each word for states, its label, and whether it is asked for."""
        chosen = self.asked.request.GET.getlist("state")
        return [(word, str(label), word in chosen) for word, label in STATES]

    @property
    def states_chosen(self) -> int:
        return sum(chosen for _, _, chosen in self.states)

    @cached_property
    def currencies(self) -> list[str]:
        """Those there are, and the one asked for."""
        found = set(DueTotal.objects.values_list("currency", flat=True).distinct())
        return sorted({*found, self.asked.request.GET.get("currency", "")} - {""})

    @property
    def names_no_currency(self) -> bool:
        return self.asked.request.GET.get("currency") == ""

    @property
    def ages(self) -> list[tuple[str, str]]:
        """The usual ones, and the one asked for."""
        asked = self.asked.request.GET.get("age", "")
        other = [] if asked in USUAL or not asked or "age" in self.asked.form.errors else [asked]
        return [(age, label_of(age)) for age in (*USUAL, *other)]

    @property
    def more(self) -> list[BoundField]:
        return [self.asked.form[name] for name in MORE]

    @property
    def flags(self) -> list[BoundField]:
        return [self.asked.form[name] for name in FLAGS]

    @property
    def opens_more(self) -> bool:
        """What is asked for stands below the form anyway; what is wrong has to be in sight."""
        return not set(self.asked.form.errors).isdisjoint({*MORE, *FLAGS})
