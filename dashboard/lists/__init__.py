"""Lists that were read whole: narrowed, sorted over all of it, cut to pages, with chosen columns, and as files."""

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
