"""Sessions of people who came in through the provider. They end with the next request once it is another, or none."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import User

from dashboard.accounts.models import Identity


class ThroughProvider(BaseBackend):
    """Signs nobody in, for that is the callback's; what somebody may do Django's own backend says."""

    def get_user(self, user_id: int) -> User | None:
        known = Identity.objects.select_related("user").filter(user_id=user_id, issuer=settings.OIDC_ISSUER).first()
        return known.user if known and known.user.is_active else None
