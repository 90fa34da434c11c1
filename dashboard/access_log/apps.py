from django.apps import AppConfig


class AccessLogConfig(AppConfig):
    name = "dashboard.access_log"
    verbose_name = "Access log"
