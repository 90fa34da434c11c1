"""The dashboard's own permission."""

from django.db import models


class System(models.Model):
    """No table: it carries the right to see how the dashboard itself runs."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [("view_system", "Can see how the dashboard and its upstream run")]
