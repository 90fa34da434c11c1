from __future__ import annotations

import re
import time
from html import unescape

import pytest
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from invoices_ui.notes.html import note_text
from invoices_ui.notes.marking import excerpt, marked_html, marked_text, text_of
from invoices_ui.notes.search import words_of


def marked(content: str, query: str) -> str:
    return marked_html(note_text(content).html, words_of(query))[0]


class TestMarkedHtml:
    @pytest.mark.parametrize(
        ("content", "query", "shown"),
        [
            ("<p>Pays on Friday.</p>", "friday", "<p>Pays on <mark>Friday</mark>.</p>"),
            ("<p>Grüße an José</p>", "grusse JOSE", "<p><mark>Grüße</mark> an <mark>José</mark></p>"),
            ("<p>Jose\u0301 paid</p>", "jose", "<p><mark>Jose\u0301</mark> paid</p>"),
            ("<p>a &lt;b&gt; &amp; c</p>", "<b>", "<p>a <mark>&lt;b&gt;</mark> &amp; c</p>"),
            ("<p>Mar<b>ta</b> Quill</p>", "marta", "<p><mark>Mar</mark><b><mark>ta</mark></b> Quill</p>"),
            ("<table><tr><td>ab</td><td>cd</td></tr></table>", "abcd", ""),
            ("<p>second line</p>", "line second", "<p><mark>second</mark> <mark>line</mark></p>"),
            ("<p>aaa</p>", "aa a", "<p><mark>aaa</mark></p>"),
        ],
    )
    def test_marks_what_is_shown(self, content: str, query: str, shown: str) -> None:
        assert marked(content, query) == (shown or note_text(content).html)

    def test_touches_no_tag(self) -> None:
        link = '<p><a href="https://x.example/?a>b=href">href</a></p>'

        assert marked(link, "href").count("<mark>") == 1
        assert 'href="https://x.example/?a&gt;b=href"' in marked(link, "href")

    def test_stays_quick_in_a_long_note(self) -> None:
        html = note_text("<p>aaaa <b>bbbb</b> cccc</p>" * 1900).html
        started = time.perf_counter()

        marked_html(html, words_of("a b c"))

        assert time.perf_counter() - started < 1.0

    @given(st.text(alphabet="ab<>&\"'é\u0301 \n\u00a0ß", max_size=40), st.text(alphabet="abes<>&\"'", max_size=4))
    def test_only_adds_marks(self, content: str, query: str) -> None:
        html = note_text(content).html

        shown = marked_html(html, words_of(query))[0]

        assert unescape(re.sub(r"</?mark>", "", shown)) == unescape(html)


class TestMarkedText:
    def test_is_escaped(self) -> None:
        assert marked_text("<b>Eve</b>", ("eve",)) == "&lt;b&gt;<mark>Eve</mark>&lt;/b&gt;"


class TestExcerpt:
    def test_shows_what_stands_around_the_first_hit(self) -> None:
        html = SafeString(f"<p>{'before ' * 100}</p><p>here</p><p>{'after ' * 100}</p>")

        shown = excerpt(html, ("here",))

        assert shown.startswith("…")
        assert "before <mark>here</mark> after" in shown
        assert len(shown) < 400


class TestTextOf:
    def test_parts_what_tags_part(self) -> None:
        assert text_of("<p>one</p><p>t<b>w</b>o</p>").split() == ["one", "two"]
