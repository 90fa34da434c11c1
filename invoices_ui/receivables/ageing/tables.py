"""What is outstanding by account and age, and the invoices of a past day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard import markup
from dashboard.exsited import Page
from dashboard.links import link
from dashboard.lists.tables import Column, DayColumn, IdColumn, ListQuery, MoneyColumn, NumberColumn, Table
from invoices_ui.receivables.ageing.report import AccountAgeing
from invoices_ui.receivables.buckets import Bucket
from invoices_ui.receivables.tables import Leads, amount_at
from invoices_ui.tables import account


class AccountAgeingTable(Table):
    """One column for each bucket; `account_ageing_table` makes it."""

    caption = "Outstanding by account and age"
    section_id = "account-table"
    empty_title = "No account owes anything here"
    brief = ("whole",)
    leads: Leads

    account = Column("Account", empty_values=())
    invoices = NumberColumn("Invoices", accessor="ageing__whole__invoices")

    def render_account(self, record: AccountAgeing) -> SafeString:
        return account(record.account_id, record.name)


class BucketColumn(Column):
    css = "num"

    def __init__(self, bucket: Bucket, place: int) -> None:
        super().__init__(bucket.label, empty_values=())
        self.place = place

    def render(self, record: AccountAgeing, table: Any) -> SafeString:
        ageing = record.ageing
        aged = ageing.aged[self.place]
        if not aged.tally.invoices:
            return format_html('<span class="muted">{}</span>', markup.number(0))
        return amount_at(aged.tally, "", table.leads(ageing, aged))


class WholeColumn(Column):
    css = "num"

    def render(self, record: AccountAgeing, table: Any) -> SafeString:
        return amount_at(record.ageing.whole, record.ageing.currency, table.leads(record.ageing, None))


def account_ageing_table(
    accounts: Page[AccountAgeing], buckets: Sequence[Bucket], *, query: ListQuery, leads: Leads
) -> AccountAgeingTable:
    columns: dict[str, Any] = {
        bucket.key.replace("-", "_"): BucketColumn(bucket, place) for place, bucket in enumerate(buckets)
    }
    made = type(
        "MadeAccountAgeingTable",
        (AccountAgeingTable,),
        {**columns, "whole": WholeColumn("Outstanding", empty_values=()), "leads": staticmethod(leads)},
    )
    table: AccountAgeingTable = made(accounts, query=query)
    return table


class PastInvoiceTable(Table):
    caption = "Invoices of the day"
    section_id = "past-table"
    empty_title = "No invoice here"
    brief = ("balance", "account")

    invoice_id = IdColumn("Invoice", url=lambda row: link("invoice_detail", row.invoice_id), copy=False)
    account = Column("Account", empty_values=(), accessor="account_id")
    issue_date = DayColumn("Issued", css="wide")
    due_date = DayColumn("Due date")
    due = MoneyColumn("Due now", css="wide", currency=lambda row: row.currency)
    balance = MoneyColumn("Balance then", currency=lambda row: row.currency)

    def render_account(self, record: Any) -> SafeString:
        return account(record.account_id, record.account_name)
