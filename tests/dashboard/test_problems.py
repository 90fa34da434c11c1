import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from dashboard import errors, exsited
from dashboard.exsited import ExsitedError
from dashboard.problems import problem_of, words_for


@pytest.fixture
def asking() -> HttpRequest:
    request = RequestFactory().get("/invoices/?page=2")
    request.user = AnonymousUser()
    return request


def subclasses(kind: type[ExsitedError]) -> list[type[ExsitedError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in subclasses(child))]


class TestStatus:
    @pytest.mark.parametrize(
        ("error", "status"),
        [
            (exsited.Missing("not_found", status=404), 404),
            (exsited.Forbidden("upstream_forbidden", status=403), 403),
            (exsited.Conflict("conflict", status=409), 409),
            (exsited.Unreadable("upstream_5xx", status=500), 502),
            (exsited.Unreadable("upstream_5xx", status=504), 504),
            (exsited.Unreadable("bad_json", status=200), 502),
            (exsited.Unreadable("endpoint_missing", status=404), 502),
            (exsited.TimedOut("deadline_exceeded"), 504),
            (exsited.Unreachable("connect_refused"), 502),
            (exsited.Busy("rate_limited", status=429, retry_after=7), 503),
            (exsited.Busy("token_unavailable", status=500, retry_after=10), 503),
            (exsited.Refused("auth_rejected", status=302), 502),
            (exsited.Rejected("rejected", status=400), 400),
            (exsited.Rejected("rejected", status=422), 400),
            (exsited.Rejected("rejected", status=418), 502),
            (exsited.Rejected("rejected", status=410), 502),
        ],
    )
    def test_is_the_honest_one(self, error: ExsitedError, status: int) -> None:
        assert words_for(error).status == status

    @pytest.mark.parametrize("kind", subclasses(ExsitedError)[1:])
    def test_every_error_of_the_tree_has_words(self, kind: type[ExsitedError]) -> None:
        words = words_for(kind("any_fault"))

        assert words.status >= 400
        assert words.title
        assert words.advice


class TestProblem:
    def test_offers_this_page_again(self, asking: HttpRequest) -> None:
        told = problem_of(exsited.Busy("rate_limited", status=429, retry_after=6.2), asking)

        assert told.retry_url == "/invoices/?page=2"
        assert told.retry_after == 7

    def test_leads_to_no_other_host(self, asking: HttpRequest) -> None:
        asking.path = "//evil.example/"
        asking.htmx = HtmxDetails(asking)  # type: ignore[attr-defined]  # as the middleware does

        assert problem_of(exsited.Missing("missing", status=404), asking).retry_url == "/%2Fevil.example/?page=2"
        assert 'href="/%2Fevil.example/?page=2"' in errors.refusal(asking).content.decode()

    def test_repeats_what_the_upstream_said(self, asking: HttpRequest) -> None:
        told = problem_of(exsited.Rejected("rejected", status=400, message="limit <b>too</b> large"), asking)

        assert told.sentence.endswith("It said: limit <b>too</b> large")

    def test_keeps_the_endpoint_from_whoever_may_not_see_it(self, asking: HttpRequest) -> None:
        assert problem_of(exsited.Missing("not_found", endpoint="/api/v3/invoices/{id}"), asking).endpoint == ""
