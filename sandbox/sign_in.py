"""
POST /api/v1/oauth2/token: grants and refreshes. And the sign-in page, where Exsited sends whoever it does not know.

The documents do not show the body of a refused refresh (400): ours has OAuth's `error` beside Exsited's `errors`, so
that a reader of either finds what it looks for.
"""

import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from sandbox.messages import HTML_TYPE, Answer, ApiError, Request, html_answer, json_answer
from sandbox.tokens import LIFETIME, Grant, TokenDesk

TOKEN_PATH = re.compile(r"/api/v[1-4]/oauth2/token")
SIGN_IN_PATH = "/login"


def answer_token_request(request: Request, desk: TokenDesk) -> Answer:
    if request.method != "POST":
        raise ApiError(405, f"Method {request.method} is not allowed here")
    asked = _fields(request)
    if not desk.knows(asked.get("client_id", ""), asked.get("client_secret", "")):
        return Answer(status=302, content_type=HTML_TYPE, headers={"Location": SIGN_IN_PATH})
    match asked.get("grant_type"):
        case "client_credentials":
            return _granted(desk.grant())
        case "refresh_token":
            grant = desk.refresh(asked.get("refresh_token", ""))
            return _granted(grant) if grant else _refused("invalid_grant", "The refresh token is not valid")
        case _:
            return _refused("unsupported_grant_type", "The grant type is not supported")


def sign_in_page() -> Answer:
    return html_answer("Sign in", "Please enter your credentials.")


def _fields(request: Request) -> Mapping[str, str]:
    """The text fields of a JSON object or of a form; anything else in them is left out."""
    if "form" in request.headers.get("content-type", ""):
        return dict(parse_qsl(request.body.decode("utf-8", "replace")))
    try:
        asked = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise ApiError(400, "The request body is not valid JSON") from None
    if not isinstance(asked, dict):
        raise ApiError(400, "The request body is not a JSON object")
    return {name: value for name, value in asked.items() if isinstance(value, str)}


def _granted(grant: Grant) -> Answer:
    return json_answer(
        {
            "access_token": grant.access_token,
            "token_type": "bearer",
            "expires_in": LIFETIME,
            "refresh_token": grant.refresh_token,
        }
    )


def _refused(error: str, message: str) -> Answer:
    return json_answer(
        {"error": error, "error_description": message, "errors": [{"code": 400, "message": message}]},
        status=400,
    )
