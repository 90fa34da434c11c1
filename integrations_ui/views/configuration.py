"""The configuration of a connection, as a matrix."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.exsited import get_configuration, get_connection
from dashboard.htmx import render_page
from dashboard.panels import read_panels
from dashboard.upstream import exsited
from integrations_ui.configuration.matrix import ABSENT, OFF, ON, UNDOCUMENTED, UNKNOWN, matrix_of
from integrations_ui.configuration.query import MatrixQuery
from integrations_ui.functions.parts import head_of

RIGHT = {"purchase"}
"""The longest module stands in the right column, with the summary below it; the others fill the left one."""


@require_safe
@permission_required(roles.VIEW_INTEGRATIONS, raise_exception=True)
def configuration_detail(request: HttpRequest, connection_uuid: str) -> HttpResponse:
    client = exsited(request)
    panels = read_panels(
        request,
        subject="configuration",
        configuration=lambda: get_configuration(client, connection_uuid),
        connection=lambda: get_connection(client, connection_uuid),
    )
    matrix = matrix_of(panels.require("configuration"))
    query = MatrixQuery.from_request(request)
    blocks = query.blocks(matrix)
    context = {
        "head": head_of(panels, connection_uuid, current="configuration_detail"),
        "matrix": matrix,
        "query": query,
        "choices": query.choices(matrix),
        "left": [shown for shown in blocks if shown.block.name not in RIGHT],
        "right": [shown for shown in blocks if shown.block.name in RIGHT],
        "others": query.others(matrix),
        "counts": {state: matrix.count(state) for state in (ON, OFF, UNKNOWN, ABSENT)}
        | {"missing": matrix.count(UNDOCUMENTED)},
        "differences": sum(line.differs for line in matrix.lines),
        "read_at": timezone.now(),
    }
    return render_page(request, "integrations_ui/configuration/configuration_detail.html", context)
