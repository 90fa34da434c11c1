"""What the case screen shows of what was read for it."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from dashboard.exsited import Invoice, Panel, Panels
from dashboard.htmx import asked_fragment
from dashboard.problems import words_for
from invoices_ui.agreement.answers import Agreement, Answer, agreement
from invoices_ui.case.customer import customer_of
from invoices_ui.case.latest import latest
from invoices_ui.case.links import case_links
from invoices_ui.case.reading import AFTERWARDS, BEYOND, Siblings
from invoices_ui.case.seen import seen
from invoices_ui.case.summary import Summary
from invoices_ui.case.ticket import ticket
from invoices_ui.case.timeline import Timeline, timeline
from invoices_ui.notes.reading import read_note
from invoices_ui.tables import AccountSiblingTable, SiblingTable

LATEST_NOTES, SIBLINGS = 3, 10
LIST_ENDPOINT = "GET /api/v3/invoices"
INVOICE_ENDPOINT = "GET /api/v3/invoices/{id}"


def shown(panels: Panels, invoice: Invoice, summary: Summary, request: HttpRequest) -> dict[str, object]:
    customer = customer_of(invoice, panels.account)
    asked = asked_fragment(request)
    return {
        "panels": panels,
        "invoice_id": invoice.id,
        "customer": customer,
        "ticket": ticket(invoice, summary, customer, url=request.build_absolute_uri(request.path)),
        "timeline": happened(panels, invoice, summary),
        "notes_unread": notes_unread(panels.notes),
        "agreement": agreed(panels, invoice, searched="list" in request.GET),
        "searched": "list" in request.GET,
        "seen": seen(request.GET.get("seen", ""), invoice, at=summary.read_at),
        "late_answer": Panel(late=True),
        "fragment": asked,
        "beyond": asked == BEYOND or "wait" in request.GET,
        "every_field": "wait" in request.GET,
        **case_links(request, invoice.version),
        **notes_in(panels, invoice),
        **siblings_in(panels, invoice),
    }


def notes_in(panels: Panels, invoice: Invoice) -> dict[str, object]:
    if not panels.notes.ready:
        return {}
    newest = latest(panels.notes.value, when=lambda note: note.created_on, most=LATEST_NOTES)
    return {"notes_shown": newest.note, "notes": [read_note(note, invoice.id) for note in newest.items]}


def siblings_in(panels: Panels, invoice: Invoice) -> dict[str, object]:
    """The newest invoices of the same order and of the same account, this one among them."""
    context: dict[str, object] = {}
    for name, table in (("order", SiblingTable), ("account", AccountSiblingTable)):
        found: Siblings | None = panels[name].value
        if found is not None:
            newest = latest(found.page, when=lambda one: one.issue_date, most=SIBLINGS, always=found.own or invoice)
            context[f"{name}_shown"] = newest.note
            context[f"{name}_table"] = table(newest.items, today=timezone.localdate(), current=invoice.id)
    return context


def happened(panels: Panels, invoice: Invoice, summary: Summary) -> Timeline:
    notes = panels.notes.value.items if panels.notes.ready else ()
    return timeline(invoice, notes, state=summary.state, now=summary.read_at)


def notes_unread(notes: Panel) -> str:
    """Why notes are not among what happened, as far as they are not."""
    if notes.late:
        return "Its notes are not read yet, so they are not among these."
    if notes.error:
        return "Its notes could not be read, so they are not among these."
    read, records = len(notes.value.items), notes.value.records
    if records is None and notes.value.has_next:
        return f"Of its notes only {read} were read."
    return f"Of its {records:,} notes {read} were read, from both ends." if records and read < records else ""


def agreed(panels: Panels, invoice: Invoice, *, searched: bool) -> Agreement | None:
    """None as long as an answer is still on its way."""
    needed = AFTERWARDS | {"listed"} if searched else AFTERWARDS
    if any(panels[name].late for name in needed):
        return None
    return agreement(
        [
            Answer(label="Detail", endpoint=INVOICE_ENDPOINT, invoice=invoice),
            information_answer(panels.information),
            sibling_answer("Order", "GET /api/v3/orders/{id}/invoices", panels.order),
            sibling_answer("Account", "GET /api/v3/accounts/{id}/invoices", panels.account),
            listed_answer(panels.listed),
        ]
    )


def information_answer(panel: Panel) -> Answer:
    endpoint = f"{INVOICE_ENDPOINT}/information"
    return unread("Information", endpoint, panel) or Answer(label="Information", endpoint=endpoint, invoice=panel.value)


def sibling_answer(label: str, endpoint: str, panel: Panel) -> Answer:
    if failed := unread(label, endpoint, panel):
        return failed
    siblings: Siblings | None = panel.value
    if siblings is None:
        return Answer(label=label, endpoint=endpoint, reason=f"this invoice names no {label.lower()} to ask")
    if siblings.own is None:
        return Answer(label=label, endpoint=endpoint, reason=siblings.unmet, lacking=True)
    return Answer(label=label, endpoint=endpoint, invoice=siblings.own)


def listed_answer(panel: Panel) -> Answer:
    """It takes several calls to find one invoice in the list of all, so that is done when somebody asks for it."""
    if panel.late:
        return Answer(label="List", endpoint=LIST_ENDPOINT, reason="not looked for")
    if failed := unread("List", LIST_ENDPOINT, panel):
        return failed
    found = panel.value
    return Answer(
        label="List",
        endpoint=LIST_ENDPOINT,
        invoice=found.invoice,
        reason=found.reason,
        lacking=found.invoice is None,
    )


def unread(label: str, endpoint: str, panel: Panel) -> Answer | None:
    if panel.error is None:
        return None
    return Answer(label=label, endpoint=endpoint, reason=words_for(panel.error).sentence, lacking=True)
