from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.exsited import ID
from invoices_ui.search.lookup import (
    LONGEST_ASKED,
    LONGEST_IDS,
    LONGEST_TEXT,
    MOST_CANDIDATES,
    MOST_TYPED,
    Candidate,
    Kind,
    Named,
    Reading,
    cheap,
    read_text,
)
from tests.builders import CONNECTION_UUID

INVOICES: frozenset[Kind] = frozenset({"invoice", "order", "account"})
EVERYTHING: frozenset[Kind] = INVOICES | {"connection"}
OTHER_UUID = "0b0f0c0d-0000-4000-8000-00000000ffff"
TRACKED = "https://click.example/u/Zq81Lw0pX4vB7nM2kT9sR3?upn=u001.aB3dE5fG7hJ9kL1mN3pQ5rS7"

MAIL = """Hi, we were charged twice on INV-76GOU2-6081 (order ORD-76GOU2-1267, PO CPO-76GOU2-0001).
Our account is 76GOU2. Payment PMT-IE1DSN-0008 went out on 12 June 2026. Regards, Rosa"""


def ids(text: str, *, connections: bool = False) -> list[tuple[str, str]]:
    kinds = EVERYTHING if connections else INVOICES
    return [(found.kind, found.id) for found in read_text(text, kinds=kinds).candidates]


class TestCandidates:
    def test_a_mail_gives_all_it_names_in_its_order(self) -> None:
        assert ids(MAIL) == [("invoice", "INV-76GOU2-6081"), ("order", "ORD-76GOU2-1267"), ("account", "76GOU2")]

    def test_says_what_the_api_cannot_find(self) -> None:
        assert read_text(MAIL, kinds=INVOICES).named == (
            Named(what="customer purchase order", id="CPO-76GOU2-0001"),
            Named(what="payment", id="PMT-IE1DSN-0008"),
        )

    def test_an_address_gives_its_id(self) -> None:
        assert ids("https://console.example/invoices/INV-60828777/notes/?page=2") == [("invoice", "INV-60828777")]

    def test_an_id_in_lower_case_is_found(self) -> None:
        assert ids("inv-76gou2-6081") == [("invoice", "INV-76GOU2-6081")]

    def test_the_whole_text_may_be_an_id_of_any_kind(self) -> None:
        assert ids(" SO.2026_17 ") == [("invoice", "SO.2026_17"), ("account", "SO.2026_17"), ("order", "SO.2026_17")]

    def test_an_account_by_its_form_is_not_asked_for_twice(self) -> None:
        assert ids("76GOU2").count(("account", "76GOU2")) == 1

    def test_a_uuid_is_a_connection_for_whoever_may_see_them(self) -> None:
        assert ids(f"see {CONNECTION_UUID.upper()}", connections=True) == [("connection", CONNECTION_UUID)]

    def test_a_uuid_is_nothing_to_find_for_the_others(self) -> None:
        found = read_text(f"see {CONNECTION_UUID}", kinds=INVOICES)

        assert (found.candidates, found.named) == ((), (Named(what="uuid", id=CONNECTION_UUID),))

    def test_nobody_finds_kinds_they_may_not_see(self) -> None:
        found = read_text(f"INV-1 {CONNECTION_UUID}", kinds={"connection"})

        assert found.candidates == (Candidate(kind="connection", id=CONNECTION_UUID),)

    @pytest.mark.parametrize(
        ("text", "kind", "id_"),
        [
            ("https://api.example/api/v3/invoices/SO.2026_17/notes?limit=5", "invoice", "SO.2026_17"),
            ("https://api.example/api/v3/accounts/wombats/invoices", "account", "wombats"),
            ("/orders/17/invoices/", "order", "17"),
            ("console.example/invoices/SO-17/pdf/", "invoice", "SO-17"),
            ("https://crm.example/go?to=https%3A%2F%2Fconsole.example%2Finvoices%2FSO-17%2F", "invoice", "SO-17"),
            ("https://app.example/#/show?id=INV-60828777", "invoice", "INV-60828777"),
        ],
    )
    def test_an_address_tells_by_its_path_what_an_id_is(self, text: str, kind: str, id_: str) -> None:
        assert (kind, id_) in ids(text)

    def test_paths_of_no_address_are_words(self) -> None:
        assert ids("all our invoices/orders/accounts are late") == []

    def test_a_part_named_by_a_path_is_not_taken_for_a_connection(self) -> None:
        text = f"https://console.example/integrations/{CONNECTION_UUID}/automations/{OTHER_UUID}/"

        assert ids(text, connections=True) == [("connection", CONNECTION_UUID)]

    def test_an_account_in_small_letters_is_tried_in_capitals_first(self) -> None:
        assert ids("76gou2")[0] == ("account", "76GOU2")

    @pytest.mark.parametrize(
        ("text", "kind", "id_"),
        [
            ("inv60828777", "invoice", "INV-60828777"),
            ("INV76GOU26081", "invoice", "INV-76GOU2-6081"),
            ("ord76gou21267", "order", "ORD-76GOU2-1267"),
        ],
    )
    def test_an_id_gets_its_hyphens_back(self, text: str, kind: str, id_: str) -> None:
        assert ids(text)[0] == (kind, id_)

    @pytest.mark.parametrize(
        "text", ["INV\u201376GOU2\u20116081", "\u200bINV-76GOU2\u00ad-6081\ufeff", "\u202aINV-76GOU2-6081\u202c"]
    )
    def test_what_a_mail_program_made_of_an_id_is_one(self, text: str) -> None:
        assert ids(text) == [("invoice", "INV-76GOU2-6081")]

    def test_a_number_without_its_prefix_gets_one(self) -> None:
        assert ids("76gou2-6081") == [("invoice", "INV-76GOU2-6081"), ("order", "ORD-76GOU2-6081")]

    def test_repetitions_count_once(self) -> None:
        assert ids("INV-1 INV-1 inv-1") == [("invoice", "INV-1")]

    def test_only_so_many_are_tried_and_the_rest_is_counted(self) -> None:
        found = read_text(" ".join(f"INV-{number}" for number in range(10)), kinds=INVOICES)

        assert (len(found.candidates), len(found.unread)) == (MOST_CANDIDATES, 10 - MOST_CANDIDATES)
        assert found.unread_ids == "INV-6 INV-7 INV-8 INV-9"

    @pytest.mark.parametrize("text", ["", "   ", "Hello there", "..", "../../v2/integration-connections", "\x00", "é"])
    def test_words_are_no_ids(self, text: str) -> None:
        assert ids(text) == []


