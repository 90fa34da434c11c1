from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "dashboard.accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from dashboard.accounts.sessions import remember_when  # noqa: PLC0415  (it has models, which are ready only now)

        user_logged_in.connect(remember_when)
