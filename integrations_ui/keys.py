"""The API's own long words, such as `invoice_to_xero_sales_revenue_enable`, shown so that they break between words."""

from __future__ import annotations

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

BREAK = mark_safe("_<wbr>")


def soft(key: str) -> SafeString:
    return format_html_join(BREAK, "{}", ((part,) for part in key.split("_")))
