"""Files: looked at before they are sent on, never whole in memory, never silently short."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from dashboard.exsited.errors import ExsitedError, Missing, TimedOut, Unreachable, Unreadable
from dashboard.exsited.http.deadline import MIB, Limits
from tests.exsited.hostile import CLOSE, LINGER, RESET, Step, answer, drip, meeting
from tests.exsited.http.test_transport import failing, lasting, peak_memory

if TYPE_CHECKING:
    pass

PDF = "/api/v3/invoices/{id}/pdf"
BODY = b"%PDF-1.7\n" + bytes(range(256)) * 1000
WHOLE = answer(BODY, kind="application/pdf")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n"


class TestStream:
    def test_gives_the_whole_file(self) -> None:
        with meeting([WHOLE]) as (client, server), client.stream(PDF, id="INV-1") as stream:
            assert stream.head == BODY[:1024]
            assert (stream.content_type, stream.length, stream.status) == ("application/pdf", len(BODY), 200)
            assert b"".join(stream) == BODY

        assert b"Accept-Encoding: identity\r\n" in server.requests[0]

    def test_comes_in_pieces(self) -> None:
        with meeting([WHOLE]) as (client, _), client.stream(PDF, id="INV-1") as stream:
            assert max(map(len, stream)) <= 131_072

    def test_needs_no_announced_length(self) -> None:
        chunked = [HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"9\r\n%PDF-1.7\n\r\n", b"3\r\nend\r\n0\r\n\r\n"]
        with meeting(chunked) as (client, _), client.stream(PDF, id="INV-1") as stream:
            assert stream.length is None
            assert b"".join(stream) == b"%PDF-1.7\nend"

    @pytest.mark.parametrize("body", [b"", b"%PDF"])
    def test_may_be_shorter_than_its_head(self, body: bytes) -> None:
        with meeting([answer(body, kind="application/pdf")]) as (client, _), client.stream(PDF, id="INV-1") as stream:
            assert (stream.head, b"".join(stream)) == (body, body)

    def test_gives_its_connection_back(self) -> None:
        with meeting([WHOLE]) as (client, server):
            for _ in range(2):
                with client.stream(PDF, id="INV-1") as stream:
                    assert b"".join(stream) == BODY

        assert server.connections == 1

    def test_is_not_bound_to_the_pages_deadline(self) -> None:
        with meeting([WHOLE]) as (client, _), client.within(0).stream(PDF, id="INV-1") as stream:
            assert b"".join(stream) == BODY

    def test_does_not_hold_a_large_file(self) -> None:
        piece = b"x" * MIB
        script = [HEAD + b"Content-Length: %d\r\n\r\n" % (200 * MIB)] + [piece] * 200
        with meeting(script) as (client, _), client.stream(PDF, id="INV-1") as stream:
            before = peak_memory()
            assert sum(map(len, stream)) == 200 * MIB

        assert peak_memory() - before < 16 * MIB


class TestLeaving:
    def test_lets_go_of_the_upstream(self) -> None:
        script: list[Step] = [HEAD + b"Content-Length: 100000\r\n\r\n" + b"%PDF" * 1000, LINGER]
        with meeting(script) as (client, server):
            stream = client.stream(PDF, id="INV-1")
            next(iter(stream))
            stream.close()
            assert server.gone.wait(10.0)
            assert list(stream) == []

    def test_twice_is_leaving_once(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level("INFO", logger="dashboard.exsited")
        with meeting([WHOLE]) as (client, _):
            stream = client.stream(PDF, id="INV-1")
            stream.close()
            stream.close()

        (line,) = caplog.records
        assert vars(line)["endpoint"] == PDF


class TestBreakingOff:
    @pytest.mark.parametrize("end", [CLOSE, RESET])
    @pytest.mark.parametrize(
        "start",
        [
            HEAD + b"Content-Length: 200000\r\n\r\n" + b"%PDF" * 20_000,
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n30000\r\n" + b"%PDF" * 20_000,
        ],
        ids=["length", "chunked"],
    )
    def test_is_never_a_silent_short_file(self, start: bytes, end: str, caplog: pytest.LogCaptureFixture) -> None:
        with meeting([start, end]) as (client, _), client.stream(PDF, id="INV-1") as stream:
            with failing(Unreachable, "body_truncated"):
                list(stream)
            assert not [record for record in caplog.records if "INV-1" in record.getMessage()]

        (line,) = caplog.records
        assert vars(line)["fault"] == "body_truncated"
        assert vars(line)["bytes"] > 0

    def test_within_the_first_bytes_is_tried_again(self) -> None:
        cut: list[Step] = [HEAD + b"Content-Length: 900\r\n\r\n%PD", CLOSE]
        with meeting(cut, [WHOLE]) as (client, _), client.stream(PDF, id="INV-1") as stream:
            assert b"".join(stream) == BODY

    def test_silence_ends_it(self) -> None:
        script: list[Step] = [HEAD + b"Content-Length: 200000\r\n\r\n" + b"%PDF" * 1000, LINGER]
        with (
            meeting(script, limits=Limits(file_silence=0.3)) as (client, _),
            client.stream(PDF, id="INV-1") as stream,
            failing(TimedOut, "read_idle"),
        ):
            list(stream)

    def test_dripping_ends_it(self) -> None:
        script = [HEAD + b"Content-Length: 200000\r\n\r\n" + b"%PDF" * 1000, *drip(b"x" * 500, 0.05)]
        with (
            meeting(script, limits=Limits(file_total=0.7)) as (client, _),
            client.stream(PDF, id="INV-1") as stream,
            lasting(0.5, 3.0),
            failing(TimedOut, "deadline_exceeded"),
        ):
            list(stream)

    def test_a_slow_start_ends_it(self) -> None:
        with (
            meeting([5.0, WHOLE], limits=Limits(file_start=0.5)) as (client, _),
            lasting(0.4, 3.0),
            failing(TimedOut, "deadline_exceeded"),
        ):
            client.stream(PDF, id="INV-1")

    def test_size_ends_it(self) -> None:
        script = [HEAD + b"Connection: close\r\n\r\n"] + [b"x" * 65536] * 100 + [LINGER]
        with (
            meeting(script, limits=Limits(file_bytes=MIB)) as (client, server),
            client.stream(PDF, id="INV-1") as stream,
        ):
            with failing(Unreadable, "answer_too_large"):
                list(stream)
            assert server.gone.wait(10.0)

    def test_an_announced_size_is_not_begun(self) -> None:
        with meeting([WHOLE], limits=Limits(file_bytes=1000)) as (client, _), failing(Unreadable, "answer_too_large"):
            client.stream(PDF, id="INV-1")


class TestNoFile:
    @pytest.mark.parametrize(
        ("status", "kind", "fault"),
        [
            ("404 Not Found", Missing, "missing"),
            ("202 Accepted", Unreadable, "unexpected_status"),
            ("206 Partial Content", Unreadable, "unexpected_status"),
            ("302 Found", Unreadable, "redirect_refused"),
        ],
    )
    def test_is_told_by_the_status(self, status: str, kind: type[ExsitedError], fault: str) -> None:
        with meeting([answer(status=status)]) as (client, _), pytest.raises(kind) as caught:
            client.stream(PDF, id="INV-1")

        assert caught.value.fault == fault
        assert caught.value.status == int(status[:3])

    def test_is_told_by_an_error_in_json(self) -> None:
        body = json.dumps({"errors": [{"code": 404, "message": "no such invoice"}]}).encode()
        with meeting([answer(body)]) as (client, _), failing(Missing, "missing"):
            client.stream(PDF, id="INV-1")

    @pytest.mark.parametrize("body", [b'{"download_url": "https://x.example"}', b"[1, 2]", b"{cut"])
    def test_other_json_is_given_as_it_is(self, body: bytes) -> None:
        with meeting([answer(body)]) as (client, _), client.stream(PDF, id="INV-1") as stream:
            assert (stream.head, b"".join(stream)) == (body, body)

    def test_a_packed_file_was_not_asked_for(self) -> None:
        packed = answer(BODY, "Content-Encoding: gzip", kind="application/pdf")
        with meeting([packed]) as (client, _), failing(Unreadable, "decompress_limit"):
            client.stream(PDF, id="INV-1")

    def test_a_401_is_replayed(self) -> None:
        grant = answer(b'{"access_token": "fresh-token"}')
        with (
            meeting([answer(status="401 No")], [grant], [WHOLE]) as (client, server),
            client.stream(PDF, id="INV-1") as stream,
        ):
            assert b"".join(stream) == BODY

        assert b"Bearer fresh-token" in server.requests[2]


class TestReadingAhead:
    def test_changes_nothing_of_the_file(self) -> None:
        with meeting([WHOLE]) as (client, _), client.stream(PDF, id="INV-1") as stream:
            stream.read_ahead(100_000, seconds=5)
            assert b"".join(stream) == BODY

    def test_to_the_end_lets_go_of_the_upstream(self) -> None:
        with meeting([WHOLE]) as (client, server), client.stream(PDF, id="INV-1") as stream:
            stream.read_ahead(MIB, seconds=5)
            with client.stream(PDF, id="INV-2") as other:
                assert (b"".join(stream), b"".join(other)) == (BODY, BODY)

        assert server.connections == 1

    def test_meets_an_early_end(self) -> None:
        cut: list[Step] = [HEAD + b"Content-Length: 200000\r\n\r\n" + b"%PDF" * 20_000, CLOSE]
        with (
            meeting(cut) as (client, _),
            client.stream(PDF, id="INV-1") as stream,
            failing(Unreachable, "body_truncated"),
        ):
            stream.read_ahead(MIB, seconds=5)

    def test_does_not_wait_for_a_slow_file(self) -> None:
        head = HEAD + b"Content-Length: 262144\r\n\r\n"
        slow: list[Step] = [head, b"x" * 65536, 0.2, b"x" * 65536, 0.2, b"x" * 131072]
        with meeting(slow) as (client, _), client.stream(PDF, id="INV-1") as stream, lasting(0.0, 0.55):
            stream.read_ahead(MIB, seconds=0.3)

    def test_and_leaving_gives_nothing_more(self) -> None:
        with meeting([WHOLE]) as (client, _):
            stream = client.stream(PDF, id="INV-1")
            stream.read_ahead(100_000, seconds=5)
            stream.close()

            assert list(stream) == []


class TestPart:
    def test_is_given_when_it_was_asked_for(self) -> None:
        part = answer(b"part", "Content-Range: bytes 0-3/100", status="206 Partial Content", kind="application/pdf")
        with (
            meeting([part]) as (client, server),
            client.stream(PDF, id="INV-1", range_header="bytes=0-3") as stream,
        ):
            assert (stream.content_range, b"".join(stream)) == ("bytes 0-3/100", b"part")

        assert b"Range: bytes=0-3\r\n" in server.requests[0]

    @pytest.mark.parametrize("odd", ["bytes=0-3,5-6", "lines=1-2", "bytes=0-3\r\nX: y", "bytes=-", ""])
    def test_is_not_asked_for_in_odd_ways(self, odd: str) -> None:
        with meeting([WHOLE]) as (client, server), client.stream(PDF, id="INV-1", range_header=odd) as stream:
            assert stream.content_range is None

        assert b"Range:" not in server.requests[0]
