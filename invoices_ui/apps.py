from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    name = "invoices_ui"
    verbose_name = "Invoices"
