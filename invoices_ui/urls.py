"""The addresses of invoices mirror the API's own paths."""

from django.urls import path

from invoices_ui.views import (
    ageing,
    beside,
    files,
    finance,
    invoices,
    ledger,
    ledger_list,
    lists,
    movement,
    notes,
    pdf,
    reconciliation,
    saved,
    search,
)

NOTE = "invoices/<str:invoice_id>/notes/<str:note_uuid>/"
FILE = f"{NOTE}files/<str:file_uuid>/"

urlpatterns = [
    path("invoices/", lists.invoice_list, name="invoice_list"),
    path("invoices/<str:invoice_id>/", invoices.invoice_detail, name="invoice_detail"),
    path("invoices/<str:invoice_id>/information/", invoices.invoice_information, name="invoice_information"),
    path("invoices/<str:invoice_id>/json/", invoices.invoice_json, name="invoice_json"),
    path("invoices/<str:invoice_id>/next/", beside.invoice_beside, {"way": "next"}, name="next_invoice"),
    path("invoices/<str:invoice_id>/previous/", beside.invoice_beside, {"way": "previous"}, name="previous_invoice"),
    path("invoices/<str:invoice_id>/pdf/", pdf.invoice_pdf, name="invoice_pdf"),
    path("invoices/<str:invoice_id>/pdf/file/", pdf.invoice_pdf_file, name="invoice_pdf_file"),
    path("invoices/<str:invoice_id>/notes/", notes.note_list, name="note_list"),
    path(NOTE, notes.note_detail, name="note_detail"),
    path(f"{NOTE}source/", notes.note_source, name="note_source"),
    path(f"{NOTE}files/", notes.note_file_list, name="note_file_list"),
    path(FILE, files.note_file_detail, name="note_file_detail"),
    path(f"{FILE}preview/", files.note_file_preview, name="note_file_preview"),
    path(f"{FILE}download/", files.note_file_download, name="note_file_download"),
    path("orders/<str:order_id>/invoices/", lists.order_invoice_list, name="order_invoice_list"),
    path("accounts/<str:account_id>/invoices/", lists.account_invoice_list, name="account_invoice_list"),
    path("finance/", finance.finance, name="finance"),
    path("finance/ageing/", ageing.ageing, name="ageing"),
    path("finance/reconciliation/", reconciliation.reconciliation, name="reconciliation"),
    path("finance/movement/", movement.movement, name="movement"),
    path("finance/ledger/", ledger.ledger, name="ledger"),
    path("finance/ledger/sync/", ledger.ledger_sync, name="ledger_sync"),
    path("finance/ledger/cancel/", ledger.ledger_cancel, name="ledger_cancel"),
    path("finance/invoices/", ledger_list.ledger_list, name="ledger_list"),
    path("views/", saved.saved_view_list, name="saved_view_list"),
    path("views/save/", saved.save_view, name="save_view"),
    path("views/<int:view_id>/rename/", saved.rename_view, name="rename_view"),
    path("views/<int:view_id>/delete/", saved.delete_view, name="delete_view"),
    path("search/", search.search, name="search"),
    path("search/typed/", search.search_typed, name="search_typed"),
    path("search/forget/", search.forget_lookups, name="forget_lookups"),
]
