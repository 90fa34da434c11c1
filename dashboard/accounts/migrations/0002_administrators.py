"""Administrators may manage people."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def let_administrators_manage(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Django itself makes the permission only after all migrations have run, too late for the group."""
    del schema_editor
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="accounts", model="account")
    may_manage, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind,
        codename="manage_people",
        defaults={"name": "Can add and deactivate people and set their roles"},
    )
    apps.get_model("auth", "Group").objects.get(name="Administrators").permissions.add(may_manage)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("dashboard", "0002_roles"),
    ]
    operations = [migrations.RunPython(let_administrators_manage, migrations.RunPython.noop)]
