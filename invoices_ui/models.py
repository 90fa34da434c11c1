"""The rights to see invoices and finance."""

from django.db import models


class Invoices(models.Model):
    """No table: it carries the rights to see invoices and what is outstanding."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [
            ("view_invoices", "Can see invoices, their notes, files and PDFs"),
            ("view_finance", "Can see what is outstanding and overdue"),
        ]
