"""Endpoints 8 to 17: invoices, their PDF, notes and files; and the file bytes, which the documents leave out."""

import base64
from typing import Any

from sandbox.messages import Answer, Record, Request, json_answer
from sandbox.paging import Order, Window, page_of
from sandbox.ranges import with_range
from sandbox.records import by_uuid, found
from sandbox.world import World


def invoices(world: World, request: Request) -> Answer:
    """8."""
    window = Window.read(request.query)
    order = Order.read(request.query, sortable=world.INVOICE_SORTS)
    rows = world.invoice_ids_page(order.field, descending=order.descending, limit=window.limit, offset=window.offset)
    return json_answer({"invoices": rows, "pagination": window.pagination(request, records=world.invoice_count)})


def invoice(world: World, _request: Request, invoice_id: str) -> Answer:
    """9."""
    return json_answer({"invoice": found(world.invoice(invoice_id), "Invoice")})


def information(world: World, _request: Request, invoice_id: str) -> Answer:
    """10."""
    return json_answer({"invoice": found(world.information(invoice_id), "Invoice")})


def order_invoices(world: World, request: Request, order_id: str) -> Answer:
    """11."""
    rows = found(world.order_invoices(order_id), "Order")
    return json_answer({"order": page_of(rows, "invoices", request)})


def account_invoices(world: World, request: Request, account_id: str) -> Answer:
    """12."""
    rows = found(world.account_invoices(account_id), "Account")
    return json_answer({"account": page_of(rows, "invoices", request)})


def pdf(world: World, request: Request, invoice_id: str) -> Answer:
    """13."""
    document = found(world.pdf(invoice_id), "Invoice")
    return with_range(request, Answer(body=document, content_type="application/pdf"))


def notes(world: World, request: Request, invoice_id: str) -> Answer:
    """14."""
    rows = found(world.notes(invoice_id), "Invoice")
    return json_answer({"invoice": page_of(rows, "notes", request)})


def note(world: World, _request: Request, invoice_id: str, note_uuid: str) -> Answer:
    """15."""
    return json_answer({"invoice": {"note": _note(world, invoice_id, note_uuid)}})


def note_files(world: World, _request: Request, invoice_id: str, note_uuid: str) -> Answer:
    """16."""
    row = _note(world, invoice_id, note_uuid)
    return _about_files(row, "files", row["files"])


def note_file(world: World, _request: Request, invoice_id: str, note_uuid: str, file_uuid: str) -> Answer:
    """17. What is known about the file; its bytes are `note_attachment`'s."""
    row = _note(world, invoice_id, note_uuid)
    return _about_files(row, "file", by_uuid(row["files"], file_uuid, "File"))


def note_attachment(world: World, _request: Request, file_uuid: str) -> Answer:
    name, media_type, content = found(world.note_file(file_uuid), "Note attachment")
    return json_answer(
        {
            "note_attachment": {
                "uuid": file_uuid,
                "name": name,
                "type": media_type,
                "size": len(content),
                "base64": base64.b64encode(content).decode(),
            }
        }
    )


def _note(world: World, invoice_id: str, note_uuid: str) -> dict[str, Any]:
    return by_uuid(found(world.notes(invoice_id), "Invoice"), note_uuid, "Note")


def _about_files(row: Record, key: str, files: object) -> Answer:
    return json_answer({"invoice": {"note": {key: files, "custom_attributes": row["custom_attributes"]}}})
