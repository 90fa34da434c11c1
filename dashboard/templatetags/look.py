"""
The components of every page: `{% load look %}`.

Small values come from `dashboard.markup`; parts with a body are block tags over `templates/components/`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from dashboard import formats, integrity, markup
from dashboard.lists import WholeList
from dashboard.lists.tables import Table

register = template.Library()

register.simple_tag(integrity.script, name="script")
register.simple_tag(markup.icon, name="icon")
register.simple_tag(markup.badge, name="badge")
register.simple_tag(markup.state, name="state")
register.simple_tag(markup.identifier, name="identifier")
register.simple_tag(markup.money, name="money")
register.simple_tag(markup.number, name="number")
register.simple_tag(markup.moment, name="moment")
register.simple_tag(markup.day, name="day")
register.simple_tag(markup.words, name="words")
register.simple_tag(markup.flag, name="flag")
register.simple_tag(markup.secret, name="secret")

register.filter("humane", formats.humane)
register.filter("size", formats.size_text)
register.filter("clock", formats.clock_text)

Trail = Sequence[tuple[str, str]]

CARD_WORDS: dict[int, tuple[str, str]] = {
    403: ("off", "Not allowed"),
    404: ("off", "Not found"),
    409: ("warn", "Being changed"),
    503: ("warn", "Busy"),
}


def part(name: str, **context: Any) -> SafeString:
    return render_to_string(f"components/{name}.html", context)


def anchor(title: str, given: str) -> str:
    return given or slugify(title) or "part"


@register.simple_tag
def crumbs(*parts: str) -> Trail:
    """Label, URL, label, URL ...: `{% crumbs "Invoices" list_url account_name account_url as trail %}`."""
    return list(zip(parts[::2], parts[1::2], strict=True))


@register.simple_block_tag
def page_head(
    content: SafeString,
    title: str,
    *,
    crumbs: Trail = (),
    note: str = "",
    state: str = "",
    copy: bool = False,
) -> SafeString:
    """The page's h1 with its way back; the block holds the actions. `copy` is for a title that is an id."""
    return part("page_head", title=title, crumbs=crumbs, note=note, state=state, copy=copy, actions=content.strip())


@register.simple_block_tag
def panel(
    content: SafeString,
    title: str,
    *,
    id: str = "",  # noqa: A002  (the HTML attribute's own name)
    note: str = "",
    state: str = "",
    link: str = "",
    url: str = "",
    foot: str = "",
    tone: str = "",
    pad: bool = False,
) -> SafeString:
    """A card with a header. `pad` for text; lists of facts, tables and tiles bring their own space."""
    return part(
        "panel",
        title=title,
        id=anchor(title, id),
        note=note,
        state=state,
        link=link,
        url=url,
        foot=foot,
        tone=tone,
        pad=pad,
        content=content,
    )


@register.simple_block_tag
def facts(content: SafeString) -> SafeString:
    return part("facts", content=content)


@register.simple_block_tag
def fact(content: SafeString, label: str, *, wide: bool = False) -> SafeString:
    """One row of `facts`; an empty body is a dash. `wide` takes the whole width, for long values."""
    value = mark_safe(content.strip()) or markup.ABSENT  # noqa: S308  (what the block rendered, less its margins)
    # Written here and not as a template: pages have hundreds of these.
    return format_html("<div{}><dt>{}</dt><dd>{}</dd></div>", SafeString(' class="wide"') if wide else "", label, value)


@register.simple_block_tag
def nothing(content: SafeString, title: str, *, icon: str = "inbox") -> SafeString:
    """The empty state: nothing to show, and what to do next."""
    return part("nothing", title=title, icon=icon, content=content.strip())


@register.simple_block_tag
def notice(content: SafeString, tone: str, word: str) -> SafeString:
    """One line above what it is about."""
    return part("notice", tone=tone, word=word, content=content)


@register.simple_block_tag
def tiles(content: SafeString, label: str = "", *, equation: bool = False) -> SafeString:
    """Figures side by side. `equation` draws the first three as a - b = c."""
    return part("tiles", label=label, equation=equation, content=content)


@register.simple_block_tag
def tile(
    content: SafeString,
    label: str,
    *,
    note: str = "",
    url: str = "",
    lead: bool = False,
    current: bool = False,
) -> SafeString:
    """One figure; the block holds it. `lead` is the figure the page is about."""
    return part("tile", label=label, note=note, url=url, lead=lead, current=current, content=content.strip())


@register.simple_block_tag
def timeline(content: SafeString) -> SafeString:
    return part("timeline", content=content)


@register.simple_block_tag
def event(content: SafeString, at: Any, *, tone: str = "") -> SafeString:
    """One moment of a `timeline`; `at` is a moment or words."""
    return part("event", at=at if isinstance(at, str) else markup.moment(at), tone=tone, content=content)


@register.simple_tag
def tabs(items: Sequence[Any], label: str) -> SafeString:
    """`items` have label, url, current and perhaps count."""
    return part("tabs", items=items, label=label)


@register.simple_block_tag
def toolbar(content: SafeString, label: str) -> SafeString:
    """A form that changes what the page shows: it sends its fields by GET to the page itself."""
    return part("toolbar", label=label, content=content)


@register.simple_block_tag
def whole_list(content: SafeString, shown: WholeList[Any], placeholder: str) -> SafeString:
    """
    A list that was read whole: what narrows it, which columns it shows, its files, and the table. The block stands
    above them in the same section, so that an order or a page changes all of it together.
    """
    head = format_html("{}{}", content, part("whole_toolbar", list=shown, placeholder=placeholder))
    return part("table", table=shown.table, head=head)


@register.simple_tag
def action(
    label: str, url: str, *, icon: str = "", primary: bool = False, download: bool = False, key: str = ""
) -> SafeString:
    """A link that looks like a button; `key` is what presses it on the keyboard."""
    return part("action", label=label, url=url, icon=icon, primary=primary, download=download, key=key)


@register.simple_tag
def failure(problem: Any, title: str = "", *, id: str = "") -> SafeString:  # noqa: A002  (the HTML attribute's own name)
    """The card in the place of the panel `title` that failed; with its `id`, trying again swaps this card alone."""
    tone, word = CARD_WORDS.get(problem.status, ("bad", "Not loaded"))
    title = title or problem.title
    return part("failure", problem=problem, title=title, id=id, anchor=anchor(title, id), tone=tone, word=word)


@register.simple_tag
def late(panel_id: str, title: str, url: str) -> SafeString:
    """The place of a panel that was not ready in time; it fetches itself, and without JavaScript it is a link."""
    return part("late", id=panel_id, title=title, url=url)


@register.simple_tag
def extra(mapping: Mapping[str, str], *, title: str = "Everything else") -> SafeString:
    """What the API sent beyond its documents. Nothing at all when there is nothing."""
    return part("extra", items=list(mapping.items()), title=title) if mapping else SafeString("")


@register.simple_tag
def grid(table: Table) -> SafeString:
    """A table without a panel of its own, to stand inside one."""
    return part("grid", table=table)


@register.simple_tag
def pager(table: Table) -> SafeString:
    return part("pager", pager=table.pager, table=table)
