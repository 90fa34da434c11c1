"""People: all of them, one with what may be done about them, and somebody new. For administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django import forms
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.models import User
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from dashboard import roles
from dashboard.accounts import people
from dashboard.accounts.models import Account, Identity
from dashboard.accounts.table import PersonTable
from dashboard.errors import bad_request
from dashboard.exsited import Page
from dashboard.htmx import render_page
from dashboard.links import Trail, link
from dashboard.lists.tables import ListQuery

LONGEST_TEXT = 150


class RolesForm(forms.Form):
    """Of the roles there are; none is a choice, too."""

    roles = forms.MultipleChoiceField(
        choices=[(name, name) for name in people.ROLES],
        required=False,
        error_messages={"invalid_choice": "There is no such role."},
    )


class PersonForm(RolesForm):
    """The name is looked at as it will be kept: in the one spelling of its characters."""

    name = UsernameField(
        label="Name",
        max_length=LONGEST_TEXT,
        validators=[UnicodeUsernameValidator(message="Use letters, digits and @ . + - _ only.")],
        error_messages={
            "required": "Give the person a name to sign in with.",
            "max_length": f"A name has at most {LONGEST_TEXT} characters.",
        },
    )


@require_safe
@permission_required(roles.MANAGE_PEOPLE, raise_exception=True)
def person_list(request: HttpRequest) -> HttpResponse:
    query = ListQuery.from_request(request)
    text = request.GET.get("q", "").strip()[:LONGEST_TEXT]
    role = request.GET.get("role", "") if request.GET.get("role") in people.ROLES else ""
    found = User.objects.prefetch_related("groups").order_by("username")
    found = found.filter(Q(username__icontains=text)) if text else found
    found = found.filter(groups__name=role) if role else found
    shown = tuple(found[query.offset : query.offset + query.limit])
    page: Page[User] = Page(items=shown, limit=query.limit, offset=query.offset, records=found.count())
    context = {"table": PersonTable(page, query=query), "text": text, "role": role, "roles": people.ROLES}
    return render_page(request, "dashboard/person_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(roles.MANAGE_PEOPLE, raise_exception=True)
@sensitive_variables("password")
def person_add(request: HttpRequest) -> HttpResponse:
    """The answer to a POST is the page itself, for the password is shown once and is in no address and no session."""
    form = PersonForm(request.POST or None)
    context: dict[str, object] = {"form": form, "crumbs": people_trail(), "roles": people.ROLES}
    if request.method == "POST" and form.is_valid():
        try:
            user, password = people.add(form.cleaned_data["name"], form.cleaned_data["roles"], by=actor(request))
        except people.Refused as reason:
            form.add_error("name", str(reason))
        else:
            return shown(request, user, password=password)
    context["chosen"] = request.POST.getlist("roles")
    return render_page(request, "dashboard/person_add.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(roles.MANAGE_PEOPLE, raise_exception=True)
@sensitive_variables("password")
def person_detail(request: HttpRequest, person_id: int) -> HttpResponse:
    user = get_object_or_404(User, pk=person_id)
    if request.method != "POST":
        return shown(request, user)
    try:
        match request.POST.get("do"):
            case "roles":
                form = RolesForm(request.POST)
                if not form.is_valid():
                    return bad_request(request)
                people.set_roles(user, form.cleaned_data["roles"], by=actor(request))
            case "password":
                return shown(request, user, password=people.give_password(user, by=actor(request)))
            case str(word) if word in CHANGES:
                CHANGES[word](user, by=actor(request))
            case _:
                return bad_request(request)
    except people.Refused as reason:
        return shown(request, User.objects.get(pk=user.pk), refused=str(reason))
    return redirect("person_detail", user.pk)


CHANGES: dict[str, Callable[..., None]] = {
    "deactivate": people.deactivate,
    "activate": people.activate,
    "sign-out": people.sign_out_everywhere,
}


def actor(request: HttpRequest) -> User:
    return cast(User, request.user)


def people_trail() -> Trail:
    return [("People", link("person_list"))]


def shown(request: HttpRequest, user: User, *, password: str = "", refused: str = "") -> HttpResponse:
    account = Account.objects.filter(user=user).first()
    context = {
        "person": user,
        "account": account,
        "identity": Identity.objects.filter(user=user).first(),
        "held": people.roles_of(user),
        "roles": people.ROLES,
        "oneself": user == request.user,
        "password": password,
        "refused": refused,
        "crumbs": people_trail(),
        "log_url": f"{link('access_log')}?{urlencode({'who': user.get_username()})}",
    }
    return render_page(request, "dashboard/person_detail.html", context, status=409 if refused else 200)
