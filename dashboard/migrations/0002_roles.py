"""The three roles and what each may see."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PERMISSIONS = {
    ("dashboard", "system", "view_system"): "Can see how the dashboard and its upstream run",
    ("integrations_ui", "integrations", "view_integrations"): "Can see integration connections",
    ("invoices_ui", "invoices", "view_invoices"): "Can see invoices, their notes, files and PDFs",
    ("invoices_ui", "invoices", "view_finance"): "Can see what is outstanding and overdue",
}
ROLES = {
    "Administrators": ["view_system", "view_integrations", "view_invoices", "view_finance"],
    "Support": ["view_invoices"],
    "Finance": ["view_invoices", "view_finance"],
}


def make_roles(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Django itself makes permissions only after all migrations have run, too late for the groups."""
    del schema_editor
    content_type = apps.get_model("contenttypes", "ContentType")
    permission = apps.get_model("auth", "Permission")
    group = apps.get_model("auth", "Group")
    made = {}
    for (app, model, codename), name in PERMISSIONS.items():
        kind, _ = content_type.objects.get_or_create(app_label=app, model=model)
        made[codename], _ = permission.objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": name}
        )
    for name, codenames in ROLES.items():
        role, _ = group.objects.get_or_create(name=name)
        role.permissions.add(*(made[codename] for codename in codenames))


class Migration(migrations.Migration):
    dependencies = [
        ("dashboard", "0001_initial"),
        ("integrations_ui", "0001_initial"),
        ("invoices_ui", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
