"""What is written down, each by the word that the log keeps for ever, and as people read it."""

from django.db.models import TextChoices


class Act(TextChoices):
    CONNECTION_VIEWED = "connection_viewed", "Looked at"
    VALUE_CHECKED = "value_checked", "Value checked"
    FILE_TAKEN = "file_taken", "File taken"
    FINDING_ACKNOWLEDGED = "finding_acknowledged", "Finding acknowledged"
    ACKNOWLEDGEMENT_WITHDRAWN = "acknowledgement_withdrawn", "Acknowledgement withdrawn"
    BASELINE_APPROVED = "baseline_approved", "Baseline approved"
    SIGNED_IN = "signed_in", "Signed in"
    SIGNED_OUT = "signed_out", "Signed out"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere", "Signed out everywhere"
    SIGN_IN_BLOCKED = "sign_in_blocked", "Sign-in put on hold"
    SIGN_IN_REFUSED = "sign_in_refused", "Sign-in refused"
    PASSWORD_CHANGED = "password_changed", "Password changed"
    PASSWORD_GIVEN = "password_given", "Password given"
    PERSON_ADDED = "person_added", "Person added"
    PERSON_DEACTIVATED = "person_deactivated", "Person deactivated"
    PERSON_ACTIVATED = "person_activated", "Person activated"
    ROLES_CHANGED = "roles_changed", "Roles changed"
