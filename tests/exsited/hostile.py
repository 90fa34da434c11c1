"""A loopback server that answers byte for byte as a script says, and clients to meet it with."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self, TypeAlias

from dashboard.exsited.auth import Credentials, MemoryTokenStore, Token
from dashboard.exsited.client import Client
from dashboard.exsited.secrets import Sealer

if TYPE_CHECKING:
    import ssl

    from dashboard.exsited.http.deadline import Limits

CLIENT_SECRET = "canary-client-secret-81c0"
ACCESS_TOKEN = "canary/access+token-5f27"
REFRESH_TOKEN = "canary-refresh-token-77ad"

RESET = "reset"
CLOSE = "close"
LINGER = "linger"
"""Says nothing more, and keeps the socket open."""

Step: TypeAlias = bytes | float | str
Script: TypeAlias = Iterable[Step]


class HostileServer:
    """
    Answers the first request by the first script, the second by the second, and all further ones by the last. A script
    is bytes to send, seconds to wait, and at its end perhaps RESET, CLOSE or LINGER; else the next request is awaited.
    """

    def __init__(self, *scripts: Script, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self.gone = threading.Event()
        self.script: Callable[[bytes], Script] | None = None
        """Chooses the script by the request instead."""
        self._scripts = scripts
        self.tls = tls
        """Of the connections to come."""
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for sock in self._open:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=5)

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self.connections += 1
                self._open.add(sock)
            thread = threading.Thread(target=self._serve, args=(sock,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket) -> None:
        wrapped = sock
        with contextlib.suppress(OSError):
            wrapped = self.tls.wrap_socket(sock, server_side=True) if self.tls else sock
            with wrapped:
                with self._lock:
                    self._open.add(wrapped)
                while (request := _read_request(wrapped)) and self._answer(wrapped, self._script_for(request)):
                    pass
        with self._lock:
            self._open -= {sock, wrapped}
        sock.close()

    def _script_for(self, request: bytes) -> Script:
        with self._lock:
            self.requests.append(request)
            if self.script:
                return self.script(request)
            return self._scripts[min(len(self.requests), len(self._scripts)) - 1]

    def _answer(self, sock: socket.socket, script: Script) -> bool:
        """Whether the connection goes on."""
        for step in script:
            if isinstance(step, bytes):
                try:
                    sock.sendall(step)
                except OSError:
                    self.gone.set()
                    return False
            elif isinstance(step, float):
                self._stop.wait(step)
            elif step == RESET:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return False
            elif step == LINGER:
                self._wait_for_the_end(sock)
                return False
            else:
                return False
            if self._stop.is_set():
                return False
        return True

    def _wait_for_the_end(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while sock.recv(1024):
                pass
        self.gone.set()


def _read_request(sock: socket.socket) -> bytes:
    """One request with its body; empty once the peer has closed."""
    request = b""
    while b"\r\n\r\n" not in request:
        piece = sock.recv(65536)
        if not piece:
            return b""
        request += piece
    head, _, body = request.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        piece = sock.recv(65536)
        if not piece:
            return b""
        body += piece
    return head + b"\r\n\r\n" + body


def answer(body: bytes = b"{}", *headers: str, status: str = "200 OK", kind: str = "application/json") -> bytes:
    """A whole well-formed answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def drip(content: bytes, seconds: float) -> list[Step]:
    """One byte at a time."""
    return [step for byte in content for step in (bytes([byte]), seconds)]


def token(access_token: str = ACCESS_TOKEN, *, seconds: float = 3600.0, refresh_token: str | None = None) -> Token:
    return Token(access_token=access_token, refresh_token=refresh_token, expires_at=time.time() + seconds)


def signed_in() -> MemoryTokenStore:
    store = MemoryTokenStore()
    store.write(token(refresh_token=REFRESH_TOKEN))
    return store


def credentials() -> Credentials:
    return Credentials(
        client_id="tests", client_secret=CLIENT_SECRET, redirect_uri="https://dashboard.example/callback"
    )


def client_of(url: str, *, tokens: MemoryTokenStore | None = None, limits: Limits | None = None) -> Client:
    """Signed in already, unless it is given its own store."""
    return Client(
        base_url=url,
        credentials=credentials(),
        tokens=signed_in() if tokens is None else tokens,
        sealer=Sealer(b"tests"),
        limits=limits,
    )


@contextmanager
def meeting(
    *scripts: Script,
    tls: ssl.SSLContext | None = None,
    tokens: MemoryTokenStore | None = None,
    limits: Limits | None = None,
) -> Iterator[tuple[Client, HostileServer]]:
    """A client and the server it is to meet."""
    with HostileServer(*scripts, tls=tls) as server:
        client = client_of(server.url, tokens=tokens, limits=limits)
        try:
            yield client, server
        finally:
            client.close()
