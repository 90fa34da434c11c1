"""The lists of partner functions and of automations as pages and files: each takes a column from the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from dashboard.exsited import Client, Panels, Walk, get_connection
from dashboard.htmx import asked_fragment, render_page
from dashboard.lists import ColumnChoice, WholeList, asked_kind
from dashboard.panels import read_panels
from integrations_ui.connections.head import ConnectionHead
from integrations_ui.functions.notes import Borrowed, Note, asks_for, looks_in, notes_of, notes_of_borrowed
from integrations_ui.functions.parts import head_of
from integrations_ui.functions.tables import ConnectionPartTable


@dataclass(frozen=True, kw_only=True, slots=True)
class PartList:
    """
    One of the two lists of a connection, both read whole.

    view       its URL name; its template has this name, too
    records    what is in it, in lower case
    read       reads it; raises where it cannot be read at all
    read_other reads the list that `borrowed` takes from
    make       the list to show, of all that came and what `borrowed` got
    """

    view: str
    table: type[ConnectionPartTable]
    records: str
    placeholder: str
    read: Callable[[Client, str], Walk[Any]]
    read_other: Callable[[Client, str], Walk[Any]]
    borrowed: Borrowed
    make: Callable[[HttpRequest, Walk[Any], Walk[Any] | None, str], WholeList[Any]]

    def respond(self, request: HttpRequest, client: Client, connection_uuid: str) -> HttpResponseBase:
        """The page, its table alone, or the file that the URL asks for."""
        panels = self._read(request, client, connection_uuid)
        walk: Walk[Any] = panels.require("list")
        borrowed = replace(self.borrowed, panel=panels["other"]) if "other" in panels else self.borrowed
        shown = self.make(request, walk, borrowed.walk, connection_uuid)
        notes = [*notes_of(walk, self.records), *notes_of_borrowed(borrowed, request)]
        head = head_of(panels, connection_uuid, current=self.view)
        name = self.records.replace(" ", "-")
        if file := shown.file(name=name, complete=walk.complete, about=about(head, notes)):
            return file
        if not walk.complete and not shown.sieve.narrowed:
            shown.table.empty_title, shown.table.empty_advice = f"No {self.records} came", "There may be some."
        context = {
            "head": head,
            "list": shown,
            "notes": notes,
            "again_url": again_url(request),
            "placeholder": self.placeholder,
        }
        return render_page(request, f"integrations_ui/functions/{self.view}.html", context)

    def _read(self, request: HttpRequest, client: Client, connection_uuid: str) -> Panels:
        """
        The table alone needs no connection, and without its column nothing of the other list. A file, and an order by
        what is in the other list, wait for it.
        """
        asked = asks_for(request, self.borrowed.name)
        calls: dict[str, Callable[[], object]] = {"list": lambda: self.read(client, connection_uuid)}
        shown = self.borrowed.name not in ColumnChoice.from_request(request, self.table).hidden
        if shown or asked or looks_in(request, self.borrowed):
            calls["other"] = lambda: self.read_other(client, connection_uuid)
        if asked_fragment(request) != self.table.section_id:
            calls["connection"] = lambda: get_connection(client, connection_uuid)
        return read_panels(request, subject="list", wait=asked or asked_kind(request) is not None, **calls)


def about(head: ConnectionHead, notes: Sequence[Note]) -> list[tuple[str, str]]:
    """What a file says of itself."""
    return [("Connection", head.title), ("UUID", head.uuid), *((note.word, note.sentence) for note in notes)]


def again_url(request: HttpRequest) -> str:
    """This page once more, waiting for all of it."""
    asked = request.GET.copy()
    asked["wait"] = "1"
    return f"{request.path}?{asked.urlencode()}"
