"""Until now nothing told when a snapshot was seen again: when it was taken stands for that."""

from typing import Any

from django.db import migrations, models
from django.db.models import F


def seen_when_taken(apps: Any, _: Any) -> None:
    apps.get_model("integrations_ui", "Snapshot").objects.update(seen_at=F("taken_at"))


class Migration(migrations.Migration):
    dependencies = [("integrations_ui", "0002_remembered")]

    operations = [
        migrations.AddField("snapshot", "seen_at", models.DateTimeField(null=True)),
        migrations.RunPython(seen_when_taken, migrations.RunPython.noop),
        migrations.AlterField("snapshot", "seen_at", models.DateTimeField()),
        migrations.CreateModel(
            name="SnapshotRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField()),
                ("renewed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("kept", models.PositiveIntegerField(default=0)),
                ("failed", models.PositiveIntegerField(default=0)),
            ],
            options={"ordering": ["-started_at", "-pk"], "default_permissions": ()},
        ),
    ]
