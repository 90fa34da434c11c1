"""The pages of people: who is there, what each may do, and that somebody is always left to say so."""

from __future__ import annotations

import html
import re

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from dashboard import roles
from dashboard.access_log.acts import Act
from dashboard.access_log.models import Line
from dashboard.accounts import people
from dashboard.accounts.models import Account
from tests.accounts.processes import Processes
from tests.integrations_ui.history.test_sightings import failing

EACH_OTHER = """
import threading
from django.contrib.auth.models import Group, User
from dashboard.accounts import people

User.objects.all().delete()
administrators = Group.objects.get(name="Administrators")
left = []
for turn in range(8):
    pair = [User.objects.create_user(f"{name}-{turn}") for name in ("ada", "bea")]
    administrators.user_set.set(pair)
    start = threading.Barrier(2)

    def demote(whom, by):
        start.wait()
        try:
            people.deactivate(whom, by=by)
        except people.Refused:
            pass

    threads = [threading.Thread(target=demote, args=turned) for turned in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    left.append(administrators.user_set.filter(is_active=True).count())
print(left)
"""
INSERT = 'INSERT INTO "access_log_line"'


def user(name: str, *role_names: str, **options: object) -> User:
    made = User.objects.create_user(name, **options)  # type: ignore[arg-type]
    made.groups.set(Group.objects.filter(name__in=role_names))
    return made


def page_of(person: User) -> str:
    return f"/users/{person.pk}/"


def acts() -> list[tuple[str, str, str, str]]:
    return [(line.act, line.user_name, line.subject, line.detail) for line in Line.objects.order_by("number")]


def shown_password(response: object) -> str:
    [found] = re.findall(r'data-copy="([^"]+)"', response.content.decode())  # type: ignore[attr-defined]
    return html.unescape(found)


class TestPersonList:
    def test_shows_everybody_with_roles_and_state(self, administrator: Client) -> None:
        user("sam", roles.SUPPORT, roles.FINANCE)
        gone = user("gone", is_active=False)

        response = administrator.get("/users/")

        assertContains(response, "Finance, Support")
        assertContains(response, "Deactivated")
        assertContains(response, f'href="{page_of(gone)}"')

    @pytest.mark.parametrize(
        ("asked", "shown"),
        [("q=AM", {"sam"}), ("role=Finance", {"fay"}), ("role=x", {"sam", "fay"}), ("q=z", set())],
    )
    def test_is_narrowed(self, administrator: Client, asked: str, shown: set[str]) -> None:
        user("sam", roles.SUPPORT)
        user("fay", roles.FINANCE)

        page = administrator.get(f"/users/?{asked}").content.decode()

        assert {name for name in ("sam", "fay") if f">{name}</a>" in page} == shown

    def test_asks_the_database_as_often_for_many_as_for_few(
        self, administrator: Client, django_assert_max_num_queries: pytest.FixtureRequest
    ) -> None:
        User.objects.bulk_create([User(username=f"person-{number}") for number in range(1000)])

        with django_assert_max_num_queries(14):  # type: ignore[operator]
            assertContains(administrator.get("/users/?per_page=100"), "1 to 100 of 1,001")


class TestAdding:
    def test_makes_a_password_that_is_shown_once(self, administrator: Client) -> None:
        response = administrator.post("/users/add/", {"name": "sam", "roles": ["Support"]})

        password = shown_password(response)
        sam = User.objects.get(username="sam")
        assert (sam.check_password(password), people.roles_of(sam)) == (True, ["Support"])
        assertNotContains(administrator.get(page_of(sam)), password)
        assert password not in str(Line.objects.values())
        assert acts() == [(Act.PERSON_ADDED, "ada", "sam", "Support")]

    def test_wants_another_password_at_the_first_sign_in(self, administrator: Client) -> None:
        password = shown_password(administrator.post("/users/add/", {"name": "sam"}))
        sam = Client()

        assertRedirects(
            sam.post("/login/", {"username": "sam", "password": password}), "/", fetch_redirect_response=False
        )
        assertRedirects(sam.get("/"), "/password/")

    @pytest.mark.parametrize(
        ("form", "told"),
        [
            ({"name": ""}, "Give the person a name"),
            ({"name": "a b"}, "letters, digits"),
            ({"name": "x\0y"}, "letters, digits"),
            ({"name": "x" * 151}, "at most 150"),
            ({"name": "ADA"}, "has this name already"),
            ({"name": "\uff41da"}, "has this name already"),
            ({"name": "\ufdfa" * 9}, "letters, digits"),
            ({"name": "\ufb03" * 51}, "at most 150"),
            ({"name": "sam", "roles": ["Owners"]}, "There is no such role."),
        ],
    )
    def test_says_what_is_wrong(self, administrator: Client, form: dict[str, object], told: str) -> None:
        response = administrator.post("/users/add/", form)

        assertContains(response, told, status_code=400)
        assert User.objects.count() == 1
        assert acts() == []

    def test_leaves_no_two_names_that_differ_in_case_alone(self, administrator: Client) -> None:
        user("\u00c4nne")
        user("sam")

        assertContains(
            administrator.post("/users/add/", {"name": "\u00e4NNE"}), "has this name already", status_code=400
        )
        with pytest.raises(CommandError, match="has this name already"):
            call_command("add_user", "\uff33am", "Support")
        assert User.objects.count() == 3

    def test_does_not_happen_without_a_line(self, administrator: Client) -> None:
        with failing(INSERT):
            assert administrator.post("/users/add/", {"name": "sam"}).status_code == 503

        assert User.objects.count() == 1


