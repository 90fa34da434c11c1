"""A TCP proxy that does to its connections what networks do: it is put between the dashboard and its upstream."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """
    latency    seconds before anything of an answer is passed on
    silent     after that many bytes of the answers nothing more comes, and the connection stays open
    drip       bytes a second, one at a time
    bandwidth  bytes a second
    cut        after that many bytes of the answers the connection ends ...
    reset      ... with a reset
    linger     the connection is kept open after the peer has closed it
    times      for so many connections; None: for all
    """

    latency: float = 0.0
    silent: int | None = None
    drip: float | None = None
    bandwidth: int | None = None
    cut: int | None = None
    reset: bool = False
    linger: bool = False
    times: int | None = None


WELL = Trouble()


class Proxy:
    def __init__(self, target_port: int) -> None:
        self.trouble = WELL
        self.connections = 0
        self._target = ("127.0.0.1", target_port)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._address: tuple[str, int] = self._listener.getsockname()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._shut()

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Nobody listens at its port."""
        self._shut()
        try:
            yield
        finally:
            self._listen()

    @contextmanager
    def deaf(self) -> Iterator[None]:
        """What asks for a connection there gets no answer at all."""
        self._shut()
        try:
            with ExitStack() as stack:
                full = stack.enter_context(socket.socket())
                full.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                full.bind(self._address)
                full.listen(0)
                for _ in range(4):
                    one = stack.enter_context(socket.socket())
                    one.settimeout(0)
                    one.connect_ex(self._address)
                yield
        finally:
            self._listen()

    def _shut(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.drop_all()

    def _listen(self) -> None:
        self._listener = socket.create_server(self._address, backlog=128)
        self.__enter__()

    def drop_all(self) -> None:
        """Ends every connection there is, so that the next request makes a new one."""
        with self._lock:
            sockets, self._open = self._open, set()
        for sock in sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()

    @property
    def open_connections(self) -> int:
        return len(self._open) // 2

    def _accept(self, listener: socket.socket) -> None:
        while not self._stop.is_set():
            try:
                client, _ = listener.accept()
                upstream = socket.create_connection(self._target)
            except OSError:
                return
            with self._lock:
                self.connections += 1
                trouble = self.trouble
                if trouble.times is not None:
                    left = trouble.times - 1
                    self.trouble = WELL if left <= 0 else Trouble(**{**vars(trouble), "times": left})
                self._open |= {client, upstream}
            threading.Thread(target=self._there, args=(client, upstream), daemon=True).start()
            threading.Thread(target=self._back, args=(upstream, client, trouble), daemon=True).start()

    def _there(self, client: socket.socket, upstream: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := client.recv(65536):
                upstream.sendall(piece)
        self._end(upstream)

    def _back(self, upstream: socket.socket, client: socket.socket, trouble: Trouble) -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while piece := upstream.recv(65536):
                if trouble.latency and not passed:
                    self._stop.wait(trouble.latency)
                end = trouble.cut if trouble.silent is None else trouble.silent
                piece = piece if end is None else piece[: max(end - passed, 0)]
                self._pass(client, piece, trouble)
                passed += len(piece)
                if trouble.silent is not None and passed >= trouble.silent:
                    self._stop.wait(60)
                    break
                if trouble.cut is not None and passed >= trouble.cut:
                    break
        if trouble.linger:
            self._stop.wait(60)
        if trouble.reset:
            with contextlib.suppress(OSError):
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                client.shutdown(socket.SHUT_RD)  # else who reads there keeps it open
                client.close()
        self._end(upstream, client)

    def _pass(self, client: socket.socket, piece: bytes, trouble: Trouble) -> None:
        step = 1 if trouble.drip else 4096 if trouble.bandwidth else len(piece) or 1
        for start in range(0, len(piece), step):
            client.sendall(piece[start : start + step])
            if trouble.drip:
                time.sleep(1 / trouble.drip)
            elif trouble.bandwidth:
                time.sleep(step / trouble.bandwidth)

    def _end(self, *sockets: socket.socket) -> None:
        for sock in sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            with contextlib.suppress(OSError):
                sock.close()
            with self._lock:
                self._open.discard(sock)
