"""What a rule tells: two facts that contradict each other, or one that it does not understand."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.links import link

CONNECTION_PATH = "/api/v2/integration-connections/{uuid}"
CONFIGURATION_PATH = "/api/v3/integration/{uuid}/configuration"
FUNCTION_PATH = "/api/v3/integration/{uuid}/partner-function/{uuid}"
FUNCTIONS_PATH = "/api/v3/integration/{uuid}/partner-function"
AUTOMATION_PATH = "/api/v3/integration/{uuid}/automation/{uuid}"
AUTOMATIONS_PATH = "/api/v3/integration/{uuid}/automation"
DOCUMENTS = ""
"""Where a fact stands that no answer holds: in the API's documents."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """
    label   what it is a fact of: "Automation “New suppliers”"
    key     the API's own key; empty where several are meant
    value   what it said, as it came; None: nothing was sent. Of a secret only its fingerprint
    path    the API path it came from, as a template
    place   where in that answer: "transaction.export"
    view    the URL name of the page that shows it, and `ids`, what that page is of
    note    what it means in words; it may change without the fact having changed
    among   the uuids of all that a fact about several is about
    """

    label: str
    value: str | None
    path: str
    place: str = ""
    key: str = ""
    view: str = ""
    ids: tuple[str, ...] = ()
    note: str = ""
    among: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """The page that shows it; empty for what stands on none."""
        return link(self.view, *self.ids) if self.view else ""

    @property
    def missing(self) -> str:
        """What to say in the place of a value that did not come."""
        return "not sent" if self.key or self.place else "none"

    @property
    def raw(self) -> list[object]:
        """What makes this fact another one when it changes."""
        return [self.path, self.place, list(self.ids), self.key, self.value, list(self.among)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Contradiction:
    first: Fact
    second: Fact


@dataclass(frozen=True, kw_only=True, slots=True)
class CannotJudge:
    """`fact` is what cannot be understood; `why` is a sentence that says what stays open because of it."""

    fact: Fact
    why: str


Verdict = Contradiction | CannotJudge
