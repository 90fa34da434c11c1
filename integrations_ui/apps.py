from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "integrations_ui"
    verbose_name = "Integrations"
