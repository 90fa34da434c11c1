# Rows that are in the ledger already get their doubts with the next full sync: their digests differ.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("invoices_ui", "0007_account_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="DoubtTotal",
            fields=[
                ("key", models.CharField(max_length=320, primary_key=True, serialize=False)),
                ("currency", models.CharField(blank=True, max_length=60)),
                ("invoices", models.BigIntegerField(default=0)),
                ("total_units", models.BigIntegerField(default=0)),
                ("total_micros", models.BigIntegerField(default=0)),
                ("total_unknown", models.BigIntegerField(default=0)),
                ("paid_units", models.BigIntegerField(default=0)),
                ("paid_micros", models.BigIntegerField(default=0)),
                ("paid_unknown", models.BigIntegerField(default=0)),
                ("due_units", models.BigIntegerField(default=0)),
                ("due_micros", models.BigIntegerField(default=0)),
                ("due_unknown", models.BigIntegerField(default=0)),
                ("kpis_outstanding_units", models.BigIntegerField(default=0)),
                ("kpis_outstanding_micros", models.BigIntegerField(default=0)),
                ("kpis_outstanding_unknown", models.BigIntegerField(default=0)),
                ("kpis_overdue_units", models.BigIntegerField(default=0)),
                ("kpis_overdue_micros", models.BigIntegerField(default=0)),
                ("kpis_overdue_unknown", models.BigIntegerField(default=0)),
                ("kpis_credit_applied_units", models.BigIntegerField(default=0)),
                ("kpis_credit_applied_micros", models.BigIntegerField(default=0)),
                ("kpis_credit_applied_unknown", models.BigIntegerField(default=0)),
                ("kpis_credit_issued_units", models.BigIntegerField(default=0)),
                ("kpis_credit_issued_micros", models.BigIntegerField(default=0)),
                ("kpis_credit_issued_unknown", models.BigIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unpaid", "Unpaid"),
                            ("part_paid", "Part paid"),
                            ("paid", "Paid"),
                            ("in_credit", "In credit"),
                            ("draft", "Draft"),
                            ("inactive", "Inactive"),
                            ("voided", "Voided"),
                            ("cancelled", "Cancelled"),
                            ("deleted", "Deleted"),
                            ("unknown", "Unknown"),
                        ],
                        max_length=12,
                    ),
                ),
                ("doubts", models.PositiveIntegerField()),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="ledgerinvoice",
            name="doubts",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="ledgerinvoice",
            name="overdue_told",
            field=models.CharField(max_length=7, null=True),
        ),
        migrations.AddIndex(
            model_name="ledgerinvoice",
            index=models.Index(
                condition=models.Q(("doubts__isnull", False)), fields=["doubts", "id"], name="ledger_doubts"
            ),
        ),
        migrations.AddIndex(
            model_name="ledgerinvoice",
            index=models.Index(
                condition=models.Q(("overdue_told__isnull", False)),
                fields=["overdue_told", "due_date", "id"],
                name="ledger_overdue_told",
            ),
        ),
    ]
