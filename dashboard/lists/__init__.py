"""
Lists: what of one is asked for (`listing`), shown (`tables`, `columns`) and written to a file (`exports`). Those that
were read whole are narrowed, sorted over all of it, cut to pages, with chosen columns, here.
"""

from dashboard.lists.chosen import ColumnChoice
from dashboard.lists.files import Kind, asked_kind, file_of
from dashboard.lists.order import SortKey, folded, ordered, page_of
from dashboard.lists.sieve import Facet, Option, Select, Sieve
from dashboard.lists.whole import WholeList

__all__ = [
    "ColumnChoice",
    "Facet",
    "Kind",
    "Option",
    "Select",
    "Sieve",
    "SortKey",
    "WholeList",
    "asked_kind",
    "file_of",
    "folded",
    "ordered",
    "page_of",
]
