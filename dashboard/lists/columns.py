"""One column class per kind of value; each shows its value through `dashboard.markup`."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import django_tables2
from django.utils import timezone
from django.utils.safestring import SafeString

from dashboard import markup
from dashboard.exsited.fields import Malformed

Url = Callable[[Any], str | None]
"""The address of a record; None or empty where it has none."""


class Column(django_tables2.Column):  # type: ignore[misc]  # the library has no types
    """
    sort       the API's name of the field, where it differs from the column's; sortable only if the ListQuery allows it
    css        classes for the cells and the heading
    optional   shown only to those who choose it, where columns can be chosen
    in_files   in every file of the list, for what the page tells within other columns
    """

    css: str = ""
    largest_first: ClassVar[bool] = False

    def __init__(
        self,
        label: str | None = None,
        *,
        sort: str = "",
        css: str = "",
        optional: bool = False,
        in_files: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(label, **options)
        self.sort = sort
        self.optional = optional
        self.in_files = in_files
        self.css = " ".join(filter(None, [self.css, css]))

    def value(self, value: Any) -> Any:
        """What a file holds, one of `dashboard.lists.exports.Cell`: the value itself, where the page has its looks."""
        return value


class TextColumn(Column):
    """Text as it came; a link where `url` gives one."""

    css = "text"

    def __init__(self, label: str | None = None, *, url: Url | None = None, **options: Any) -> None:
        super().__init__(label, **options)
        self.url = url

    def render(self, value: object, record: Any) -> SafeString:
        return markup.linked(markup.words(value), self.url(record) if self.url else None)


class IdColumn(Column):
    """An id with its copy button; `short` shows the beginning of a UUID."""

    def __init__(
        self,
        label: str | None = None,
        *,
        url: Url | None = None,
        short: bool = False,
        copy: bool = True,
        **options: Any,
    ) -> None:
        super().__init__(label, **options)
        self.url = url
        self.short = short
        self.copy = copy

    def render(self, value: str, record: Any) -> SafeString:
        target = self.url(record) if self.url else None
        return markup.identifier(value, target or "", copy=self.copy, short=self.short)


class MoneyColumn(Column):
    """An amount; `currency` reads the record's currency, and without it the number stands alone."""

    css = "num"
    largest_first = True

    def __init__(
        self, label: str | None = None, *, currency: Callable[[Any], str | None] | None = None, **options: Any
    ) -> None:
        super().__init__(label, **options)
        self.currency = currency

    def render(self, value: Decimal | Malformed, record: Any) -> SafeString:
        return markup.money(value, self.currency(record) if self.currency else None)


class NumberColumn(Column):
    css = "num"
    largest_first = True

    def render(self, value: Decimal | int | Malformed) -> SafeString:
        return markup.number(value)


class DayColumn(Column):
    largest_first = True

    def render(self, value: date | datetime | Malformed) -> SafeString:
        return markup.day(value)

    def value(self, value: date | datetime | Malformed) -> date | Malformed:
        """The day in the tenant's zone, as the page has it."""
        return timezone.localdate(value) if isinstance(value, datetime) else value


class MomentColumn(Column):
    largest_first = True

    def render(self, value: datetime | Malformed) -> SafeString:
        return markup.moment(value)


class FlagColumn(Column):
    def __init__(self, label: str | None = None, *, on: str = "Yes", off: str = "No", **options: Any) -> None:
        super().__init__(label, **options)
        self.on = on
        self.off = off

    def render(self, value: bool | Malformed) -> SafeString:  # noqa: FBT001  (the library's own signature)
        return markup.flag(value, on=self.on, off=self.off)

    def value(self, value: bool | Malformed) -> str | Malformed:  # noqa: FBT001  (the library's own signature)
        return value if isinstance(value, Malformed) else self.on if value else self.off


class BadgeColumn(Column):
    """A state; `states` maps the API's word in upper case to a tone and a word: {"ACTIVE": ("ok", "Active")}."""

    def __init__(self, label: str | None = None, *, states: Mapping[str, tuple[str, str]], **options: Any) -> None:
        super().__init__(label, **options)
        self.states = states

    def render(self, value: str) -> SafeString:
        return markup.state(value, self.states)

    def value(self, value: str) -> str:
        known = self.states.get(value.upper())
        return known[1] if known else value
