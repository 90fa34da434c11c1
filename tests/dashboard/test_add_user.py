import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from dashboard import roles
from tests.conftest import person

GOOD = "a long enough password"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is typed where the command asks for a password."""
    words: list[str] = []
    monkeypatch.setattr("getpass.getpass", lambda _: words.pop(0))
    return words


@pytest.mark.django_db
class TestAddUser:
    def test_adds_somebody_with_a_role(self, typed: list[str]) -> None:
        typed += [GOOD, GOOD]

        call_command("add_user", "sam", "Support", verbosity=0)

        sam = User.objects.get(username="sam")
        assert sam.check_password(GOOD)
        assert sam.has_perm(roles.VIEW_INVOICES)
        assert not sam.has_perm(roles.VIEW_INTEGRATIONS)

    def test_gives_somebody_another_role_and_keeps_the_password(self, typed: list[str]) -> None:
        person("sam", roles.SUPPORT)

        call_command("add_user", "sam", "Finance")

        assert roles.role_of(User.objects.get(username="sam")) == "Finance"
        assert User.objects.get(username="sam").check_password(GOOD)

    @pytest.mark.parametrize(
        ("name", "words"), [("sam", ["short"]), ("sam", [GOOD, "another one"]), ("a name/with;signs", [GOOD])]
    )
    def test_refuses_weak_or_mistyped_passwords_and_odd_names(
        self, typed: list[str], name: str, words: list[str]
    ) -> None:
        typed += words

        with pytest.raises(CommandError):
            call_command("add_user", name, "Support")

        assert not User.objects.exists()

    def test_refuses_a_role_that_is_none(self) -> None:
        with pytest.raises(CommandError, match="invalid choice"):
            call_command("add_user", "sam", "Kings")
