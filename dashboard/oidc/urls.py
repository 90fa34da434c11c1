"""The addresses of sign-in through the provider, where there is one."""

from django.conf import settings
from django.urls import URLPattern, path


def addresses() -> list[URLPattern]:
    """None where it is off: then its library need not be there."""
    if not settings.OIDC_ISSUER:
        return []
    from dashboard.oidc import views  # noqa: PLC0415  (it needs the library)

    return [
        path("oidc/sign-in/", views.oidc_sign_in, name="oidc_sign_in"),
        path("oidc/callback/", views.oidc_callback, name="oidc_callback"),
    ]
