"""Invented data for the page that shows every component in every state."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from dashboard.exsited.fields import Malformed, Moment, Money
from dashboard.exsited.pages import Page, Sort
from dashboard.exsited.secrets import Secret
from dashboard.lists.tables import BadgeColumn, DayColumn, IdColumn, ListQuery, MoneyColumn, Table, TextColumn
from dashboard.problems import Problem

STATES = {
    "OVERDUE": ("bad", "Overdue"),
    "OPEN": ("info", "Not due"),
    "PAID": ("ok", "Paid"),
    "VOIDED": ("off", "Voided"),
}
ISSUED = datetime(2026, 9, 28, 3, 8, 22, tzinfo=UTC)
LONG_NAME = "Coastline Dental Group, Newcastle and Lake Macquarie practices, care of the practice manager"
PATH = "/components/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """A record as a list would bring it."""

    id: str
    account: str | None
    due_date: Moment
    state: str | None
    currency: str
    due: Money


SAMPLES = (
    Sample(
        id="INV-76GOU2-6081",
        account="Coastline Dental Group",
        due_date=ISSUED + timedelta(days=30),
        state="OVERDUE",
        currency="AUD",
        due=Decimal("3206.000000"),
    ),
    Sample(id="INV-60828777", account=LONG_NAME, due_date=None, state="OPEN", currency="JPY", due=Decimal("184000")),
    Sample(
        id="INV-6YHN4R-6002",
        account=None,
        due_date=Malformed("31/02/2026"),
        state="HOLD",
        currency="KWD",
        due=Decimal("-612.5"),
    ),
    Sample(
        id="INV-4RAF0M-6110",
        account="Goldfields Solar",
        due_date=ISSUED + timedelta(days=77),
        state="PAID",
        currency="USD",
        due=Malformed("12,5O"),
    ),
    Sample(id="INV-1VB8WC-4471", account="Tarkine Water", due_date=ISSUED, state=None, currency="NZD", due=None),
)


class SampleTable(Table):
    caption = "Invoices"
    section_id = "sample-table"
    empty_title = "No invoices match"
    empty_advice = "Nothing is due between these days. Widen them to see more."

    id = IdColumn("Invoice", url=lambda sample: f"{PATH}#{sample.id}")
    account = TextColumn("Account")
    due_date = DayColumn("Due date")
    state = BadgeColumn("State", states=STATES)
    due = MoneyColumn("Due", currency=lambda sample: sample.currency, sort="due_amount")

    def row_class(self, record: Sample) -> str:
        return "current" if record.id == "INV-6YHN4R-6002" else ""


class WideTable(SampleTable):
    """More columns than fit: it scrolls within itself, and its first column stays."""

    caption = "Invoices with all columns"
    section_id = "wide-table"

    issued = DayColumn("Issued", accessor="due_date")
    period = DayColumn("Billing period starts", accessor="due_date")
    order = IdColumn("Order", accessor="id")
    total = MoneyColumn("Total", accessor="due", currency=lambda sample: sample.currency)
    paid = MoneyColumn("Paid", accessor="due", currency=lambda sample: sample.currency)
    credit = MoneyColumn("Credit applied", accessor="due", footer="12,204.50")


class InnerTable(SampleTable):
    caption = "Invoices of this order"
    section_id = "inner-table"


class EmptyTable(SampleTable):
    caption = "Invoices, none"
    section_id = "empty-table"


class BeyondTable(SampleTable):
    caption = "Invoices, past the end"
    section_id = "beyond-table"


class UnknownTable(SampleTable):
    caption = "Invoices of unknown number"
    section_id = "unknown-table"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tab:
    label: str
    url: str
    current: bool = False
    count: int | None = None


def component_sheet_context() -> dict[str, object]:
    """All that `dashboard/component_sheet.html` shows."""
    return {
        **tables(),
        "problems": [problem(504), problem(403), problem(404), problem(503, retry_after=30)],
        "problem": problem(502),
        "tab_items": [
            Tab(label="Overview", url=PATH),
            Tab(label="Configuration", url=PATH, current=True),
            Tab(label="Partner functions", url=PATH, count=42),
            Tab(label="Automations", url=PATH, count=0),
        ],
        "tones": ["ok", "warn", "bad", "info", "off"],
        "states": STATES,
        "moment": ISSUED,
        "day": date(2026, 10, 28),
        "amounts": [
            ("AUD", Decimal("3206")),
            ("JPY", Decimal("184000.000000")),
            ("KWD", Decimal("1.5")),
            ("AUD", Decimal("0.123456")),
            ("NZD", Decimal("-45")),
            ("AUD", None),
            ("AUD", Malformed("12,5O")),
        ],
        "flags": [True, False, None, Malformed("maybe")],
        "uuid": "5f0c2a1e-7b44-4c0a-9d3b-1e62f0a9c717",
        "long_name": LONG_NAME,
        "sealed": Secret(
            mask="••••••••9f2c",
            fingerprint="a91f03c27e",
            length="32-63 characters",
            issued_at=None,
            expires_at=ISSUED,
        ),
        "extra": {
            "custom_site": "Newcastle, NSW",
            "sales_channel": "",
            "partner_token": "[hidden]",
            "tags": '["vip","au"]',
        },
    }


def tables() -> dict[str, Table]:
    sorts = frozenset({"id", "due_date", "due_amount"})
    query = ListQuery(path=PATH, page=2, sort=Sort(field="due_date", descending=True), sorts=sorts)
    beyond = ListQuery(path=PATH, page=9)
    nothing: Page[Sample] = Page(items=(), limit=20, offset=0, records=0)
    past: Page[Sample] = Page(items=(), limit=20, offset=160, records=62)
    return {
        "sample_table": SampleTable(page(offset=20, records=62), query=query, title="A list"),
        "wide_table": WideTable(
            page(offset=0, records=5), query=ListQuery(path=PATH, sorts=sorts), title="A wide list"
        ),
        "empty_table": EmptyTable(nothing, query=ListQuery(path=PATH)),
        "beyond_table": BeyondTable(past, query=beyond),
        "unknown_table": UnknownTable(
            page(offset=40, records=None), query=ListQuery(path=PATH, page=3), title="No total told"
        ),
        "plain_table": InnerTable(SAMPLES[:2]),
    }


def page(*, offset: int, records: int | None) -> Page[Sample]:
    return Page(items=SAMPLES, limit=20, offset=offset, records=records)


def problem(status: int, retry_after: int | None = None) -> Problem:
    sentence = {
        403: "The billing API does not let this dashboard read this section.",
        404: "The billing API has no such record.",
        503: "The billing API asked us to wait before reading more.",
    }
    return Problem(
        status=status,
        title=f"A part that failed with {status}",
        sentence=sentence.get(status, "The billing API did not answer within 8 seconds."),
        advice="The rest of this page is complete. Try again in a moment.",
        fault="read_timeout",
        endpoint="/api/v3/accounts/{id}/invoices",
        reference="7f3a91c4",
        retry_url=PATH,
        retry_after=retry_after,
        at=timezone.now(),
    )
