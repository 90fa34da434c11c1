"""Notes are HTML that people wrote. Shown of it are text, a few tags and absolute links; nothing is ever loaded."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from invoices_ui.notes.weighing import too_much

log = logging.getLogger("dashboard.notes")

MOST_CHARACTERS = 200_000
PLAIN_CHARACTERS = 20_000

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
TAGS = HEADINGS | {
    "p", "br", "hr", "b", "strong", "i", "em", "u", "s", "ul", "ol", "li", "blockquote", "pre", "code", "a",
    "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
}  # fmt: skip
DROPPED_WHOLE = {"script", "style", "title", "template", "iframe", "datalist"}
"""With the text in them, which no browser shows. Of other tags the text stays, but for drawings and formulas."""
ATTRIBUTES = {"a": {"href"}, "th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}}
LINK = re.compile(r"(?:https?://[^\s/?#@\\]+(?:[/?#][^\s\\]*)?|mailto:[^\s\\]+)\Z", re.IGNORECASE)
LINK_REL = "noopener noreferrer nofollow"
REL = re.compile(rf"{LINK_REL}\Z")
SPAN = re.compile(r"[1-9][0-9]?\Z")
BLANK_TAGS = re.compile(r"<[^>]*>|&nbsp;|\s")
HEADING_OPEN = re.compile(r"<h[1-6]>")
HEADING_CLOSE = re.compile(r"</h[1-6]>")


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteText:
    """`html` may stand in a page as it is. `degraded` says why it is only the plain source; empty when it is whole."""

    html: SafeString
    degraded: str = ""


def allowed(tag: str, attribute: str, value: str) -> str | None:
    """`rel` passes: it is the cleaner's own, which it adds before it asks."""
    pattern = {"a href": LINK, "a rel": REL}.get(f"{tag} {attribute}", SPAN)
    return value if pattern.match(value) else None


CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=DROPPED_WHOLE,
    attributes=ATTRIBUTES,
    attribute_filter=allowed,
    link_rel=LINK_REL,
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
)


def note_text(content: str | None) -> NoteText:
    if not content:
        return NoteText(html=SafeString(""))
    if len(content) > MOST_CHARACTERS:
        return plain(content, "It is very long.")
    if reason := too_much(content):
        return plain(content, reason)
    try:
        cleaned = CLEANER.clean(content)
    except ValueError:
        return plain(content, "Its HTML cannot be read.")
    return NoteText(html=shown(cleaned, is_plain="<" not in content))


def shown(cleaned: str, *, is_plain: bool) -> SafeString:
    """Headings become bold lines, so that a note cannot break the order of the page's own; lines of plain text stay."""
    html = HEADING_CLOSE.sub("</b></div>", HEADING_OPEN.sub("<div><b>", cleaned))
    if is_plain:
        html = html.replace("\r\n", "\n").replace("\n", "<br>")
    visible = html if BLANK_TAGS.sub("", html) else ""
    return mark_safe(visible)  # noqa: S308  (all that the cleaner lets through is in the lists above)


def plain(content: str, why: str) -> NoteText:
    """The source itself, escaped, from its beginning: never the raw HTML instead of the clean one."""
    log.warning("note_degraded", extra={"characters": len(content), "tags": content.count("<")})
    cut = content[:PLAIN_CHARACTERS].encode("utf-8", "replace").decode()
    part = f", the first {PLAIN_CHARACTERS:,} of {len(content):,} characters" if len(cut) < len(content) else ""
    said = f"{why} This is its source as plain text{part}."
    return NoteText(html=SafeString(f'<pre class="raw">{escape(cut)}</pre>'), degraded=said)
