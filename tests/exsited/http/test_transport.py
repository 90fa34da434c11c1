"""The client against a real socket whose other end is slow, broken or hostile."""

from __future__ import annotations

import datetime as dt
import gzip
import ipaddress
import os
import socket
import ssl
import time
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dashboard.exsited.errors import ExsitedError, Missing, TimedOut, Unreachable, Unreadable
from dashboard.exsited.http.deadline import MIB, Limits
from tests.exsited.hostile import (
    ACCESS_TOKEN,
    CLOSE,
    LINGER,
    RESET,
    HostileServer,
    Step,
    answer,
    client_of,
    drip,
    meeting,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

GOOD = answer(b'{"name": "good"}')
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextmanager
def failing(kind: type[ExsitedError], fault: str) -> Iterator[None]:
    with pytest.raises(kind) as caught:
        yield
    assert caught.value.fault == fault
    assert type(caught.value) is kind


@contextmanager
def lasting(at_least: float, at_most: float) -> Iterator[None]:
    started = time.monotonic()
    yield
    assert at_least <= time.monotonic() - started <= at_most


class TestDeadline:
    def test_ends_a_body_that_drips(self) -> None:
        with (
            meeting([HEAD + b"Content-Length: 500\r\n\r\n", *drip(b" " * 500, 0.05)]) as (client, server),
            lasting(0.6, 3.0),
            failing(TimedOut, "deadline_exceeded"),
        ):
            client.within(0.7).get("/slow")

        assert len(server.requests) == 1

    def test_ends_headers_that_drip(self) -> None:
        script = [b"HTTP/1.1 200 OK\r\n", *drip(b"X-Padding: " + b"a" * 500, 0.05)]
        with meeting(script) as (client, _), lasting(0.6, 3.0), failing(TimedOut, "deadline_exceeded"):
            client.within(0.7).get("/slow")

    def test_ends_chunks_that_drip(self) -> None:
        script = [HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *drip(b"1\r\n \r\n" * 100, 0.05)]
        with meeting(script) as (client, _), lasting(0.6, 3.0), failing(TimedOut, "deadline_exceeded"):
            client.within(0.7).get("/slow")

    def test_ends_slow_interim_answers(self) -> None:
        script: list[Step] = [b"HTTP/1.1 100 Continue\r\n\r\n", 0.2] * 9
        with meeting(script) as (client, _), lasting(0.6, 3.0), failing(TimedOut, "deadline_exceeded"):
            client.within(0.7).get("/slow")

    @pytest.mark.parametrize("status", ["100 Continue", "103 Early Hints"])
    def test_a_few_interim_answers_are_skipped_and_endless_ones_are_not_read(self, status: str) -> None:
        interim = f"HTTP/1.1 {status}\r\nLink: </a>\r\n\r\n".encode()
        with meeting([interim * 10 + answer()], [interim * 11 + answer()]) as (client, _):
            client.get("/well")
            with failing(Unreadable, "unexpected_status"):
                client.get("/endless")

    def test_ends_over_tls_too(self, tmp_path: Path) -> None:
        tls, certificate = server_tls(tmp_path)
        script = [HEAD + b"Content-Length: 500\r\n\r\n", *drip(b" " * 500, 0.05)]
        with meeting(script, tls=tls) as (client, _), lasting(0.6, 3.0), failing(TimedOut, "deadline_exceeded"):
            client._session.verify = str(certificate)
            client.within(0.7).get("/slow")

    def test_is_shared_by_the_calls_of_a_page(self) -> None:
        with meeting([0.4, GOOD]) as (client, _), lasting(0.6, 3.0), failing(TimedOut, "deadline_exceeded"):
            page = client.within(0.7)
            assert page.get("/one").text("name") == "good"
            page.get("/two")

    def test_sends_nothing_once_it_has_passed(self) -> None:
        with meeting([GOOD]) as (client, server):
            page = client.within(0)
            with failing(TimedOut, "deadline_exceeded"):
                page.get("/late")

        assert server.requests == []

    def test_leaves_other_pages_alone(self) -> None:
        with meeting([GOOD]) as (client, _):
            client.within(0)
            assert client.within(5).get("/one").text("name") == "good"
            assert client.get("/two").text("name") == "good"

    def test_silence_ends_sooner(self) -> None:
        with (
            meeting([HEAD, LINGER], limits=Limits(silence=0.3)) as (client, _),
            lasting(0.2, 3.0),
            failing(TimedOut, "read_idle"),
        ):
            client.get("/silent")


class TestConnecting:
    def test_refused(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        client = client_of(url)

        with lasting(0, 3.0), pytest.raises(Unreachable) as caught:
            client.get("/anything")

        assert (caught.value.fault, caught.value.attempts) == ("connect_refused", 2)

    def test_a_host_that_drops_what_it_gets(self) -> None:
        with socket.socket() as deaf:
            deaf.bind(("127.0.0.1", 0))
            deaf.listen(0)
            address = deaf.getsockname()
            crowd = [socket.socket() for _ in range(4)]
            for one in crowd:
                one.settimeout(0)
                one.connect_ex(address)
            client = client_of(f"http://127.0.0.1:{address[1]}", limits=Limits(connect=0.3))
            with lasting(0.3, 4.0), failing(TimedOut, "connect_timeout"):
                client.get("/anything")
            for one in crowd:
                one.close()

    def test_a_name_nobody_knows(self) -> None:
        client = client_of("https://nobody.invalid", limits=Limits(connect=0.5))

        with lasting(0, 4.0), failing(Unreachable, "dns_failure"):
            client.get("/anything")

    def test_a_certificate_nobody_signed(self, tmp_path: Path) -> None:
        tls, _ = server_tls(tmp_path)
        with meeting([GOOD], tls=tls) as (client, server), failing(Unreachable, "tls_failure"):
            client.get("/secret")

        assert server.requests == []
        assert server.connections == 1

    @pytest.mark.parametrize("wrong", [{"address": "127.0.0.2"}, {"days": -1}], ids=["another host", "expired"])
    def test_a_certificate_of_another_host_or_time(self, tmp_path: Path, wrong: dict[str, Any]) -> None:
        tls, certificate = server_tls(tmp_path, **wrong)
        with meeting([GOOD], tls=tls) as (client, server), failing(Unreachable, "tls_failure"):
            client._session.verify = str(certificate)
            client.get("/secret")

        assert server.requests == []

    @pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated:DeprecationWarning")
    def test_a_version_of_tls_that_is_too_old(self, tmp_path: Path) -> None:
        tls, certificate = server_tls(tmp_path)
        tls.set_ciphers("ALL:@SECLEVEL=0")
        tls.minimum_version = tls.maximum_version = ssl.TLSVersion.TLSv1_1
        with meeting([GOOD], tls=tls) as (client, server), failing(Unreachable, "tls_failure"):
            client._session.verify = str(certificate)
            client.get("/secret")

        assert server.requests == []

    def test_the_same_certificate_in_order_is_taken(self, tmp_path: Path) -> None:
        tls, certificate = server_tls(tmp_path)
        with meeting([GOOD], tls=tls) as (client, _):
            client._session.verify = str(certificate)
            assert client.get("/secret").text("name") == "good"

    def test_a_handshake_that_never_comes(self) -> None:
        with HostileServer([GOOD]) as server, lasting(0.3, 4.0), failing(TimedOut, "connect_timeout"):
            client_of(server.url.replace("http:", "https:"), limits=Limits(connect=0.3)).get("/secret")

    def test_takes_no_proxy_from_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
        with meeting([GOOD]) as (client, _):
            assert client.get("/direct").text("name") == "good"


class TestBreaking:
    @pytest.mark.parametrize("end", [RESET, CLOSE])
    def test_before_the_answer_is_tried_once_more(self, end: str) -> None:
        with meeting([end], [GOOD]) as (client, server):
            assert client.get("/one").text("name") == "good"

        assert len(server.requests) == 2

    def test_for_ever_is_tried_twice(self) -> None:
        with meeting([RESET]) as (client, server), pytest.raises(Unreachable) as caught:
            client.get("/one")

        assert (caught.value.fault, caught.value.attempts, len(server.requests)) == ("connection_reset", 2, 2)

    @pytest.mark.parametrize(
        "cut",
        [
            [HEAD + b'Content-Length: 50\r\n\r\n{"na', CLOSE],
            [HEAD + b'Content-Length: 50\r\n\r\n{"na', RESET],
            [HEAD + b'Transfer-Encoding: chunked\r\n\r\n50\r\n{"na', CLOSE],
            [HEAD + b'Transfer-Encoding: chunked\r\n\r\n4\r\n{"na\r\n', CLOSE],
            [HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n", CLOSE],
        ],
    )
    def test_within_the_body_gives_no_half_answer(self, cut: list[Step]) -> None:
        with meeting(cut, [GOOD]) as (client, server):
            assert client.get("/one").text("name") == "good"
            assert len(server.requests) == 2
        with meeting(cut) as (client, _), failing(Unreachable, "body_truncated"):
            client.get("/one")

    def test_a_cut_gzip_gives_no_half_answer(self) -> None:
        packed = gzip.compress(b'{"name": "good"}')[:-4]
        with (
            meeting([answer(packed, "Content-Encoding: gzip")]) as (client, _),
            failing(Unreachable, "body_truncated"),
        ):
            client.get("/one")

    def test_a_broken_gzip(self) -> None:
        with (
            meeting([answer(b"not gzip", "Content-Encoding: gzip")]) as (client, _),
            failing(Unreadable, "protocol_error"),
        ):
            client.get("/one")


class TestKeepAlive:
    def test_uses_a_connection_again(self) -> None:
        with meeting([GOOD]) as (client, server):
            client.get("/one")
            client.get("/two")

        assert server.connections == 1

    def test_a_connection_closed_while_idle_is_replaced_unseen(self) -> None:
        with meeting([GOOD, CLOSE], [GOOD]) as (client, _):
            client.get("/one")
            time.sleep(0.05)
            assert client.get("/two").text("name") == "good"

    def test_a_connection_that_dies_on_being_used_again_costs_no_retry(self) -> None:
        """The peer resets when the second request comes: to the client it had looked alive."""
        with meeting([GOOD], [RESET], [RESET], [GOOD]) as (client, server):
            client.get("/one")
            assert client.get("/two").text("name") == "good"

        assert len(server.requests) == 4

    def test_an_error_is_the_last_on_its_connection(self) -> None:
        with meeting([answer(status="404 Not Found")], [GOOD]) as (client, server):
            with pytest.raises(Missing):
                client.get("/invoices/{id}", id="INV-1")
            assert client.get("/two").text("name") == "good"

        assert server.connections == 2

    def test_does_not_wait_for_the_peer_to_close(self) -> None:
        with meeting([GOOD, LINGER]) as (client, _), lasting(0, 3.0):
            assert client.get("/one").text("name") == "good"

    def test_keeps_no_cookies(self) -> None:
        with meeting([answer(b"{}", "Set-Cookie: session=stolen; Path=/")]) as (client, server):
            client.get("/one")
            client.get("/two")

        assert b"cookie" not in server.requests[1].lower()


class TestHead:
    @pytest.mark.parametrize(
        "head",
        [
            b"NONSENSE 200\r\n\r\n",
            b"HTTP/9.9 200 OK\r\n\r\n",
            b"\x16\x03\x01\x02\x00\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",
            b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n" + (b"X: " + b"y" * 1000 + b"\r\n") * 90 + b"\r\n",
            HEAD + b"X-Folded: one\r\n two\r\nContent-Length: 2\r\n\r\n{}",
            HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
            HEAD + b"Content-Length: -2\r\n\r\n{}",
            HEAD + b"Content-Length: two\r\n\r\n{}",
            HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            HEAD + b"no colon here\r\nContent-Length: 2\r\n\r\n{}",
        ],
        ids=lambda head: repr(head[:40] + head[-20:]),
    )
    def test_what_could_be_read_in_two_ways_is_not_read(self, head: bytes) -> None:
        with meeting([head, CLOSE], [GOOD]) as (client, server):
            with failing(Unreadable, "protocol_error"):
                client.get("/one")
            assert len(server.requests) == 1
            assert client.get("/two").text("name") == "good"
            assert server.connections == 2

    @pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
    def test_a_redirect_is_not_followed(self, status: str) -> None:
        with HostileServer([GOOD]) as target:
            moved = answer(b"x" * 100, f"Location: {target.url}/stolen", status=status)
            with meeting([moved]) as (client, _), failing(Unreadable, "redirect_refused"):
                client.get("/one")

        assert target.requests == []

    def test_the_body_of_a_redirect_is_not_read(self) -> None:
        endless: list[Step] = [b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 9999\r\n\r\n", LINGER]
        with meeting(endless) as (client, server), lasting(0, 3.0):
            with failing(Unreadable, "redirect_refused"):
                client.get("/one")
            assert server.gone.wait(10.0)


class TestSize:
    LIMITS = Limits(json_bytes=MIB)

    def test_an_announced_size_is_refused_unread(self) -> None:
        script: list[Step] = [HEAD + b"Content-Length: 1000000000000\r\n\r\n", LINGER]
        with meeting(script, limits=self.LIMITS) as (client, server), failing(Unreadable, "answer_too_large"):
            client.get("/huge")
            assert server.gone.wait(10.0)

    @pytest.mark.parametrize("framing", [b"Connection: close\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"])
    def test_an_unannounced_size_is_read_up_to_the_cap(self, framing: bytes) -> None:
        piece = b" " * 65536 if b"close" in framing else b"10000\r\n" + b" " * 65536 + b"\r\n"
        with meeting([HEAD + framing] + [piece] * 10_000, limits=self.LIMITS) as (client, server):
            with lasting(0, 3.0), failing(Unreadable, "answer_too_large"):
                client.get("/huge")
            assert server.gone.wait(10.0)

    def test_a_bomb_is_unpacked_up_to_the_cap(self) -> None:
        packer = zlib.compressobj(9, wbits=31)
        bomb = b"".join([packer.compress(b"\0" * MIB) for _ in range(300)]) + packer.flush()
        assert len(bomb) < MIB
        before = peak_memory()
        with (
            meeting([answer(bomb, "Content-Encoding: gzip")], limits=self.LIMITS) as (client, _),
            failing(Unreadable, "decompress_limit"),
        ):
            client.get("/bomb")

        assert peak_memory() - before < 64 * MIB

    @pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "gzip, gzip", "gzip,gzip,gzip,gzip,gzip,gzip"])
    def test_only_one_gzip_is_unpacked(self, coding: str) -> None:
        with (
            meeting([answer(b"{}", f"Content-Encoding: {coding}")]) as (client, _),
            failing(Unreadable, "decompress_limit"),
        ):
            client.get("/one")

    def test_gzip_is_unpacked(self) -> None:
        packed = gzip.compress(b'{"name": "good"}')
        with meeting([answer(packed, "Content-Encoding: gzip")]) as (client, server):
            assert client.get("/one").text("name") == "good"

        assert b"Accept-Encoding: gzip\r\n" in server.requests[0]


class TestRequest:
    def test_says_who_asks_for_what(self) -> None:
        with meeting([GOOD]) as (client, server):
            client.get("/api/v3/invoices/{id}/notes", id="INV-76GOU2-6081", limit=20, offset=0, order_by=None)

        line, *headers = server.requests[0].decode().split("\r\n")
        assert line == "GET /api/v3/invoices/INV-76GOU2-6081/notes?limit=20&offset=0 HTTP/1.1"
        assert f"Authorization: Bearer {ACCESS_TOKEN}" in headers
        assert "Accept: application/json" in headers
        assert "User-Agent: exsited-console" in headers

    def test_an_exception_holds_nothing_of_the_request(self) -> None:
        with meeting([RESET]) as (client, _), pytest.raises(Unreachable) as caught:
            client.get("/invoices/{id}", id="INV-1")

        assert caught.value.__context__ is None
        assert caught.value.__cause__ is None
        assert "INV-1" not in str(caught.value)


def server_tls(
    folder: Path, *, name: str = "127.0.0.1", address: str = "127.0.0.1", days: int = 1
) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS with a certificate that it signed itself, for so many days yet, and that certificate's file."""
    key = ec.generate_private_key(ec.SECP256R1())
    whose = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(whose)
        .issuer_name(whose)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=9))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert_file, key_file)
    return context, cert_file


def peak_memory() -> int:
    """Bytes, as the system counts them for this process."""
    for line in Path(f"/proc/{os.getpid()}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0
