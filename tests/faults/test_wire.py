"""Rows 24 to 37: names, connections, TLS, time and the protocol itself."""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.exsited.hostile import HostileServer, Step, answer
from tests.exsited.http.test_transport import server_tls
from tests.faults.dashboard import PAGE_SECONDS, Dashboard
from tests.faults.proxy import Proxy, Trouble
from tests.faults.upstream import DETAIL, INVOICE, LIST, NOTES, Asked, Upstream, as_json, body_of, healthy

LATE = (PAGE_SECONDS - 0.2, PAGE_SECONDS + 1.5)


def test_row_24_a_name_nobody_knows(dashboard: Dashboard) -> None:
    assert dashboard.visit("/invoices/").status == 200
    with dashboard.another(EXSITED_BASE_URL="https://nowhere.invalid") as lost:
        dashboard.give_token("https://nowhere.invalid")
        seen = lost.visit("/invoices/", within=3)

        assert seen.status == 502
        assert "could not be reached" in seen.words
        assert "nowhere.invalid" not in seen.text
        line = lost.call(seen, LIST)
        assert (line["fault"], line["attempts"]) == ("dns_failure", 2)
        assert line["ms"] < 2000


def test_row_25_a_refused_connection_is_told_at_once(dashboard: Dashboard, proxy: Proxy) -> None:
    assert dashboard.visit("/invoices/?per_page=50").status == 200
    with proxy.refusing():
        seen = dashboard.visit("/invoices/", within=1.5)

    assert seen.status == 502
    assert "could not be reached" in seen.words
    line = dashboard.call(seen, LIST)
    assert (line["fault"], line["attempts"]) == ("connect_refused", 2)
    assert line["ms"] < 400


def test_row_26_a_host_that_drops_what_it_gets(dashboard: Dashboard, proxy: Proxy) -> None:
    assert dashboard.visit("/invoices/?per_page=50").status == 200
    with proxy.deaf():
        seen = dashboard.visit("/invoices/")

    assert seen.status == 504
    assert "did not answer in time" in seen.words
    line = dashboard.call(seen, LIST)
    assert (line["fault"], line["attempts"]) == ("connect_timeout", 2)
    assert 900 < line["ms"] < 2000


@dataclass(frozen=True)
class Certificates:
    """Of a server: one for each flaw, with what OpenSSL says of it, and a good one. `trusted` holds all but one."""

    flawed: dict[str, ssl.SSLContext]
    good: ssl.SSLContext
    trusted: Path


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    def made(name: str, **flaw: Any) -> ssl.SSLContext:
        folder = tmp_path / name
        folder.mkdir()
        return server_tls(folder, name=name, **flaw)[0]

    flawed = {
        "certificate has expired": made("expired", days=-1),
        "certificate is not valid for '127.0.0.1'": made("elsewhere", address="127.0.0.2"),
        "PROTOCOL": made("old"),
        "self-signed certificate": made("unknown"),
    }
    old = flawed["PROTOCOL"]
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1 is deprecated"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    good = made("good")
    trusted = tmp_path / "trusted.pem"
    known = [path for path in tmp_path.glob("*/cert.pem") if path.parent.name != "unknown"]
    trusted.write_text("".join(path.read_text() for path in known))
    return Certificates(flawed=flawed, good=good, trusted=trusted)


def test_row_27_a_connection_that_is_not_secure_is_not_used(
    dashboard: Dashboard, upstream: Upstream, certificates: Certificates
) -> None:
    assert dashboard.visit("/invoices/").status == 200
    with HostileServer(tls=certificates.good) as server:
        server.script = upstream.script
        url = f"https://127.0.0.1:{server.port}"
        with dashboard.another(EXSITED_BASE_URL=url, FAULTS_TRUSTED=str(certificates.trusted)) as lost:
            for reason, tls in certificates.flawed.items():
                server.tls = tls
                lost.forget()
                lost.give_token(url)
                before = server.connections
                seen = lost.visit("/invoices/")

                assert seen.status == 502
                assert "A secure connection to the billing API could not be made" in seen.words
                line = lost.call(seen, LIST)
                assert (line["fault"], line["attempts"]) == ("tls_failure", 1)
                (told,) = lost.lines(seen, "tls_failure")
                assert reason in told["reason"]
                assert server.connections == before + 1
            assert server.requests == []
            server.tls = certificates.good
            lost.forget()
            assert lost.visit("/invoices/").status == 200


