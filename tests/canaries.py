"""How a secret may stand where none belongs."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote


def spellings(secret: str) -> set[str]:
    plain = {secret, quote(secret, safe=""), html.escape(secret), json.dumps(secret)[1:-1]}
    return plain | {base64.b64encode(secret.encode()).decode()}
