"""Saved views: names for addresses of lists and of finance's pages, one's own or shared with a role."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.contrib.auth.models import Group, User
from django.db.models import Q
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils import timezone

from dashboard import roles
from dashboard.links import own_address
from dashboard.lists.listing import PER_PAGE, with_offered_length
from invoices_ui.ledger_list.asked import SORTS
from invoices_ui.ledger_list.form import FilterForm
from invoices_ui.ledger_list.table import InvoiceListTable
from invoices_ui.models import LONGEST_ADDRESS, LONGEST_VIEW_NAME, SavedView
from invoices_ui.search.lookup import holds_a_secret
from invoices_ui.tables import INVOICE_SORTS

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

LISTS = frozenset({"invoice_list", "ledger_list"})
FINANCE = "/finance/"
OF_A_MOMENT = frozenset({"page", "after", "before", "sums", "form", "format", "without"})
"""What of an address is about one page of it, not about the view."""
HOLD: dict[str, Collection[str]] = {
    "column": InvoiceListTable.base_columns,
    "per_page": tuple(map(str, PER_PAGE)),
    "sort": {f"{sign}{name}" for name in SORTS | INVOICE_SORTS for sign in ("", "-")},
}
"""What a list of invoices takes beside its filters."""
EVERYONE = (roles.ADMINISTRATORS, roles.SUPPORT, roles.FINANCE)


def kept_address(address: str) -> str:
    """As it is saved. Raises `forms.ValidationError` for what is no list and no page of finance here."""
    parts = own_address(address)
    if parts is None:
        raise forms.ValidationError("Only pages of this dashboard can be saved.")
    try:
        name = resolve(parts.path).url_name
    except Resolver404:
        name = None
    if name is None or not (name in LISTS or parts.path.startswith(FINANCE)):
        raise forms.ValidationError("Only lists of invoices and pages of finance can be saved.")
    pairs = with_offered_length(
        (key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key not in OF_A_MOMENT
    )
    if any(holds_a_secret(value) for _, value in pairs):
        raise forms.ValidationError("What looks like a secret is not saved.")
    pairs = that_hold(pairs) if name in LISTS else pairs
    return f"{parts.path}?{urlencode(pairs)}" if pairs else parts.path


def that_hold(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a list of invoices makes something of; a wrong filter is not saved, for it shows no invoices."""
    filters = FilterForm(QueryDict(urlencode(pairs)), today=timezone.localdate())
    if not filters.is_valid():
        raise forms.ValidationError("One of the filters is wrong. Mend it first, then save the view.")
    return [(name, value) for name, value in pairs if name in filters.fields or value in HOLD.get(name, ())]


class SaveForm(forms.Form):
    name = forms.CharField(label="Name", max_length=LONGEST_VIEW_NAME)
    address = forms.CharField(max_length=LONGEST_ADDRESS)
    role = forms.CharField(label="For", required=False)

    def __init__(self, asked: object, *, person: User) -> None:
        super().__init__(asked)  # type: ignore[arg-type]  # what a request has
        self.person = person

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_address(self) -> str:
        return kept_address(self.cleaned_data["address"])

    def clean_role(self) -> Group | None:
        """A person shares with roles of their own."""
        role = self.cleaned_data["role"]
        if not role:
            return None
        found = shareable(self.person).filter(name=role).first()
        if found is None:
            raise forms.ValidationError("It can be shared with a role of your own.")
        return found

    def save(self) -> SavedView:
        """A view of the same name is replaced."""
        told = self.cleaned_data
        view, _ = SavedView.objects.update_or_create(
            owner=self.person, name=told["name"], defaults={"address": told["address"], "role": told["role"]}
        )
        return view


def clean_name(name: str) -> str:
    if holds_a_secret(name):
        raise forms.ValidationError("What looks like a secret is not saved.")
    return name


def shareable(person: User) -> QuerySet[Group]:
    return person.groups.filter(name__in=EVERYONE).order_by("name")


def visible_to(person: User) -> QuerySet[SavedView]:
    """One's own, and those shared with a role of one's own."""
    mine = Q(owner=person) | Q(role__in=person.groups.all())
    return SavedView.objects.filter(mine).select_related("role", "owner").distinct()