def test_row_28_a_reset_before_the_answer_is_not_seen(dashboard: Dashboard, upstream: Upstream, proxy: Proxy) -> None:
    assert dashboard.visit("/invoices/").status == 200
    upstream.on(LIST, ["reset"], then_well=True)

    seen = dashboard.visit("/invoices/")

    assert seen.status == 200
    assert "not answering" not in seen.words
    proxy.drop_all()
    proxy.trouble = Trouble(cut=0, reset=True, times=1)
    again = dashboard.visit("/invoices/")
    assert again.status == 200
    assert "not answering" not in again.words
    assert dashboard.call(again, LIST)["attempts"] == 2


def test_row_29_a_connection_closed_while_idle_is_replaced(
    dashboard: Dashboard, upstream: Upstream, proxy: Proxy
) -> None:
    assert dashboard.visit("/invoices/").status == 200
    proxy.drop_all()
    time.sleep(0.1)

    seen = dashboard.visit("/invoices/")

    assert seen.status == 200
    line = dashboard.call(seen, LIST)
    assert (line["fault"], line["attempts"]) == (None, 1)
    assert {line["level"] for line in dashboard.lines(seen)} == {"info"}


def test_row_30_a_connection_that_gave_an_error_is_not_used_again(
    dashboard: Dashboard, upstream: Upstream, proxy: Proxy
) -> None:
    assert dashboard.visit("/invoices/").status == 200
    upstream.says(DETAIL, {"errors": [{"code": 404, "message": "No"}]}, status="404 Not Found")
    connections = proxy.connections

    assert dashboard.visit(f"/invoices/{INVOICE}/information/").status == 200
    assert proxy.connections == connections
    assert dashboard.visit(f"/invoices/{INVOICE}/json/").status == 404
    assert dashboard.visit("/invoices/").status == 200
    assert proxy.connections == connections + 1


CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
WHOLE = as_json(healthy(Asked("GET", LIST, {}, b"", b"")))
HEAD, _, BODY = WHOLE.partition(b"\r\n\r\n")
CUT: dict[str, list[Step]] = {
    "eof": [WHOLE[:-200], "close"],
    "reset": [WHOLE[:-200], "reset"],
    "length": [HEAD.replace(b"Content-Length: ", b"Content-Length: 9") + b"\r\n\r\n" + BODY, "close"],
    "chunked": [CHUNKED + b"%x\r\n" % len(BODY) + BODY + b"\r\n", "close"],
}


@pytest.mark.parametrize("cut", CUT)
def test_row_31_a_cut_body_gives_no_half_list(dashboard: Dashboard, upstream: Upstream, cut: str) -> None:
    upstream.on(LIST, CUT[cut], then_well=True)
    assert dashboard.visit("/invoices/").status == 200
    dashboard.forget()
    upstream.on(LIST, CUT[cut])

    seen = dashboard.visit("/invoices/")

    assert seen.status == 502
    assert INVOICE not in seen.words
    line = dashboard.call(seen, LIST)
    assert (line["fault"], line["attempts"]) == ("body_truncated", 2)
    wanted = {"eof": len(BODY), "reset": len(BODY), "length": int(f"9{len(BODY)}"), "chunked": None}[cut]
    assert line["want"] == wanted
    assert 0 < line["bytes"] < 2 * len(WHOLE)


def test_row_32_latency_beyond_the_deadline(dashboard: Dashboard, upstream: Upstream, proxy: Proxy) -> None:
    assert dashboard.visit("/invoices/?per_page=50").status == 200
    upstream.on(NOTES, [4.0, answer()])
    fast = dashboard.visit(f"/invoices/{INVOICE}/")
    proxy.drop_all()
    proxy.trouble = Trouble(latency=4.0)
    before = len(upstream.calls(LIST))
    seen = dashboard.visit("/invoices/")

    assert fast.status == 200
    assert fast.seconds < PAGE_SECONDS
    assert "Still loading" in fast.words
    assert "110.00" in fast.words
    assert seen.status == 504
    assert "did not answer in time" in seen.words
    assert LATE[0] < seen.seconds < LATE[1]
    line = dashboard.call(seen, LIST)
    assert (line["fault"], line["attempts"]) == ("deadline_exceeded", 1)
    assert len(upstream.calls(LIST)) == before + 1


