"""Pages that belong to no app: sign-in, the upstream's state and the component sheet."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dashboard import roles
from dashboard.component_sheet import component_sheet_context
from dashboard.htmx import render_page


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "Name or password is wrong.",
        "inactive": "Name or password is wrong.",
    }


class SignInView(LoginView):
    authentication_form = SignInForm
    template_name = "dashboard/login.html"
    redirect_authenticated_user = True


@require_safe
@permission_required(roles.VIEW_SYSTEM, raise_exception=True)
def component_sheet(request: HttpRequest) -> HttpResponse:
    return render_page(request, "dashboard/component_sheet.html", component_sheet_context())
