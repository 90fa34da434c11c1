"""The filters of a list over the ledger, as its address writes them: typed, each wrong value told by its field."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from invoices_ui.ledger.addresses import STATE_WORDS
from invoices_ui.ledger.amounts import micros_of
from invoices_ui.ledger.doubts import OVERDUE, RULES
from invoices_ui.ledger.filters import EXACT, RANGES, Filters
from invoices_ui.ledger.models import LONGEST_ID, LONGEST_WORD
from invoices_ui.ledger.state import State
from invoices_ui.ledger.text import LEAST_LETTERS, long_enough
from invoices_ui.ledger_list.ages import Days, days_of

LONGEST_TEXT = 200
MOST_WORDS = 8

STATES = [
    ("open", "Open: unpaid or part paid"),
    ("owed", "Owed: open or in credit"),
    *State.choices,
]
FLAGS = ("no_due_date", "no_issue_date", "malformed", "missing")
DOUBTS = [(OVERDUE, "Overdue"), *((rule.key, rule.label) for rule in RULES)]
AS_THEY_ARE = (
    *(f"{name}_{end}" for name in RANGES if name != "due_date" for end in ("from", "to")),
    *(name for name in FLAGS if name != "no_due_date"),
)


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"})

    def __init__(self, label: str) -> None:
        wrong = "A day reads like 2026-10-28."
        super().__init__(label=label, required=False, input_formats=["%Y-%m-%d"], error_messages={"invalid": wrong})


class AmountField(forms.DecimalField):
    def __init__(self, label: str) -> None:
        wrong = "An amount reads like 1234.50."
        super().__init__(label=label, required=False, error_messages={"invalid": wrong})
        self.widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        if amount is not None and micros_of(amount) is None:
            raise forms.ValidationError("No amount has more than six decimals, or so many digits.")
        return amount


class IdField(forms.CharField):
    def __init__(self, label: str) -> None:
        super().__init__(label=label, required=False, max_length=LONGEST_ID)


class FilterForm(forms.Form):
    q = forms.CharField(label="Text", required=False, max_length=LONGEST_TEXT)
    state = forms.MultipleChoiceField(label="State", required=False, choices=STATES)
    currency = forms.CharField(label="Currency", required=False, max_length=LONGEST_WORD)
    account_id = IdField("Account")
    order_id = IdField("Order")
    customer_purchase_order_id = IdField("Customer PO")
    age = forms.CharField(label="Age", required=False, max_length=20)
    issue_date_from = DayField("Issued from")
    issue_date_to = DayField("Issued to")
    due_date_from = DayField("Due from")
    due_date_to = DayField("Due to")
    total_from = AmountField("Total from")
    total_to = AmountField("Total to")
    due_from = AmountField("Amount due from")
    due_to = AmountField("Amount due to")
    no_due_date = forms.BooleanField(label="No due date", required=False)
    no_issue_date = forms.BooleanField(label="No issue date", required=False)
    malformed = forms.BooleanField(label="With unreadable values", required=False)
    doubt = forms.ChoiceField(label="Contradicts itself", required=False, choices=[("", "Any"), *DOUBTS])
    missing = forms.BooleanField(label="No longer in the billing API", required=False)

    def __init__(self, asked: QueryDict, *, today: date) -> None:
        super().__init__(asked, auto_id="filter-%s")
        self.today = today

    def clean_q(self) -> tuple[str, ...]:
        words = tuple(self.cleaned_data["q"].split())
        if len(words) > MOST_WORDS:
            raise forms.ValidationError(f"No more than {MOST_WORDS} words.")
        if words and not long_enough(words):
            raise forms.ValidationError(f"One word at least needs {LEAST_LETTERS} characters.")
        return words

    def clean_age(self) -> Days | None:
        age = self.cleaned_data["age"]
        days = days_of(age, self.today) if age else None
        if age and days is None:
            raise forms.ValidationError("An age reads like 1-30, over-90, not_due or none.")
        return days

    def clean(self) -> None:
        found = self.cleaned_data
        for name in RANGES:
            least, most = found.get(f"{name}_from"), found.get(f"{name}_to")
            if least is not None and most is not None and least > most:
                self.add_error(f"{name}_to", "The end lies before the beginning.")

    @property
    def filters(self) -> Filters:
        """Of a valid form."""
        found = self.cleaned_data
        days: Days = found["age"] or Days()
        others: dict[str, Any] = {name: found[name] if name in self.data else None for name in EXACT}
        others |= {name: found[name] for name in AS_THEY_ARE}
        return Filters(
            states=states_of(found["state"]),
            words=found["q"],
            due_date_from=latest(found["due_date_from"], days.first),
            due_date_to=earliest(found["due_date_to"], days.last),
            no_due_date=found["no_due_date"] or days.none,
            doubt=found["doubt"] or None,
            **others,
        )


def states_of(words: Iterable[str]) -> tuple[State, ...]:
    """In the order of their declaration, so that one question has one answer."""
    meant = {state for word in words for state in STATE_WORDS.get(word, (word,))}
    return tuple(state for state in State if state in meant)


def latest(one: date | None, other: date | None) -> date | None:
    return max(filter(None, (one, other)), default=None)


def earliest(one: date | None, other: date | None) -> date | None:
    return min(filter(None, (one, other)), default=None)
