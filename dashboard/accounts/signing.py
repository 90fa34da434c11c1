"""Signing in and out, and one's own password."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, LogoutView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from dashboard import errors
from dashboard.access_log.acts import Act
from dashboard.access_log.chain import record, try_to_record
from dashboard.accounts.models import Account
from dashboard.accounts.people import sign_out_everywhere as end_everywhere
from dashboard.accounts.sessions import account_of
from dashboard.accounts.throttle import TurnedAway, begin, forget, on_hold
from dashboard.htmx import render_page
from dashboard.problems import problem

CHANGED = "changed"


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "Name or password is wrong.",
        "inactive": "Name or password is wrong.",
    }


class SignInView(LoginView):
    authentication_form = SignInForm
    template_name = "dashboard/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """With the way through the provider, where there is one."""
        context = super().get_context_data(**extra)
        if settings.OIDC_ISSUER:
            wanted = self.get_redirect_url()
            context["provider"] = settings.OIDC_NAME
            context["provider_url"] = reverse("oidc_sign_in") + (f"?{urlencode({'next': wanted})}" if wanted else "")
        return context

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """With a line or without: reading goes on."""
        try_to_record(Act.SIGNED_IN, by=form.get_user())
        return super().form_valid(form)


class SignOutView(LogoutView):
    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Whoever wants to be out is out, with a line or without."""
        try_to_record(Act.SIGNED_OUT, by=request.user)
        return super().post(request, *args, **kwargs)


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """Here too."""
    user = cast(User, request.user)
    end_everywhere(user, by=user)
    logout(request)
    return redirect("login")


class PasswordForm(PasswordChangeForm):
    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": "This is not your password.",
        "password_mismatch": "This is not the same as above.",
    }

    @sensitive_variables()
    def clean_new_password1(self) -> str:
        wanted: str = self.cleaned_data["new_password1"]
        if wanted and wanted == self.cleaned_data.get("old_password"):
            raise forms.ValidationError("Choose another than the one you have.")
        return wanted


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request: HttpRequest) -> HttpResponse:
    """All other sessions of the person end with it: they carry the hash of the old one."""
    user = cast(User, request.user)
    if not user.has_usable_password():
        return no_password(request)
    account = account_of(request)
    form = PasswordForm(user, request.POST or None)
    if form.is_bound:
        # Whoever sits at somebody's open session must not be able to guess the password here.
        try:
            begin(user.get_username(), request)
        except TurnedAway:
            return on_hold(request, user.get_username())
        if "old_password" not in form.errors:
            forget(user.get_username(), request)
    if form.is_bound and form.is_valid():
        with transaction.atomic():
            record(Act.PASSWORD_CHANGED, by=user)
            form.save()
            Account.objects.filter(user=user).update(password_temporary=False)
        update_session_auth_hash(request, user)
        return redirect(f"{request.path}?{CHANGED}=1")
    context = {
        "form": form,
        "temporary": account is not None and account.password_temporary,
        "changed": CHANGED in request.GET and not form.is_bound,
    }
    return render_page(request, "dashboard/password_change.html", context, status=400 if form.is_bound else 200)


def no_password(request: HttpRequest) -> HttpResponse:
    told = problem(
        request,
        403,
        "No password here",
        f"You sign in through {settings.OIDC_NAME}, so this dashboard keeps no password of yours.",
        "Change it there.",
        fault="no_password",
        retry_url="",
    )
    return errors.answer(request, told)
