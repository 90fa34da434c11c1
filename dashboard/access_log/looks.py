"""A look in people's words: at which page, and of what. The log keeps these words, so they can be searched, too."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard import markup
from dashboard.links import link

EVERY_CONNECTION = "all connections"

# The pages of integrations, by the names of their addresses.
OF_ALL = {
    "connection_list": "list",
    "configuration_matrix": "matrix",
    "finding_list": "findings",
    "evidence_pack": "evidence pack",
    "shared_credentials": "shared credentials",
}
OF_ONE = {
    "connection_detail": "overview",
    "configuration_detail": "configuration",
    "partner_function_list": "partner functions",
    "automation_list": "automations",
    "connection_findings": "findings",
    "connection_evidence": "evidence pack",
    "connection_history": "history",
    "check_value": "form to check a value",
}
OF_A_PART = {"partner_function_detail": "partner function", "automation_detail": "automation"}
NOT_FOUND_AGAIN = {
    "connection_compare": "comparison of two",
    "history_diff": "comparison of snapshots",
    "history_approve": "form to approve a baseline",
    "acknowledge_finding": "form to acknowledge a finding by",
}
"""Of their addresses the log keeps too little to lead there."""
PAGES = OF_ALL | OF_ONE | OF_A_PART | NOT_FOUND_AGAIN
PARTS = ("function_uuid", "automation_uuid", "rule")


def detail_of(page: str, ids: Mapping[str, object]) -> str:
    """`page` is the name of an address, `ids` what stood in it."""
    part = next((str(ids[name]) for name in PARTS if name in ids), "")
    return f"{PAGES.get(page, page.replace('_', ' '))} {part}".rstrip()


def shown(detail: str, subject: str) -> SafeString:
    """With a link, where the line says enough to find the page again; all other words stand as they are."""
    if subject == EVERY_CONNECTION:
        page = page_of(detail, OF_ALL)
        return markup.linked(markup.words(detail), link(page) if page else "")
    if page := page_of(detail, OF_ONE):
        return markup.linked(detail, link(page, subject))
    words, _, part = detail.rpartition(" ")
    # Older lines say "automation list" or "automation detail".
    if "-" in part and (page := page_of(words, OF_A_PART)):
        return format_html("{} {}", words, markup.identifier(part, link(page, subject, part), copy=False, short=True))
    return markup.words(detail)


def page_of(words: str, pages: Mapping[str, str]) -> str:
    return next((page for page, told in pages.items() if told == words), "")