class TestBounds:
    def test_a_long_text_is_cut_and_says_so(self) -> None:
        found = read_text("word " * 5000 + "INV-1", kinds=INVOICES)

        assert (found.cut, len(found.text) <= LONGEST_TEXT, found.candidates) == (True, True, ())

    @pytest.mark.parametrize(
        "secret",
        [
            "canary-client-secret-Zq81Lw0pX4",
            "Bearer abcdefgh12345678",
            "client_secret=hunter2hunter2",
            "eyJhbGciOi.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2QT4",
        ],
    )
    def test_a_secret_is_neither_asked_for_nor_kept(self, secret: str) -> None:
        assert read_text(f"INV-1 {secret}", kinds=EVERYTHING) == Reading(secret=True)

    def test_a_key_in_an_address_does_not_spoil_the_mail_around_it(self) -> None:
        found = read_text(f"About INV-1, see {TRACKED} please", kinds=INVOICES)

        assert found.candidates == (Candidate(kind="invoice", id="INV-1"),)
        assert "Zq81" not in found.text
        assert "aB3d" not in found.text

    @pytest.mark.parametrize(
        "address",
        [
            "https://api.example/?access_token=hunter2hunter2",
            "https://api.example/cb#eyJhbGciOi.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2QT4",
            "https://api.example/?q=client%5Fsecret%3Dhunter2hunter2",
            TRACKED,
        ],
    )
    def test_an_address_that_holds_only_a_secret_is_one(self, address: str) -> None:
        assert read_text(address, kinds=EVERYTHING) == Reading(secret=True)


class TestAsked:
    def test_a_short_text_is_asked_as_it_is(self) -> None:
        assert read_text("about INV-1", kinds=INVOICES).asked == "about INV-1"

    def test_of_a_mail_only_its_ids_travel(self) -> None:
        found = read_text(MAIL + " and so on" * LONGEST_ASKED, kinds=INVOICES)

        assert found.asked == "INV-76GOU2-6081 ORD-76GOU2-1267 76GOU2 CPO-76GOU2-0001 PMT-IE1DSN-0008"

    def test_many_ids_end_between_two_of_them(self) -> None:
        asked = read_text(" ".join(f"INV-{number:06}" for number in range(1000)), kinds=INVOICES).asked

        assert len(asked) <= LONGEST_IDS
        assert all(len(one) == len("INV-000000") for one in asked.split())


class TestWhileTyping:
    @pytest.mark.parametrize("typed", ["INV", "INV-76GOU2", "INV-76GOU2-60", "6081", "wombats", "Jane Citizen"])
    def test_half_an_id_asks_nothing(self, typed: str) -> None:
        assert [one.id for one in cheap(read_text(typed, kinds=EVERYTHING))] == []

    @pytest.mark.parametrize("typed", ["inv-76gou2-6081", "INV-60828777", "76gou2", "ORD-76GOU2-1267", CONNECTION_UUID])
    def test_a_whole_id_does(self, typed: str) -> None:
        assert cheap(read_text(typed, kinds=EVERYTHING))

    def test_never_more_than_a_few(self) -> None:
        text = " ".join(f"INV-76GOU2-{number:04}" for number in range(6))

        assert len(cheap(read_text(text, kinds=INVOICES))) == MOST_TYPED


class TestAnyText:
    @given(st.text(max_size=400))
    def test_gives_only_what_may_stand_in_a_path(self, text: str) -> None:
        found = read_text(text, kinds=EVERYTHING)

        assert all(ID.fullmatch(candidate.id) for candidate in found.candidates)
        assert len(found.candidates) <= MOST_CANDIDATES

    def test_candidates_are_plain_values(self) -> None:
        assert Candidate(kind="invoice", id="INV-1") == Candidate(kind="invoice", id="INV-1")
