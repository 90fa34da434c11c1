"""The rights to see invoices and finance; and what each person looked up last."""

from django.conf import settings
from django.db import models

from invoices_ui.ledger import models as ledger_models  # noqa: F401  (Django looks for models here)
from invoices_ui.receivables import models as receivables_models  # noqa: F401

LONGEST_TEXT = 200
LONGEST_URL = 2_000

LONGEST_VIEW_NAME = 80
LONGEST_ADDRESS = 2_000


class Invoices(models.Model):
    """No table: it carries the rights to see invoices and what is outstanding."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [
            ("view_invoices", "Can see invoices, their notes, files and PDFs"),
            ("view_finance", "Can see what is outstanding and overdue"),
            ("sync_ledger", "Can begin and cancel syncs of the ledger"),
        ]


class Lookup(models.Model):
    """
    Something a person looked up and found. `label` and `url` are what it led to; `kind` is the kind of record, empty
    where several were found. Only the person's own pages show it.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lookups")
    text = models.CharField(max_length=LONGEST_TEXT)
    kind = models.CharField(max_length=16, blank=True)
    label = models.CharField(max_length=LONGEST_TEXT)
    url = models.CharField(max_length=LONGEST_URL)
    looked_up_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["-looked_up_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "url"], name="one_lookup_an_address")]


class SavedView(models.Model):
    """A name for an address of ours (invoices_ui.saved): its owner's own, or shared with all of a role."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=LONGEST_VIEW_NAME)
    address = models.CharField(max_length=LONGEST_ADDRESS)
    role = models.ForeignKey("auth.Group", on_delete=models.CASCADE, null=True, related_name="saved_views")

    class Meta:
        default_permissions = ()
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_view_a_name")]
