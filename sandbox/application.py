"""The sandbox as a WSGI application: who may ask, which endpoint answers, and what a fault makes of it."""

import time
from collections.abc import Callable, Iterable

from sandbox import routes
from sandbox.control import CONTROL_PATH, ControlDesk, Journal
from sandbox.faults import STAND_INS, Faults
from sandbox.messages import Answer, ApiError, Environ, Request, error_answer, html_answer
from sandbox.sign_in import SIGN_IN_PATH, TOKEN_PATH, answer_token_request, sign_in_page
from sandbox.tokens import TokenDesk
from sandbox.world import World
from sandbox.world.moving import MovingWorld

StartResponse = Callable[[str, list[tuple[str, str]]], object]


class Application:
    def __init__(
        self, *, world: World, client_id: str, client_secret: str, latency: float = 0, allow_faults: bool = False
    ) -> None:
        self._world = MovingWorld(world) if allow_faults else world
        self._latency = latency  # seconds
        self._tokens = TokenDesk(client_id=client_id, client_secret=client_secret)
        self._faults = Faults()
        self._journal = Journal()
        self._control = (
            ControlDesk(faults=self._faults, journal=self._journal, tokens=self._tokens, world=self._world)
            if isinstance(self._world, MovingWorld)
            else None
        )

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        answer = self.answer(Request.read(environ))
        start_response(answer.status_line, answer.header_list)
        return answer.chunks(environ)

    def answer(self, request: Request) -> Answer:
        if f"{request.path}/".startswith("/api/"):
            answer = self._spoiled(request)
            if self._control:
                self._journal.write(request, answer)
            return answer
        if self._control and request.path.startswith(CONTROL_PATH + "/"):
            return self._control.answer(request) or _no_such_page()
        return sign_in_page() if request.path == SIGN_IN_PATH else _no_such_page()

    def _spoiled(self, request: Request) -> Answer:
        rule = self._faults.take(request)
        time.sleep(self._latency + (rule.latency_ms / 1000 if rule else 0))
        if rule and rule.kind in STAND_INS:
            return rule.stand_in()
        answer = self._true(request)
        return rule.distort(answer) if rule else answer

    def _true(self, request: Request) -> Answer:
        try:
            if TOKEN_PATH.fullmatch(request.path):
                return answer_token_request(request, self._tokens)
            return self._from_endpoint(request)
        except ApiError as error:
            return error_answer(error.status, error.message)

    def _from_endpoint(self, request: Request) -> Answer:
        if not self._tokens.accepts(request.bearer):
            raise ApiError(401, "Unauthorized access")
        found = routes.find(request.path)
        if not found:
            raise ApiError(404, "Resource not found")
        if request.method != "GET":
            raise ApiError(405, f"Method {request.method} is not allowed here")
        handler, ids = found
        return handler(self._world, request, *ids)


def _no_such_page() -> Answer:
    return html_answer("Not found", "There is no such page.", status=404)
