"""Saved views: kept from the list that is open, and looked after on a page of their own."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from dashboard import roles
from dashboard.htmx import render_page
from invoices_ui.models import LONGEST_VIEW_NAME, SavedView
from invoices_ui.saved import SaveForm, clean_name, visible_to

PAGE = "invoices_ui/lists/saved_view_list.html"


def page(request: HttpRequest, *, wrong: str = "") -> HttpResponse:
    views = visible_to(person_of(request))
    return render_page(request, PAGE, {"views": views, "wrong": wrong}, status=400 if wrong else 200)


def person_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@require_safe
@permission_required(roles.VIEW_INVOICES, raise_exception=True)
def saved_view_list(request: HttpRequest) -> HttpResponse:
    return page(request)


@permission_required(roles.VIEW_INVOICES, raise_exception=True)
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    form = SaveForm(request.POST, person=person_of(request))
    if not form.is_valid():
        return page(request, wrong=" ".join(str(told) for errors in form.errors.values() for told in errors))
    return redirect(form.save().address)


@permission_required(roles.VIEW_INVOICES, raise_exception=True)
@require_POST
def rename_view(request: HttpRequest, view_id: int) -> HttpResponse:
    view = own_view(request, view_id)
    name = request.POST.get("name", "").strip()
    if not 0 < len(name) <= LONGEST_VIEW_NAME or not name.isprintable():
        return page(request, wrong=f"A name has 1 to {LONGEST_VIEW_NAME} characters.")
    try:
        view.name = clean_name(name)
        with transaction.atomic():
            view.save(update_fields=["name"])
    except ValidationError as error:
        return page(request, wrong=error.messages[0])
    except IntegrityError:
        return page(request, wrong="Another view of yours has this name.")
    return redirect("saved_view_list")


@permission_required(roles.VIEW_INVOICES, raise_exception=True)
@require_POST
def delete_view(request: HttpRequest, view_id: int) -> HttpResponse:
    own_view(request, view_id).delete()
    return redirect("saved_view_list")


def own_view(request: HttpRequest, view_id: int) -> SavedView:
    """Whoever a view is shared with may open it; only its owner changes it."""
    return get_object_or_404(SavedView, pk=view_id, owner=person_of(request))
