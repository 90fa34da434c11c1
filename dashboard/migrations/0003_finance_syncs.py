"""Finance may begin and cancel syncs of the ledger."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def give(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Django itself makes permissions only after all migrations have run, too late for the groups."""
    del schema_editor
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="invoices_ui", model="invoices"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename="sync_ledger", defaults={"name": "Can begin and cancel syncs of the ledger"}
    )
    role, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Finance")
    role.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("dashboard", "0002_roles")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
