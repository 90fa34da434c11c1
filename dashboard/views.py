"""Pages that belong to no room: the component sheet."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.component_sheet import component_sheet_context
from dashboard.htmx import render_page


@require_safe
@permission_required(roles.VIEW_SYSTEM, raise_exception=True)
def component_sheet(request: HttpRequest) -> HttpResponse:
    return render_page(request, "dashboard/component_sheet.html", component_sheet_context())
