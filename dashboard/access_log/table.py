"""The access log as its page and its files have it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.safestring import SafeString

from dashboard import markup
from dashboard.access_log import looks
from dashboard.access_log.acts import Act
from dashboard.access_log.models import Line
from dashboard.access_log.query import NO_PERSON
from dashboard.exsited import ID
from dashboard.links import link
from dashboard.lists.columns import Column
from dashboard.lists.exports import Cell
from dashboard.lists.tables import IdColumn, MomentColumn, NumberColumn, Table, TextColumn

OF_A_CONNECTION = frozenset(
    {
        Act.CONNECTION_VIEWED,
        Act.VALUE_CHECKED,
        Act.FINDING_ACKNOWLEDGED,
        Act.ACKNOWLEDGEMENT_WITHDRAWN,
        Act.BASELINE_APPROVED,
    }
)
FILE_COLUMNS = ("Line", "At", "Who", "Person id", "What", "Of what", "More", "Reference", "Seal")


def act_label(word: str) -> str:
    """A word of a later version of the dashboard stands for itself."""
    return Act(word).label if word in Act else word


class ActColumn(Column):
    css = "nowrap"

    def render(self, value: str) -> SafeString:
        return markup.words(act_label(value))


class SubjectColumn(Column):
    """A connection's uuid leads to its page; all other subjects are text."""

    css = "text"

    def render(self, value: str, record: Line) -> SafeString:
        if record.act in OF_A_CONNECTION and ID.fullmatch(value) and "-" in value:
            return markup.identifier(value, link("connection_detail", value), short=True)
        return markup.words(value)


class DetailColumn(Column):
    css = "text"

    def render(self, value: str, record: Line) -> SafeString:
        return looks.shown(value, record.subject) if record.act == Act.CONNECTION_VIEWED else markup.words(value)


class LineTable(Table):
    caption, section_id, heading = "Access log", "access-log", "at"
    brief = ("user_name", "act")
    empty_title, empty_advice = "Nothing was written down yet", "The first act of a person will be."

    at = MomentColumn("At", css="nowrap")
    user_name = TextColumn("Who", empty_values=(None,))
    act = ActColumn("What")
    subject = SubjectColumn("Of what")
    detail = DetailColumn("More")
    reference = IdColumn("Reference", copy=False)
    number = NumberColumn("Line")

    def render_user_name(self, value: str) -> Any:
        return markup.words(value or NO_PERSON)


def file_rows(lines: Iterable[Line]) -> Iterator[list[Cell]]:
    for line in lines:
        who = line.user_name or NO_PERSON
        yield [
            line.number,
            line.at,
            who,
            line.user_id,
            act_label(line.act),
            line.subject,
            line.detail,
            line.reference,
            line.seal,
        ]
