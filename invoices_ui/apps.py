from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    name = "invoices_ui"
    verbose_name = "Invoices"

    def ready(self) -> None:
        from invoices_ui.ledger_sync.signals import completed  # noqa: PLC0415  (as the next one)
        from invoices_ui.receivables.movement.snapshots import keep_snapshot  # noqa: PLC0415  (it has models, which are ready only now)

        completed.connect(keep_snapshot, dispatch_uid="receivables.keep_snapshot")
