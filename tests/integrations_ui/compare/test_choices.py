"""Connections to choose from: in an order that can be read, and told apart."""

from __future__ import annotations

import re

import pytest
import responses
from django.test import Client

from tests.integrations_ui.compare.places import COMPARE_PAGE, CONNECTIONS, MATRIX_PAGE, A, B, C, connections, one


@pytest.mark.parametrize(
    ("page", "select", "provider"),
    [(MATRIX_PAGE, "against", ""), (COMPARE_PAGE, "a", ", Xero"), (COMPARE_PAGE, "b", ", Xero")],
)
class TestConnectionsToChooseFrom:
    def test_stand_by_name_and_namesakes_with_the_beginning_of_their_uuid(
        self, administrator: Client, exsited: responses.RequestsMock, page: str, select: str, provider: str
    ) -> None:
        exsited.get(CONNECTIONS, json=connections(one(C, "Shop"), one(B, "alpha"), one(A, "Shop")))

        [found] = re.findall(rf'<select name="{select}">(.*?)</select>', administrator.get(page).content.decode(), re.S)

        labels = re.findall(r'<option value="[^"]+"[^>]*>([^<]*)<', found)
        namesakes = [f"Shop{provider}, {uuid[:8]}" for uuid in (C, A)]
        assert labels == [f"alpha{provider}", *sorted(namesakes)]
