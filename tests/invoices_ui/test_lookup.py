from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.exsited import ID
from invoices_ui.lookup import LONGEST_TEXT, MOST_CANDIDATES, Candidate, Named, Reading, read_text
from tests.builders import CONNECTION_UUID

MAIL = """Hi, we were charged twice on INV-76GOU2-6081 (order ORD-76GOU2-1267, PO CPO-76GOU2-0001).
Our account is 76GOU2. Payment PMT-IE1DSN-0008 went out on 12 June 2026. Regards, Rosa"""


def ids(text: str, *, connections: bool = False) -> list[tuple[str, str]]:
    return [(found.kind, found.id) for found in read_text(text, connections=connections).candidates]


class TestCandidates:
    def test_a_mail_gives_all_it_names_in_its_order(self) -> None:
        assert ids(MAIL) == [("invoice", "INV-76GOU2-6081"), ("order", "ORD-76GOU2-1267"), ("account", "76GOU2")]

    def test_says_what_the_api_cannot_find(self) -> None:
        assert read_text(MAIL, connections=False).named == (
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
        found = read_text(f"see {CONNECTION_UUID}", connections=False)

        assert (found.candidates, found.named) == ((), (Named(what="uuid", id=CONNECTION_UUID),))

    def test_repetitions_count_once(self) -> None:
        assert ids("INV-1 INV-1 inv-1") == [("invoice", "INV-1")]

    def test_only_so_many_are_tried_and_the_rest_is_counted(self) -> None:
        found = read_text(" ".join(f"INV-{number}" for number in range(10)), connections=False)

        assert (len(found.candidates), found.unread) == (MOST_CANDIDATES, 10 - MOST_CANDIDATES)

    @pytest.mark.parametrize("text", ["", "   ", "Hello there", "..", "../../v2/integration-connections", "\x00", "é"])
    def test_words_are_no_ids(self, text: str) -> None:
        assert ids(text) == []


class TestBounds:
    def test_a_long_text_is_cut_and_says_so(self) -> None:
        found = read_text("word " * 1000 + "INV-1", connections=False)

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
        assert read_text(f"INV-1 {secret}", connections=True) == Reading(secret=True)


class TestAnyText:
    @given(st.text(max_size=400))
    def test_gives_only_what_may_stand_in_a_path(self, text: str) -> None:
        found = read_text(text, connections=True)

        assert all(ID.fullmatch(candidate.id) for candidate in found.candidates)
        assert len(found.candidates) <= MOST_CANDIDATES

    def test_candidates_are_plain_values(self) -> None:
        assert Candidate(kind="invoice", id="INV-1") == Candidate(kind="invoice", id="INV-1")
