"""
The process: gunicorn with one worker of many threads.

One worker, because tokens, faults and the record of requests live in its memory. It builds the data itself, before it
takes its first request, so that the arbiter beside it stays small.
"""

import gc
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication

from sandbox.options import Options

if TYPE_CHECKING:
    from sandbox.application import Application

THREADS = 16
KEEP_ALIVE = 75  # seconds
LONGEST_GOODBYE = 1  # seconds for answers under way when the server is told to stop


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(self, options: Options) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        host = f"[{self._options.host}]" if ":" in self._options.host else self._options.host
        settings = {
            "bind": f"{host}:{self._options.port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS,
            "keepalive": KEEP_ALIVE,
            "graceful_timeout": LONGEST_GOODBYE,
            "timeout": 0,  # a million invoices may take their time to build
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": self._announce,
        }
        for name, value in settings.items():
            if name in self.cfg.settings:  # gunicorn knows the control socket from version 25.1 on
                self.cfg.set(name, value)

    def load(self) -> "Application":
        # Imported by the worker alone: the arbiter has no use for what draws documents and makes up data.
        from sandbox.application import Application  # noqa: PLC0415
        from sandbox.world import World  # noqa: PLC0415

        options = self._options
        world = World(
            seed=options.seed,
            invoices=options.invoices,
            connections=options.connections,
            today=options.today,
            parts=options.parts,
        )
        application = Application(
            world=world,
            client_id=options.client_id,
            client_secret=options.client_secret,
            latency=options.latency_ms / 1000,
            allow_faults=options.allow_faults,
        )
        # An order is worked out when first asked for, a while for a million: better now than in an answer.
        for field in world.INVOICE_SORTS:
            world.invoice_ids_page(field, descending=False, limit=1, offset=0)
        # The data lives as long as the process: without this, every full collection would walk all of it.
        gc.freeze()
        return application

    def _announce(self, worker: Any) -> None:
        host, port = worker.sockets[0].getsockname()[:2]
        address = f"[{host}]" if ":" in host else host
        size = f"{self._options.invoices} invoices, {self._options.connections} connections, seed {self._options.seed}"
        print(f"Sandbox ready at http://{address}:{port} ({size})", flush=True)
