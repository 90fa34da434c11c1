from typing import Any

from django.db import migrations, models
from django.db.models import Count, Q

from invoices_ui.ledger.amounts import MICROS, split, sums_of

MEASURES = (
    "total",
    "paid",
    "due",
    "kpis_outstanding",
    "kpis_overdue",
    "kpis_credit_applied",
    "kpis_credit_issued",
)
OWED = ("unpaid", "part_paid", "in_credit")
AT_ONCE = 500


def add_up_accounts(apps: Any, schema_editor: Any) -> None:
    """The totals of accounts leave nothing out that lowers their balance."""
    del schema_editor
    totals = apps.get_model("invoices_ui", "AccountTotal")
    rows = apps.get_model("invoices_ui", "LedgerInvoice").objects.filter(missing_since=None, state__in=OWED)
    sums = {name: part for measure in MEASURES for name, part in sums_of(measure).items()}
    found = rows.values("currency", "account_id").annotate(
        invoices=Count("pk"),
        **{f"sum_{name}": part for name, part in sums.items()},
        **{f"{measure}_unknown": Count("pk", filter=Q(**{f"{measure}__isnull": True})) for measure in MEASURES},
    )
    totals.objects.all().delete()
    totals.objects.bulk_create((total_of(totals, row) for row in found.iterator()), batch_size=AT_ONCE)


def total_of(model: Any, row: dict[str, Any]) -> Any:
    told = {name: value for name, value in row.items() if not name.startswith("sum_")}
    for measure in MEASURES:
        units, rest = split(row[f"sum_{measure}_units"] * MICROS + row[f"sum_{measure}_micros"])
        told |= {f"{measure}_units": units, f"{measure}_micros": rest}
    return model(key="\x1f".join((row["currency"], row["account_id"])), **told)


class Migration(migrations.Migration):
    dependencies = [
        ("invoices_ui", "0004_ledger_doubles"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="ledgerinvoice",
            index=models.Index(fields=["currency", "state", "due"], name="ledger_largest"),
        ),
        migrations.AddIndex(
            model_name="ledgerinvoice",
            index=models.Index(
                fields=["account_id", "currency", "state", "due_date", "due"], name="ledger_account_ageing"
            ),
        ),
        migrations.RunPython(add_up_accounts, migrations.RunPython.noop, elidable=True),
    ]
