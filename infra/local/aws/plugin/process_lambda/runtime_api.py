"""Lambda's Runtime API for one process: it asks for its next call, and answers it.

The process finds it through AWS_LAMBDA_RUNTIME_API. "Using the Lambda runtime API for custom
runtimes" in AWS's developer guide describes the four requests that are served here.
"""

import queue
import re
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_PATH = re.compile(
    r"/2018-06-01/runtime/"
    r"(?:(?P<next>invocation/next)"
    r"|(?P<init_error>init/error)"
    r"|invocation/(?P<request_id>[^/]+)/(?P<kind>response|error))"
)


@dataclass(frozen=True)
class Answer:
    """What a function's code gave back: its result, or the JSON of the error it threw."""

    payload: bytes
    is_error: bool


@dataclass(frozen=True)
class Call:
    """One call of a function, answered once."""

    request_id: str
    function_arn: str
    trace_id: str
    payload: bytes
    timeout_seconds: float
    answer: Future = field(default_factory=Future)


class InitError(Exception):
    """The function could not be set up; the payload is the error's JSON."""

    def __init__(self, payload: bytes):
        super().__init__(payload.decode(errors="replace"))
        self.payload = payload


class RuntimeApi:
    def __init__(self):
        self.ready = Future()
        """Done when the process first asks for a call; an InitError if it gave up before."""
        self._calls: queue.SimpleQueue[Call | None] = queue.SimpleQueue()
        self._current: Call | None = None
        self._server = _Server(self)
        threading.Thread(
            target=self._server.serve_forever, name="lambda-runtime-api", daemon=True
        ).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def submit(self, call: Call) -> None:
        self._calls.put(call)

    def close(self) -> None:
        self._calls.put(None)
        self._server.shutdown()
        self._server.server_close()

    def next_call(self) -> Call | None:
        if not self.ready.done():
            self.ready.set_result(None)
        self._current = self._calls.get()
        return self._current

    def answered(self, request_id: str, answer: Answer) -> bool:
        call = self._current
        if call is None or call.request_id != request_id or call.answer.done():
            return False
        call.answer.set_result(answer)
        return True

    def init_failed(self, payload: bytes) -> None:
        if not self.ready.done():
            self.ready.set_exception(InitError(payload))


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, api: RuntimeApi):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.api = api

    def handle_error(self, request, client_address):
        """A process that was stopped leaves its connection open-ended: nothing to report."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        path = _PATH.fullmatch(self.path)
        if path is None or not path["next"]:
            self._reply(404)
            return
        call = self.server.api.next_call()
        if call is None:
            self._reply(410)
            return
        deadline_ms = int((time.time() + call.timeout_seconds) * 1000)
        self._reply(
            200,
            call.payload,
            {
                # Without a content type the runtime's native client crashes the JVM (SIGSEGV).
                "Content-Type": "application/json",
                "Lambda-Runtime-Aws-Request-Id": call.request_id,
                "Lambda-Runtime-Deadline-Ms": str(deadline_ms),
                "Lambda-Runtime-Invoked-Function-Arn": call.function_arn,
                "Lambda-Runtime-Trace-Id": call.trace_id,
            },
        )

    def do_POST(self):
        body = self._body()
        path = _PATH.fullmatch(self.path)
        if path is None or path["next"]:
            self._reply(404)
        elif path["init_error"]:
            self.server.api.init_failed(body)
            self._reply(202)
        else:
            answer = Answer(body, is_error=path["kind"] == "error")
            self._reply(202 if self.server.api.answered(path["request_id"], answer) else 400)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass  # trailing headers
        return body

    def _reply(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        """One line per request would drown the functions' own logs."""
