from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import timezone


class DashboardConfig(AppConfig):
    name = "dashboard"
    verbose_name = "Dashboard"

    def ready(self) -> None:
        user_logged_in.connect(remember_when)


def remember_when(sender: type, request: HttpRequest, **kwargs: object) -> None:
    """The session's absolute end counts from here."""
    del sender, kwargs
    request.session["signed_in_at"] = timezone.now().timestamp()
