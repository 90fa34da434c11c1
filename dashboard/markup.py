"""
The small parts of a page as HTML: badge, id, amount, day, flag ... one function each.

Template tags and table columns share them, so a value looks the same wherever it stands.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from heroicons.templatetags.heroicons import heroicon_outline

from dashboard.exsited.fields import Malformed
from dashboard.exsited.secrets import Secret
from dashboard.formats import DASH, day_text, decimal_text, moment_text, money_text, plain, utc_text

TONES = frozenset({"ok", "warn", "bad", "info", "off"})
LONGEST_RAW = 60
LONGEST_TEXT = 20_000
SHORT_ID = 8

# A template gives "" for what a missing record would have held: that is absent, too.
ABSENT = format_html('<span class="muted">{}</span>', DASH)


@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """An outline icon of heroicons by its name; decoration only, so words must stand beside it."""
    # The 24 px drawing is shown at two thirds of its size: the stroke grows so that it stays 1.3 px.
    drawing = heroicon_outline(name, size=None, stroke_width=2, **{"class": "icon"})
    return mark_safe(" ".join(drawing.split()))  # noqa: S308  (drawn by the package from its own files)


def badge(
    tone: str, text: object, *, fill: bool = False, url: str = "", note: str = "", absent: bool = False
) -> SafeString:
    """A shape and a word, cut when it is long. An unknown tone is neutral; `note` is a few quiet words behind it."""
    if isinstance(text, str) and not isinstance(text, SafeString):
        text = plain(text if len(text) <= LONGEST_RAW else f"{text[:LONGEST_RAW]}…")
    names = ["badge", tone if tone in TONES else "off", *(["fill"] if fill else []), *(["absent"] if absent else [])]
    classes = " ".join(names)
    if url:
        shown = format_html('<a class="{}" href="{}">{}</a>', classes, url, text)
    else:
        shown = format_html('<span class="{}">{}</span>', classes, text)
    return format_html('{} <span class="muted small">{}</span>', shown, note) if note else shown


def unreadable(value: Malformed, what: str) -> SafeString:
    """What the API sent instead of what it documents: raw and flagged."""
    return badge("warn", value.raw, note=what)


def copy_button(value: str) -> SafeString:
    return format_html(
        '<button class="copy" type="button" data-copy="{}" aria-label="Copy {}">{}</button>',
        value,
        value,
        icon("square-2-stack"),
    )


def identifier(value: str | None, url: str = "", *, copy: bool = True, short: bool = False) -> SafeString:
    """An id in a monospaced face; `short` shows its first characters and copies all of it."""
    if not value:
        return ABSENT
    shown = value[:SHORT_ID] if short else value
    title = format_html(' title="{}"', value) if short and shown != value else ""
    if url:
        part = format_html('<a class="id" href="{}"{}>{}</a>', url, title, shown)
    else:
        part = format_html('<span class="id"{}>{}</span>', title, shown)
    return format_html('<span class="copyable">{}{}</span>', part, copy_button(value)) if copy else part


def money(amount: Decimal | Malformed | None, currency: str | None = None) -> SafeString:
    """An amount behind its currency; an absent one is a dash, never zero."""
    if amount is None or amount == "":
        return ABSENT
    if isinstance(amount, Malformed):
        return unreadable(amount, "not an amount")
    number_part = money_text(amount, currency)
    if not currency:
        return format_html('<span class="nowrap">{}</span>', number_part)
    return format_html('<span class="nowrap"><span class="cur">{}</span> {}</span>', currency, number_part)


def number(value: Decimal | int | Malformed | None) -> SafeString:
    if value is None or value == "":
        return ABSENT
    if isinstance(value, Malformed):
        return unreadable(value, "not a number")
    return format_html("{}", decimal_text(Decimal(value)))


def moment(value: datetime | Malformed | None) -> SafeString:
    """Day and time of the tenant; hovering tells it in UTC."""
    if value is None or value == "":
        return ABSENT
    if isinstance(value, Malformed):
        return unreadable(value, "not a time")
    return format_html(
        '<time class="nowrap" datetime="{}" title="{}">{}</time>',
        value.astimezone(UTC).isoformat(),
        utc_text(value),
        moment_text(value),
    )


def day(value: date | datetime | Malformed | None) -> SafeString:
    if value is None or value == "":
        return ABSENT
    if isinstance(value, Malformed):
        return unreadable(value, "not a day")
    text = day_text(value)
    if isinstance(value, datetime):
        return format_html(
            '<time class="nowrap" datetime="{}" title="{}">{}</time>', value.isoformat(), utc_text(value), text
        )
    return format_html('<time class="nowrap" datetime="{}">{}</time>', value.isoformat(), text)


def words(value: object) -> SafeString:
    """Text as it came, or a dash. Of what nobody reads on a page, the beginning."""
    if value is None or value == "":
        return ABSENT
    if isinstance(value, Malformed):
        return unreadable(value, "not readable")
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        cut = f"the first {LONGEST_TEXT:,} of {len(value):,} characters"
        return format_html('{}… <span class="muted">({})</span>', value[:LONGEST_TEXT], cut)
    return format_html("{}", value)


def linked(shown: str, url: str | None) -> SafeString:
    """`shown`, leading to `url` where there is one."""
    return format_html('<a href="{}">{}</a>', url, shown) if url else format_html("{}", shown)


def flag(value: bool | Malformed | None, *, on: str = "Yes", off: str = "No", absent: str = "") -> SafeString:  # noqa: FBT001
    """On or off; `absent` is the word for a flag that was not sent, a dash without one."""
    if value is None:
        return badge("off", absent, absent=True) if absent else ABSENT
    if isinstance(value, Malformed):
        return unreadable(value, "neither true nor false")
    return badge("ok", on) if value else badge("off", off)


def state(value: str | None, states: Mapping[str, tuple[str, str]]) -> SafeString:
    """
    A word of the API as a badge. `states` maps it (in upper case) to a tone and a word; a word that is not in there
    is shown as it came, neutral, and said to be unknown.
    """
    if not value:
        return ABSENT
    known = states.get(value.upper())
    return badge(*known) if known else badge("off", value, note="unknown word")


def secret(value: Secret | None) -> SafeString:
    """What may be seen of a secret: the mask, then a fingerprint that tells two secrets apart."""
    if value is None:
        return ABSENT
    return format_html(
        '<span class="secret"><span class="id">{}</span> '
        '<span class="muted small">fingerprint <span class="id">{}</span>, {}</span></span>',
        value.mask,
        value.fingerprint,
        value.length,
    )
