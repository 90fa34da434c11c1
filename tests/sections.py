"""The words of one section of a page."""

from __future__ import annotations

import html
import re
from typing import Any


def section_on(response: Any, section_id: str) -> str:
    found = re.search(rf'<section[^>]*id="{section_id}".*?</section>', response.content.decode(), re.DOTALL)
    assert found, section_id
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", found[0])))