class TestPersonDetail:
    def test_of_nobody_is_not_found(self, administrator: Client) -> None:
        assert administrator.get("/users/999999/").status_code == 404
        assert administrator.get("/users/99999999999999999999/").status_code == 404

    def test_sets_roles_that_hold_on_the_next_request(self, administrator: Client, support: Client) -> None:
        sam = User.objects.get(username="sam")
        assert support.get("/components/").status_code == 403

        assertRedirects(administrator.post(page_of(sam), {"do": "roles", "roles": ["Administrators"]}), page_of(sam))
        assert support.get("/components/").status_code == 200

        administrator.post(page_of(sam), {"do": "roles"})
        assert support.get("/components/").status_code == 403
        assert acts() == [
            (Act.ROLES_CHANGED, "ada", "sam", "Support → Administrators"),
            (Act.ROLES_CHANGED, "ada", "sam", "Administrators → no role"),
        ]

    def test_saving_the_same_roles_is_no_act(self, administrator: Client, support: Client) -> None:
        sam = User.objects.get(username="sam")

        administrator.post(page_of(sam), {"do": "roles", "roles": ["Support"]})

        assert acts() == []

    def test_deactivates_and_activates(self, administrator: Client, support: Client) -> None:
        sam = User.objects.get(username="sam")

        administrator.post(page_of(sam), {"do": "deactivate"})
        assert support.get("/components/").status_code == 302
        administrator.post(page_of(sam), {"do": "activate"})

        sam.refresh_from_db()
        assert sam.is_active
        assert support.get("/components/").status_code == 302  # the old session stays over

    def test_signs_out_everywhere(self, administrator: Client, support: Client) -> None:
        administrator.post(page_of(User.objects.get(username="sam")), {"do": "sign-out"})

        assert support.get("/components/").status_code == 302
        assert acts() == [(Act.SIGNED_OUT_EVERYWHERE, "ada", "sam", "")]

    def test_gives_a_password_in_place_of_a_forgotten_one(self, administrator: Client, support: Client) -> None:
        sam = User.objects.get(username="sam")

        password = shown_password(administrator.post(page_of(sam), {"do": "password"}))

        sam.refresh_from_db()
        assert sam.check_password(password)
        assert Account.objects.get(user=sam).password_temporary
        assert support.get("/components/").status_code == 302

    @pytest.mark.parametrize("form", [{}, {"do": "delete"}, {"do": "roles", "roles": "Owners"}, {"do": ""}])
    def test_does_nothing_else(self, administrator: Client, support: Client, form: dict[str, str]) -> None:
        response = administrator.post(page_of(User.objects.get(username="sam")), form)

        assertContains(response, "Bad request", status_code=400)
        assert acts() == []

    @pytest.mark.parametrize("do", ["roles", "deactivate", "sign-out", "password"])
    def test_does_nothing_without_a_line(self, administrator: Client, support: Client, do: str) -> None:
        sam = User.objects.get(username="sam")
        before = (sam.password, people.roles_of(sam))

        with failing(INSERT):
            assertContains(
                administrator.post(page_of(sam), {"do": do, "roles": "Finance"}), "Nothing was done", status_code=503
            )

        sam.refresh_from_db()
        assert (sam.password, people.roles_of(sam), sam.is_active) == (*before, True)
        assert support.get("/components/").status_code == 403

    def test_shows_a_hostile_name_as_text(self, administrator: Client) -> None:
        eve = user("<script>alert(1)</script>")

        assertContains(administrator.get(page_of(eve)), "&lt;script&gt;")


class TestSomebodyIsLeft:
    @pytest.mark.parametrize("form", [{"do": "roles", "roles": "Support"}, {"do": "deactivate"}, {"do": "password"}])
    def test_nobody_does_it_to_themselves(self, administrator: Client, form: dict[str, str]) -> None:
        user("bea", roles.ADMINISTRATORS)
        ada = User.objects.get(username="ada")

        response = administrator.post(page_of(ada), form)

        assertContains(response, "yourself", status_code=409)
        assert administrator.get("/users/").status_code == 200
        assert acts() == []

    def test_more_roles_are_no_loss(self, administrator: Client) -> None:
        ada = User.objects.get(username="ada")

        administrator.post(page_of(ada), {"do": "roles", "roles": ["Administrators", "Finance"]})

        assert people.roles_of(ada) == ["Administrators", "Finance"]

    def test_the_last_administrator_stays_one(self, administrator: Client) -> None:
        """A deactivated one does not count."""
        user("old", roles.ADMINISTRATORS, is_active=False)
        ada, other = User.objects.get(username="ada"), user("sam", roles.SUPPORT)

        with pytest.raises(people.Refused, match="Nobody would be left"):
            people.set_roles(ada, [], by=other)
        with pytest.raises(people.Refused, match="Nobody would be left"):
            people.deactivate(ada, by=other)

        assert people.roles_of(ada) == ["Administrators"]
        assert acts() == []

    def test_not_even_the_command_takes_the_last(self, administrator: Client) -> None:
        with pytest.raises(CommandError, match="Nobody would be left"):
            call_command("add_user", "ada", "Support")

    def test_the_command_writes_down_what_it_does(self, administrator: Client) -> None:
        user("sam", roles.SUPPORT)

        call_command("add_user", "sam", "Finance", verbosity=0)

        assert acts() == [(Act.ROLES_CHANGED, "", "sam", "Support → Finance")]

    def test_two_who_take_it_from_each_other_at_once_leave_one(self, processes: Processes) -> None:
        assert processes.told(EACH_OTHER) == "[1, 1, 1, 1, 1, 1, 1, 1]"
