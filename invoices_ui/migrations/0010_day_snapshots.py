import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("invoices_ui", "0009_text_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="DaySnapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("taken_at", models.DateTimeField()),
                ("invoices", models.BigIntegerField(default=0)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SnapshotBucket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("currency", models.CharField(blank=True, max_length=60)),
                ("bucket", models.CharField(max_length=12)),
                ("invoices", models.BigIntegerField(default=0)),
                ("due_units", models.BigIntegerField(default=0)),
                ("due_micros", models.BigIntegerField(default=0)),
                ("due_unknown", models.BigIntegerField(default=0)),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="buckets",
                        to="invoices_ui.daysnapshot",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("snapshot", "currency", "bucket"), name="receivables_one_bucket")
                ],
            },
        ),
    ]
