"""What is written down, each by the word that the log keeps for ever, and as people read it."""

from django.db.models import TextChoices


class Act(TextChoices):
    CONNECTION_VIEWED = "connection_viewed", "Looked at"
    VALUE_CHECKED = "value_checked", "Value checked"
    FILE_TAKEN = "file_taken", "File taken"
    FINDING_ACKNOWLEDGED = "finding_acknowledged", "Finding acknowledged"
    ACKNOWLEDGEMENT_WITHDRAWN = "acknowledgement_withdrawn", "Acknowledgement withdrawn"
    BASELINE_APPROVED = "baseline_approved", "Baseline approved"
