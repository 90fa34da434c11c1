"""Administrators may read the access log."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def let_administrators_read(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Django itself makes the permission only after all migrations have run, too late for the group."""
    del schema_editor
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="access_log", model="line")
    may_read, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename="view_log", defaults={"name": "Can read the access log"}
    )
    apps.get_model("auth", "Group").objects.get(name="Administrators").permissions.add(may_read)


class Migration(migrations.Migration):
    dependencies = [
        ("access_log", "0001_initial"),
        ("dashboard", "0002_roles"),
    ]
    operations = [migrations.RunPython(let_administrators_read, migrations.RunPython.noop)]
