"""
`python -m tests.oidc.server`: a real OpenID provider, oidc-provider-mock, on a free port of this machine.

Beyond it, it knows one client by its secret, wants PKCE, and `PUT /_spoil` makes the next ID token another one than it
should be.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import sys
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import flask
import jwt
import oidc_provider_mock
from cryptography.hazmat.primitives.asymmetric import rsa
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET = sys.argv[1], os.environ["OIDC_CLIENT_SECRET"]
app: flask.Flask = oidc_provider_mock.app()
challenges: dict[str, str] = {}
spoil: dict[str, Any] = {}
asked: list[str] = []


@app.put("/_spoil")
def take_spoil() -> tuple[str, int]:
    """`claims` to change (null takes one out), `header` to change, `sign` by `other`, `none`, `secret` or `public`."""
    spoil.clear()
    spoil.update(flask.request.json or {})
    return "", 204


@app.get("/_asked")
def tell_asked() -> flask.Response:
    """The paths asked for, each with the names of what its form held."""
    told = flask.jsonify(asked)
    asked.clear()
    return told


@app.before_request
def check_client() -> tuple[dict[str, str], int] | None:
    request = flask.request
    asked.append(f"{request.path} {' '.join(sorted(request.form))}".strip())
    if "slow" in spoil and not request.path.startswith("/_"):
        time.sleep(spoil["slow"])
    if request.path != "/oauth2/token":
        return None
    known = request.authorization
    if known is None or (known.username, known.password) != (CLIENT_ID, CLIENT_SECRET):
        return {"error": "invalid_client"}, 401
    verifier = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
    if challenges.pop(request.form.get("code", ""), None) != plain(verifier):
        return {"error": "invalid_grant"}, 400
    return None


@app.after_request
def keep_challenge(response: flask.Response) -> flask.Response:
    query = flask.request.args
    code = parse_qs(urlsplit(response.headers.get("Location", "")).query).get("code")
    if code and query.get("code_challenge_method") == "S256":
        challenges[code[0]] = query["code_challenge"]
    return response


@app.after_request
def spoil_token(response: flask.Response) -> flask.Response:
    if flask.request.path != "/oauth2/token" or response.status_code != 200 or not spoil:
        return response
    answer = json.loads(response.data)
    token = answer["id_token"]
    claims = jwt.decode(token, options={"verify_signature": False}) | spoil.get("claims", {})
    claims = {name: value for name, value in claims.items() if value is not None}
    header = {**jwt.get_unverified_header(token), **spoil.get("header", {})}
    answer["id_token"] = signed(claims, header, spoil.get("sign", "as ever"))
    spoil.clear()
    return flask.jsonify(answer)


def signed(claims: dict[str, Any], header: dict[str, Any], way: str) -> str:
    key = flask.g.oidc_provider_mock_storage.jwk
    match way:
        case "none":
            return jwt.encode(claims, "", algorithm="none", headers={**header, "alg": "none"})
        case "secret":
            return jwt.encode(claims, CLIENT_SECRET, algorithm="HS256", headers={**header, "alg": "HS256"})
        case "public":  # what everybody knows, taken for a secret
            told = plain(json.dumps({**header, "alg": "HS256"}).encode()) + "." + plain(json.dumps(claims).encode())
            return f"{told}.{plain(hmac.digest(key.as_pem(is_private=False), told.encode(), 'sha256'))}"
        case "other":
            return jwt.encode(claims, rsa.generate_private_key(65537, 2048), algorithm="RS256", headers=header)
    return jwt.encode(claims, key.as_pem(is_private=True), algorithm="RS256", headers=header)


def plain(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


if __name__ == "__main__":
    server = make_server("127.0.0.1", 0, app, threaded=True)
    print(f"ready at http://localhost:{server.server_port}", flush=True)
    server.serve_forever()
