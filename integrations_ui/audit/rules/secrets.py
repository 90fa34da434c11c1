"""Secrets by what is kept of them: fingerprints, flaws and when they end. No value is ever known here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from dashboard.exsited import Secret
from integrations_ui.audit import told, words
from integrations_ui.audit.facts import CannotJudge, Verdict
from integrations_ui.audit.rule import CONNECTIONS, ERROR, WARNING, rule
from integrations_ui.audit.rules.connections import UNKNOWN_STATUS, shared_with
from integrations_ui.audit.subject import IntegrationAudit, Neighbours, secrets_of
from integrations_ui.connections.tokens import OUT_OF_USE, span

FLAWS = {
    "placeholder": "a placeholder",
    "whitespace": "whitespace at an end or within",
    "truncated": "cut off before its end",
}


@rule(
    "SEC-1",
    severity=ERROR,
    title="Two fields of a connection hold the same secret",
    why="One of them was pasted into the wrong field, so signing in or renewing fails.",
    check="both fields against the provider's own page.",
    alike=True,
)
def secret_in_two_fields(audit: IntegrationAudit) -> Iterator[Verdict]:
    found: dict[str, list[tuple[str, Secret]]] = defaultdict(list)
    for name, secret in secrets_of(audit.connection):
        found[secret.fingerprint].append((name, secret))
    for fields in found.values():
        for (one, secret), (other, _) in pairwise(fields):
            yield told.against(
                told.of_secret(audit.connection, one, secret), told.of_secret(audit.connection, other, secret)
            )


@rule(
    "SEC-2",
    severity=ERROR,
    title="Two connections use the same secret",
    why="Revoking it for one silently cuts off the other, and neither can be audited alone.",
    check="with the provider which of them it belongs to, and give the other one its own.",
    needs={CONNECTIONS},
    alike=True,
)
def secret_shared(audit: IntegrationAudit) -> Iterator[Verdict]:
    if not isinstance(audit.neighbours, Neighbours):
        return
    told_of = set()
    for name, secret in secrets_of(audit.connection):
        places = audit.neighbours.by_fingerprint.get(secret.fingerprint, ())
        others = {one.uuid: (one, field) for one, field in places if one.uuid != audit.uuid}
        if not others or secret.fingerprint in told_of:
            continue
        told_of.add(secret.fingerprint)
        mine = told.of_secret(audit.connection, name, secret)
        if len(others) == 1:
            [(other, field)] = others.values()
            yield told.against(mine, told.of_secret(other, field, secret))
        else:
            connections = [other for other, _ in others.values()]
            yield told.against(mine, shared_with(connections, name, secret.fingerprint))


@rule(
    "SEC-3",
    severity=ERROR,
    title="A secret cannot be one in use",
    why="The provider will refuse it: it was never filled in, or was damaged when it was copied.",
    check="the value at the provider, and enter it again in Exsited.",
)
def secret_flawed(audit: IntegrationAudit) -> Iterator[Verdict]:
    for name, secret in secrets_of(audit.connection):
        if secret.flaws:
            flaws = ", ".join(FLAWS.get(flaw, flaw) for flaw in sorted(secret.flaws))
            form = told.of_connection(audit.connection, "", flaws, note=secret.length)
            yield told.against(
                told.of_secret(audit.connection, name, secret), replace(form, label="What it looks like")
            )


@rule(
    "SEC-4",
    severity=WARNING,
    title="An access token ended long ago and was not replaced",
    why="Tokens are renewed when they are used: this connection has not been used since, or cannot renew.",
    check="whether the connection is still needed; if so, connect it again.",
)
def unchanged_while_expired(audit: IntegrationAudit) -> Iterator[Verdict]:
    secret, status = audit.connection.access_token, words.upper(audit.connection.status)
    if secret is None or secret.expires_at is None or audit.now - secret.expires_at <= OUT_OF_USE:
        return
    if status in words.AT_REST:
        return  # nobody renews what was switched off
    if status != words.ACTIVE:
        fact = told.of_connection(audit.connection, "status", audit.connection.status)
        yield CannotJudge(fact=fact, why=UNKNOWN_STATUS)
        return
    ended = f"Ended {span(audit.now - secret.expires_at)} ago"
    token = told.of_connection(audit.connection, "access_token exp", secret.expires_at.isoformat(), note=ended)
    seen = audit.first_seen.get((audit.uuid, "access_token"))
    if seen is None or audit.now - seen <= OUT_OF_USE:
        yield CannotJudge(fact=token, why="It has not been watched here for long enough to say that it stays.")
        return
    since = told.of_secret(
        audit.connection, "access_token", secret, note=f"{secret.mask}, the same here for {span(audit.now - seen)}"
    )
    yield told.against(token, since)