def test_row_33_a_slow_drip_ends_at_the_deadline(dashboard: Dashboard, upstream: Upstream, proxy: Proxy) -> None:
    assert dashboard.visit("/invoices/?per_page=50").status == 200
    proxy.drop_all()
    proxy.trouble = Trouble(drip=20)
    before = len(upstream.calls(LIST))

    seen = dashboard.visit("/invoices/")

    assert seen.status == 504
    assert LATE[0] < seen.seconds < LATE[1]
    line = dashboard.call(seen, LIST)
    assert (line["fault"], line["attempts"]) == ("deadline_exceeded", 1)
    assert 0 < line["bytes"] <= 20 * PAGE_SECONDS + 1
    assert len(upstream.calls(LIST)) == before + 1


def test_row_34_a_narrow_line_is_enough_for_what_fits(dashboard: Dashboard, upstream: Upstream, proxy: Proxy) -> None:
    assert dashboard.visit("/invoices/?per_page=50").status == 200
    proxy.drop_all()
    proxy.trouble = Trouble(bandwidth=20_000)
    assert dashboard.visit("/invoices/").status == 200
    upstream.on(DETAIL, answer(b" " * 100_000 + body_of({"invoice": {"id": "x"}})))

    seen = dashboard.visit(f"/invoices/{INVOICE}/")

    assert seen.status == 504
    line = dashboard.call(seen, "/api/v3/invoices/{id}")
    assert (line["fault"], line["attempts"]) == ("deadline_exceeded", 1)
    assert line["ms"] > 1500
    assert 20_000 < line["bytes"] < 60_000


def test_row_35_silence_after_the_headers(dashboard: Dashboard, upstream: Upstream, proxy: Proxy) -> None:
    assert dashboard.visit("/invoices/?per_page=50").status == 200
    proxy.drop_all()
    proxy.trouble = Trouble(silent=120)

    seen = dashboard.visit("/invoices/")

    assert seen.status == 504
    line = dashboard.call(seen, LIST)
    assert (line["fault"], line["attempts"]) == ("read_idle", 1)
    assert 900 < line["ms"] < PAGE_SECONDS * 1000


def test_row_36_a_connection_that_stays_open_delays_nothing(
    dashboard: Dashboard, upstream: Upstream, proxy: Proxy
) -> None:
    proxy.trouble = Trouble(linger=True)
    upstream.on(LIST, [as_json(healthy(Asked("GET", LIST, {}, b"", b"")), "Connection: close"), "linger"])

    seen = dashboard.visit("/invoices/", within=1.5)

    assert seen.status == 200
    assert seen.seconds < 1.0
    assert {line["level"] for line in dashboard.lines(seen)} == {"info"}


BROKEN_HEADS = {
    "status line": b"NOT HTTP AT ALL\r\n\r\n",
    "large header": b"HTTP/1.1 200 OK\r\nX-Large: " + b"a" * 200_000 + b"\r\n\r\n{}",
    "many headers": b"HTTP/1.1 200 OK\r\n" + b"X-Many: 1\r\n" * 500 + b"\r\n{}",
    "folded": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-A: a\r\n b\r\nContent-Length: 2\r\n\r\n{}",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
}


@pytest.mark.parametrize("flaw", BROKEN_HEADS)
def test_row_37_broken_heads_are_told_once_and_never_passed_on(
    dashboard: Dashboard, upstream: Upstream, proxy: Proxy, flaw: str
) -> None:
    upstream.on(LIST, [BROKEN_HEADS[flaw]], then_well=True)

    seen = dashboard.visit("/invoices/")
    before = proxy.connections

    assert seen.status == 502
    assert "an answer that could not be read" in seen.words
    assert not {"X-Large", "X-Many", "X-A"} & set(seen.response.headers)
    assert dashboard.call(seen, LIST)["fault"] == "protocol_error"
    assert len(upstream.calls(LIST)) == 1
    assert dashboard.visit("/invoices/").status == 200
    assert proxy.connections == before + 1
