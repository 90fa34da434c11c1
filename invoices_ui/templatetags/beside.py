"""The way back to the list an invoice was opened from, and to the invoices beside it: `{% load beside %}`."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.template import Context

from dashboard.links import link
from invoices_ui.beside import place_of
from invoices_ui.links import FROM, carried

register = template.Library()

LISTS = {
    "invoice_list": "All invoices",
    "ledger_list": "The list",
    "order_invoice_list": "Its order",
    "account_invoice_list": "Its account",
}
STOPPED = {"first": "The first of the list", "last": "The last of the list", "gone": "No longer in that list"}


@register.inclusion_tag("invoices_ui/case/_beside.html", takes_context=True)
def beside(context: Context, invoice_id: str) -> dict[str, object]:
    """Nothing where the invoice was not opened from a list."""
    request: HttpRequest | None = getattr(context, "request", None)
    place = place_of(request.GET.get(FROM, "")) if request else None
    if request is None or place is None:
        return {}
    state = urlencode({FROM: place.url})
    told = request.GET.get("beside", "")
    return {
        "list_label": LISTS[place.name],
        "list_url": place.url,
        "previous_url": "" if told == "first" else f"{link('previous_invoice', invoice_id)}?{state}",
        "next_url": "" if told == "last" else f"{link('next_invoice', invoice_id)}?{state}",
        "told": STOPPED.get(told, ""),
    }


@register.simple_tag(takes_context=True, name="carried")
def carried_tag(context: Context) -> str:
    """What keeps the list an invoice was opened from in the address of another of its pages."""
    request: HttpRequest | None = getattr(context, "request", None)
    return carried(request) if request else ""
