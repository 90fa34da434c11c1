from dataclasses import replace

import pytest
from django.template import Context, Template

from dashboard.component_sheet import component_sheet_context, problem

HOSTILE = "<script>x</script>"


def render(source: str, **context: object) -> str:
    return " ".join(Template("{% load look %}" + source).render(Context(context)).split())


class TestPageHead:
    def test_has_the_one_heading_and_the_way_back(self) -> None:
        shown = render(
            '{% crumbs "Invoices" "/invoices/" "Orders" "" as trail %}'
            "{% page_head title crumbs=trail %}{% endpage_head %}",
            title=HOSTILE,
        )

        assert shown.count("<h1>") == 1
        assert '<a href="/invoices/">Invoices</a>' in shown
        assert HOSTILE not in shown

    def test_without_actions_keeps_no_room_for_them(self) -> None:
        assert "actions" not in render('{% page_head "Invoices" %} {% endpage_head %}')


class TestPanel:
    def test_is_named_by_its_heading(self) -> None:
        shown = render('{% panel "Same order" %}x{% endpanel %}')

        assert 'id="same-order" aria-labelledby="same-order-title"' in shown
        assert '<h2 id="same-order-title">Same order</h2>' in shown

    def test_escapes_its_title_and_keeps_its_body(self) -> None:
        shown = render("{% panel title %}<b>x</b>{% endpanel %}", title=HOSTILE)

        assert HOSTILE not in shown
        assert "<b>x</b>" in shown


class TestFact:
    def test_without_a_body_is_a_dash(self) -> None:
        assert "–" in render('{% fact "Order" %}  {% endfact %}')  # noqa: RUF001  (an en dash)

    def test_escapes_what_a_template_puts_in(self) -> None:
        assert HOSTILE not in render('{% fact "Order" %}{{ value }}{% endfact %}', value=HOSTILE)


class TestNothing:
    def test_works_inside_a_loop(self) -> None:
        shown = render("{% for each in items %}{% nothing each %}Wait.{% endnothing %}{% endfor %}", items=["A", "B"])

        assert shown.count('class="empty"') == 2


class TestExtra:
    def test_is_nothing_when_there_is_nothing(self) -> None:
        assert render("{% extra more %}", more={}) == ""

    def test_lists_what_is_beyond_the_documents(self) -> None:
        shown = render("{% extra more %}", more={"site": HOSTILE, "note": ""})

        assert "site" in shown
        assert HOSTILE not in shown


class TestFailure:
    @pytest.mark.parametrize(
        ("status", "word"),
        [(403, "Not allowed"), (404, "Not found"), (409, "Being changed"), (502, "Not loaded"), (503, "Busy")],
    )
    def test_says_what_kind_of_failure_it_is(self, status: int, word: str) -> None:
        assert word in render('{% failure problem "Notes" %}', problem=problem(status))

    def test_tries_again_by_a_real_link_and_by_htmx_for_itself_alone(self) -> None:
        shown = render('{% failure problem "Notes" id="panel-notes" %}', problem=problem(504))

        assert 'href="/components/" hx-get="/components/" hx-target="#panel-notes"' in shown
        assert 'id="panel-notes"' in shown

    def test_offers_no_link_where_there_is_nothing_to_repeat(self) -> None:
        told = replace(problem(504), retry_url="")

        assert "Try again<" not in render('{% failure problem "Notes" %}', problem=told).replace(" <", "<")

    def test_tells_the_reference_and_the_wait(self) -> None:
        shown = render('{% failure problem "Notes" %}', problem=problem(503, retry_after=1))

        assert "7f3a91c4" in shown
        assert 'Come again in <span data-seconds="1">1</span> s.' in shown

    def test_names_the_endpoint_only_when_it_is_given(self) -> None:
        told = replace(problem(504), endpoint="")

        assert "/api/v3/" in render('{% failure problem "Notes" %}', problem=problem(504))
        assert "/api/v3/" not in render('{% failure problem "Notes" %}', problem=told)


class TestLate:
    def test_fetches_itself_and_is_a_link_without_javascript(self) -> None:
        shown = render('{% late "panel-notes" "Notes" "/x/?wait=1" %}')

        assert 'id="panel-notes"' in shown
        assert 'hx-get="/x/?wait=1" hx-trigger="load" hx-target="#panel-notes" hx-swap="outerHTML"' in shown
        assert '<a href="/x/?wait=1">' in shown


class TestTabs:
    def test_mark_the_current_one_and_tell_zero_but_not_unknown(self) -> None:
        shown = render('{% tabs items "Parts" %}', items=component_sheet_context()["tab_items"])

        assert shown.count('aria-current="page"') == 1
        assert '<span class="tag">0</span>' in shown
        assert shown.count('class="tag"') == 2
