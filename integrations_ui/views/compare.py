"""Two connections side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.access_log.middleware import looked_at
from dashboard.exsited import ID, Client, Connection, Panels, Walk, gather, get_configuration
from dashboard.htmx import render_page
from dashboard.lists.files import KINDS, PARAMETER, Kind, asked_kind
from dashboard.problems import Problem, problem_of
from dashboard.upstream import exsited
from integrations_ui.comparison.comparing import Comparison, compare
from integrations_ui.comparison.file import filed
from integrations_ui.comparison.rows import Side, automation_list, flag_groups, function_list
from integrations_ui.configuration.states import provider_name
from integrations_ui.connections.choices import choices_of
from integrations_ui.files import file_response
from integrations_ui.functions.runs import all_automations, all_functions
from integrations_ui.history.snapshots import keep_seen
from integrations_ui.whole import Integration, all_connections, integration_of

LONGEST = 128
PARTS = {"configuration": "Configuration", "functions": "Partner functions", "automations": "Automations"}


@dataclass(frozen=True, kw_only=True, slots=True)
class CompareQuery:
    """`a` and `b` are uuids as they were asked for, whatever they are."""

    path: str
    a: str
    b: str
    only: bool

    @classmethod
    def from_request(cls, request: HttpRequest) -> Self:
        a, b = (request.GET.get(side, "")[:LONGEST].strip() for side in "ab")
        return cls(path=request.path, a=a, b=b, only=request.GET.get("only") == "differences")

    @property
    def comparable(self) -> bool:
        return self.a != self.b and all(ID.fullmatch(uuid) for uuid in (self.a, self.b))

    @property
    def all_url(self) -> str:
        return self._url(self.a, self.b, only=False)

    @property
    def differences_url(self) -> str:
        return self._url(self.a, self.b, only=True)

    @property
    def swapped_url(self) -> str:
        return self._url(self.b, self.a, only=self.only)

    @property
    def file_urls(self) -> list[tuple[str, str]]:
        return [(kind.upper(), f"{self._url(self.a, self.b, only=self.only)}&{PARAMETER}={kind}") for kind in KINDS]

    def _url(self, a: str, b: str, *, only: bool) -> str:
        asked = {"a": a, "b": b} | ({"only": "differences"} if only else {})
        return f"{self.path}?{urlencode(asked)}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    """Why there is nothing to compare, and the status the page has because of it."""

    title: str
    sentence: str
    status: int = 200


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def connection_compare(request: HttpRequest) -> HttpResponseBase:
    query, now = CompareQuery.from_request(request), timezone.now()
    panels = read_both(exsited(request), query)
    listing: Walk[Connection] = panels.require("connections")
    advice = advice_for(query, listing)
    context: dict[str, object] = {
        "query": query,
        "listing": listing,
        "options": options(listing.items),
        "advice": advice,
    }
    if advice is None:
        looked_at(request, query.a, query.b)
        found = {connection.uuid: connection for connection in listing.items}
        left, right = side_of(panels, "a", found[query.a]), side_of(panels, "b", found[query.b])
        keep_seen([left, right], now)
        context |= shown(request, compare(left, right), now)
        if kind := asked_kind(request):
            return as_file(kind, context, only=query.only)
        context["file_urls"] = query.file_urls
    return render_page(
        request, "integrations_ui/comparison/compare.html", context, status=advice.status if advice else 200
    )


def read_both(client: Client, query: CompareQuery) -> Panels:
    """The list of connections and, at the same time, endpoints 3, 4 and 6 of the two."""
    calls: dict[str, Callable[[], object]] = {"connections": lambda: all_connections(client)}
    if query.comparable:
        calls |= calls_of(client, "a", query.a) | calls_of(client, "b", query.b)
    return gather(subject="connections", patience=None, **calls)


def calls_of(client: Client, name: str, uuid: str) -> dict[str, Callable[[], object]]:
    return {
        f"{name}_configuration": lambda: get_configuration(client, uuid),
        f"{name}_functions": lambda: all_functions(client, uuid),
        f"{name}_automations": lambda: all_automations(client, uuid),
    }


def side_of(panels: Panels, name: str, connection: Connection) -> Integration:
    return integration_of(connection, Panels({part: panels[f"{name}_{part}"] for part in PARTS}))


def advice_for(query: CompareQuery, listing: Walk[Connection]) -> Advice | None:
    known = {connection.uuid for connection in listing.items}
    if not query.a or not query.b:
        return advice_to_choose(query, len(known))
    strangers = [uuid for uuid in dict.fromkeys((query.a, query.b)) if uuid not in known or not ID.fullmatch(uuid)]
    if strangers:
        where = "the list of connections" if listing.complete else "what could be read of the list of connections"
        named = " and ".join(f"“{uuid}”" for uuid in strangers)
        return Advice(
            title="No such connection", sentence=f"{named} is not in {where}. Choose from the lists above.", status=404
        )
    if query.a == query.b:
        return Advice(
            title="One and the same connection", sentence="A connection has no differences from itself. Choose another."
        )
    return None


def advice_to_choose(query: CompareQuery, count: int) -> Advice:
    if count < 2:
        return Advice(title="Nothing to compare", sentence="It takes two connections, and Exsited has fewer.")
    if query.a or query.b:
        return Advice(title="Choose a second connection", sentence="Then press Compare.")
    return Advice(title="Choose two connections", sentence="Then press Compare.")


def options(connections: Iterable[Connection]) -> list[tuple[str, str]]:
    """The uuid and the label of each, by label."""
    return choices_of(
        (
            one.uuid,
            ", ".join(filter(None, [one.remote_instance_name or one.uuid, provider_name(one.integration_partner)])),
        )
        for one in connections
    )


def shown(request: HttpRequest, both: Comparison, now: datetime) -> dict[str, object]:
    left, right = both.left, both.right
    uuids = left.connection.uuid, right.connection.uuid
    sides = [Side.of("A", left.connection), Side.of("B", right.connection)]
    return {
        "both": both,
        "sides": sides,
        "facts_differing": sum(fact.differs for fact in both.facts),
        "flags": None if both.flags is None else flag_groups(both.flags),
        "flags_differing": sum(flag.differs for flag in both.flags or ()),
        "functions": None if both.functions is None else function_list(both.functions, *uuids),
        "automations": None if both.automations is None else automation_list(both.automations, *uuids),
        "failures": {part: failures(request, part, [(sides[0], left), (sides[1], right)]) for part in PARTS},
        "read_at": now,
    }


def as_file(kind: Kind, context: Mapping[str, Any], *, only: bool) -> HttpResponseBase:
    """What the page would show."""
    records = {PARTS[part]: context[part] for part in ("functions", "automations")}
    found = filed(context["both"], context["sides"], records, context["failures"], only=only)
    return file_response(found, kind, name="comparison", read_at=context["read_at"])


def failures(request: HttpRequest, part: str, sides: Iterable[tuple[Side, Integration]]) -> list[tuple[str, Problem]]:
    """The title and the problem of this part, for each side on which it did not come."""
    return [
        (f"{PARTS[part]} of {side.letter}, {side.title}", problem_of(integration.errors[part], request))
        for side, integration in sides
        if part in integration.errors
    ]
