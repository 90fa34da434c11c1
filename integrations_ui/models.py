"""The right to see integrations. What Exsited says of them is never stored here."""

from django.db import models


class Integrations(models.Model):
    """No table: it carries the right to see connections and what belongs to them."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [("view_integrations", "Can see integration connections")]
