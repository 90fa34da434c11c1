"""What narrows a whole list."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from dashboard.lists import Facet, Sieve


@dataclass(frozen=True)
class Tool:
    name: str
    maker: str | None
    colour: str | None = None


TOOLS = [Tool("Hammer", "Acme", "red"), Tool("Säge", "Acme"), Tool("Hammer drill", None, "red")]
FACETS: list[Facet[Tool]] = [
    Facet(name="maker", label="Maker", word=lambda tool: tool.maker, nothing="No maker"),
    Facet(name="colour", label="Colour", word=lambda tool: tool.colour, say=str.upper),
]


def sieve(query: str) -> Sieve[Tool]:
    return Sieve.of(TOOLS, QueryDict(query), facets=FACETS, text_of=lambda tool: [tool.name, tool.maker])


def names(query: str) -> list[str]:
    return [tool.name for tool in sieve(query).records]


class TestText:
    def test_all_passes_where_nothing_is_asked(self) -> None:
        assert sieve("").records == TOOLS
        assert not sieve("").narrowed

    def test_every_word_must_be_there_in_any_order(self) -> None:
        assert names("q=drill+hammer") == ["Hammer drill"]
        assert names("q=hammer+saw") == []

    def test_case_and_accents_do_not_matter(self) -> None:
        assert names("q=SAGE") == ["Säge"]

    def test_words_may_be_in_different_texts_but_not_across_them(self) -> None:
        assert names("q=acme+hammer") == ["Hammer"]
        assert names("q=rAcme") == []

    def test_a_very_long_search_is_cut(self) -> None:
        assert len(sieve("q=" + "a" * 5000).text) == 100


class TestChoice:
    def test_narrows_to_one_value(self) -> None:
        assert names("maker=Acme") == ["Hammer", "Säge"]
        assert names("maker=Acme&colour=red") == ["Hammer"]

    def test_a_dash_is_those_without(self) -> None:
        assert names("maker=-") == ["Hammer drill"]

    def test_may_be_written_in_another_case(self) -> None:
        found = sieve("maker=ACME")

        assert [tool.name for tool in found.records] == ["Hammer", "Säge"]
        assert found.selects[0].told == "Acme"

    def test_an_unknown_value_shows_nothing_and_says_what_was_chosen(self) -> None:
        found = sieve("maker=Nobody")

        assert found.records == []
        assert found.selects[0].told == "Nobody"

    def test_options_count_what_the_other_choices_leave(self) -> None:
        maker, colour = sieve("colour=red").selects

        assert [(option.label, option.count, option.current) for option in maker.options] == [
            ("Acme", 1, False),
            ("No maker", 1, False),
        ]
        assert [(option.label, option.count, option.current) for option in colour.options] == [
            ("RED", 2, True),
            ("None", 1, False),
        ]

    def test_is_told_in_words(self) -> None:
        assert sieve("q=hammer&maker=-").told == [("Text", "hammer"), ("Maker", "No maker")]
