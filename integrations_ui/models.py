"""
What the dashboard itself remembers of integrations: snapshots, judgements, and when a secret was seen by fingerprint.

No secret value is ever here. Uuids are Exsited's own and name no row of ours.
"""

from django.conf import settings
from django.db import models

UUID_LENGTH = 128


class Integrations(models.Model):
    """No table: it carries the right to see connections and what belongs to them."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [("view_integrations", "Can see integration connections")]


class SecretSighting(models.Model):
    """When a secret of a connection was first and last seen with this fingerprint."""

    connection_uuid = models.CharField(max_length=UUID_LENGTH)
    field = models.CharField(max_length=32)
    fingerprint = models.CharField(max_length=10)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["connection_uuid", "field", "fingerprint"], name="one_sighting_a_secret")
        ]


class Snapshot(models.Model):
    """
    A connection as it was when it last changed: its normalised configuration, functions and automations as JSON,
    secrets as fingerprints. `digest` is the SHA-256 of the content in its canonical form, in hex. `seen_at` is when a
    reading last found it so; until another says otherwise it is how the connection is.
    """

    connection_uuid = models.CharField(max_length=UUID_LENGTH)
    taken_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()

    class Meta:
        default_permissions = ()
        ordering = ["-taken_at", "-pk"]
        indexes = [models.Index(fields=["connection_uuid", "-taken_at"], name="snapshots_of_a_connection")]


class SnapshotRun(models.Model):
    """
    One run over all connections. Without `ended_at` it goes on, or has died: then `renewed_at` is long ago.

    `total` connections are in the list; of the `done` ones so many were `kept` as news and so many `failed`.
    """

    started_at = models.DateTimeField()
    renewed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        ordering = ["-started_at", "-pk"]


class Baseline(models.Model):
    """A snapshot somebody approved: the newest one of a connection is what drift is measured from."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="baselines")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-approved_at", "-pk"]


class Acknowledgement(models.Model):
    """
    Somebody has looked at a finding, or at what cannot be judged, and takes it as it is until a day. `facts` is the
    digest of what it is about: with other facts it is another finding, and this acknowledgement does not cover it.
    """

    connection_uuid = models.CharField(max_length=UUID_LENGTH)
    rule = models.CharField(max_length=16)
    facts = models.CharField(max_length=64)
    reason = models.CharField(max_length=500)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField()
    expires_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    """Whoever withdrew one before this was kept is not known."""

    class Meta:
        default_permissions = ()
        ordering = ["-acknowledged_at", "-pk"]
        indexes = [models.Index(fields=["connection_uuid", "rule", "facts"], name="acknowledgements_by_facts")]


class Judgement(models.Model):
    """
    What the rules last said of a connection. `verdicts` holds [severity, rule, facts] of each finding, the last two as
    Acknowledgement has them.
    """

    connection_uuid = models.CharField(max_length=UUID_LENGTH, unique=True)
    judged_at = models.DateTimeField()
    verdicts = models.JSONField(default=list)
    not_checked = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
