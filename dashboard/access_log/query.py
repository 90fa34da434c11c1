"""Which lines are asked for: by whom, what, when, and words in them. All of it is in the URL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date

from dashboard.access_log.acts import Act
from dashboard.access_log.models import NAME_LENGTH, Line
from dashboard.formats import day_text

LONGEST = 100
NOBODY = "!"
"""How the URL names commands, and whoever has not signed in: as nobody can be named."""
NO_PERSON = "No person"


@dataclass(frozen=True, kw_only=True, slots=True)
class LogQuery:
    """What is none of the choices, or no day, narrows nothing."""

    who: str = ""
    act: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""

    NAMES = frozenset({"who", "act", "since", "until", "q"})

    @classmethod
    def from_request(cls, request: HttpRequest) -> Self:
        asked = {name: request.GET.get(name, "").strip() for name in cls.NAMES}
        return cls(
            who=asked["who"][:NAME_LENGTH],
            act=asked["act"] if asked["act"] in Act else "",
            since=day(asked["since"]),
            until=day(asked["until"]),
            text=asked["q"][:LONGEST],
        )

    @property
    def narrowed(self) -> bool:
        return bool(self.told)

    @property
    def told(self) -> list[tuple[str, str]]:
        """What narrows the list, in words."""
        said = [
            ("Who", NO_PERSON if self.who == NOBODY else self.who),
            ("What", Act(self.act).label if self.act else ""),
            ("From", day_text(self.since) if self.since else ""),
            ("To", day_text(self.until) if self.until else ""),
            ("Text", self.text),
        ]
        return [(label, word) for label, word in said if word]

    def lines(self) -> QuerySet[Line]:
        """Newest first."""
        found = Line.objects.all()
        if self.who:
            found = found.filter(user_name="" if self.who == NOBODY else self.who)
        if self.act:
            found = found.filter(act=self.act)
        if self.since:
            found = found.filter(at__gte=midnight(self.since))
        if self.until:
            found = found.filter(at__lt=midnight(self.until + timedelta(days=1)))
        for word in self.text.split():
            found = found.filter(
                Q(subject__icontains=word)
                | Q(detail__icontains=word)
                | Q(reference=word)
                | Q(user_name__icontains=word)
            )
        return found


def day(text: str) -> date | None:
    """None also for days at the ends of the calendar, which have no midnight in every zone."""
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found and date.min.year + 1 < found.year < date.max.year - 1 else None


def midnight(day: date) -> datetime:
    """The beginning of the day in the tenant's zone."""
    return timezone.make_aware(datetime.combine(day, time.min))
