"""Notes are written by anybody: nothing in one runs, loads or looks like the page, and what it says is still read."""

from __future__ import annotations

import pytest
import responses
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from invoices_ui.notes.html import note_text
from invoices_ui.notes.reading import LONG, MOST_IN_A_LIST
from tests.builders import note_json, page_of
from tests.hostile_notes import KEPT, KINDS, VECTORS
from tests.inert import faults_in, fragment, frame_of, notes_of
from tests.invoices_ui.records import NOTES, PAGE

AT_ONCE = 100
MIXED = (
    *("<", ">", "/", "'", '"', "=", " ", "\n", "a", "b", "svg", "math", "style", "script", "table", "td", "select"),
    *(
        "template",
        "noscript",
        "title",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "href",
        "onerror",
        "javascript:",
        "&lt;",
        "\x00",
    ),
)
FURNISHED = ["", "<p>" * 5000, f"<p>{'word ' * LONG}", f"<p>{'word ' * MOST_IN_A_LIST}"]
"""What may stand in a note besides `KEPT` so that it is shown in another way."""


def faults(content: str) -> list[str]:
    return faults_in(fragment(note_text(content).html))


def list_page(support: Client, exsited: responses.RequestsMock, contents: list[str], asked: str = "") -> str:
    rows = [note_json(uuid=f"note-{number}", content=content) for number, content in enumerate(contents)]
    exsited.get(NOTES, json=page_of(*rows, key="notes", within="invoice", limit=AT_ONCE))
    page = support.get(f"{PAGE}notes/?per_page={AT_ONCE}{asked}").content.decode()
    exsited.remove(responses.GET, NOTES)
    return page


class TestEachVector:
    @pytest.mark.parametrize("kind", KINDS)
    def test_ends_inert(self, kind: str) -> None:
        found = {vector.html: told for vector in VECTORS if vector.kind == kind and (told := faults(vector.html))}

        assert found == {}

    @pytest.mark.parametrize(
        "around", ["<table><tr><td>{}</td></tr></table><h1>x</h1>", "<ul><li><a href=https://x.example/>{}"]
    )
    def test_ends_inert_inside_of_what_is_allowed(self, around: str) -> None:
        found = {vector.html: told for vector in VECTORS if (told := faults(around.format(vector.html)))}

        assert found == {}

    def test_ends_inert_when_it_is_cleaned_again(self) -> None:
        twice = [vector.html for vector in VECTORS if faults(note_text(note_text(vector.html).html).html)]

        assert twice == []

    def test_keeps_its_words(self) -> None:
        assert [vector.html for vector in VECTORS if KEPT not in fragment(note_text(vector.html).html).text()] == []

    def test_there_are_as_many_as_there_are_ways(self) -> None:
        assert len(VECTORS) > 1000
        assert {vector.kind for vector in VECTORS} == KINDS.keys()

    @given(st.lists(st.sampled_from(MIXED), max_size=60))
    def test_any_mixture_ends_inert(self, parts: list[str]) -> None:
        assert faults("".join(parts)) == []


class TestPageOfThem:
    @pytest.mark.parametrize("asked", ["", "&q=rosa"], ids=["listed", "searched"])
    def test_is_a_page_of_harmless_ones(self, support: Client, exsited: responses.RequestsMock, asked: str) -> None:
        harmless = frame_of(list_page(support, exsited, [f"{KEPT}{content}" for content in FURNISHED], asked))

        for start in range(0, len(VECTORS), AT_ONCE):
            contents = [vector.html for vector in VECTORS[start : start + AT_ONCE]]
            page = list_page(support, exsited, contents, asked)
            notes = notes_of(page)
            assert len(notes) == len(contents)
            assert [told for note in notes for told in faults_in(note)] == []
            assert [note.text() for note in notes if KEPT not in note.text()] == []
            assert frame_of(page) <= harmless


class TestTheJudgeItself:
    @pytest.mark.parametrize(
        "html",
        [
            "<p style=x>a</p>",
            "<img src=x>",
            "<a href='javascript:x'>b</a>",
            "<a href='https://a:b@c.example'>x</a>",
            "<svg><a href='https://a.example/'>x</a></svg>",
            "<table><td colspan=100>",
            "<p id=main>x</p>",
            "<!-- c -->",
        ],
    )
    def test_sees_what_is_wrong(self, html: str) -> None:
        assert faults_in(fragment(html)) != []

    def test_sees_what_is_outside_of_a_note(self) -> None:
        page = "<main><div class=prose><p>{}</p></div></main>"

        assert frame_of(page.format("<b>a</b>")) == frame_of(page)
        assert frame_of(page.format("</div><b onclick=x>a</b>")) > frame_of(page)
