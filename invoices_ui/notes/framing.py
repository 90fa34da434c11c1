"""Answers that may stand in a frame of our own pages: PDFs, and the page that tells why there is none."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from dashboard.errors import ProblemPage
from dashboard.exsited import ExsitedError
from dashboard.problems import problem_of

FRAMED = "default-src 'none'; frame-ancestors 'self'"
FRAMED_PAGE = f"{FRAMED}; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"


def framed_failure(request: HttpRequest, error: ExsitedError) -> HttpResponse:
    problem = problem_of(error, request)
    body = render_to_string("invoices_ui/case/pdf_failed.html", {"problem": problem}, request)
    response = ProblemPage(body, problem)
    let_in_frame(response, FRAMED_PAGE)
    return response


def let_in_frame(response: HttpResponseBase, policy: str) -> None:
    """Only our own pages may frame it. The policy stands instead of the one that pages have."""
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
