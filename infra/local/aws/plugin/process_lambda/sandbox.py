"""One process that runs one function: started, called any number of times, stopped."""

import json
import os
import subprocess
import threading
import time
from collections import deque
from concurrent.futures import Future, InvalidStateError
from concurrent.futures import TimeoutError as FutureTimeout
from pathlib import Path

from process_lambda.runtime_api import Answer, Call, RuntimeApi

_TAIL_LINES = 20


class FunctionFailed(Exception):
    """The process cannot go on; the payload is the error as Lambda words it."""

    def __init__(self, error_type: str, message: str):
        super().__init__(message)
        self.payload = json.dumps({"errorType": error_type, "errorMessage": message}).encode()


class Sandbox:
    """
    :param command: what to run
    :param environment: all that the process sees, AWS_LAMBDA_RUNTIME_API comes on top
    :param log_file: gets everything the process prints
    """

    def __init__(self, command: list[str], environment: dict[str, str], log_file: Path):
        self._api = RuntimeApi()
        self._exited = Future()
        self._current: Call | None = None
        self._output = _Output(log_file)
        self._started = time.monotonic()
        self.init_seconds: float | None = None
        self._process = subprocess.Popen(
            command,
            env={**environment, "AWS_LAMBDA_RUNTIME_API": self._api.address},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._reader = threading.Thread(
            target=self._output.read, args=(self._process.stdout,), name="lambda-log", daemon=True
        )
        self._reader.start()
        threading.Thread(target=self._watch, name="lambda-process", daemon=True).start()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def await_ready(self, timeout_seconds: float) -> None:
        """Waits until the function's code is loaded; the process is stopped if that fails.

        Raises InitError with what the code threw, FunctionFailed if it died or took too long.
        """
        try:
            self._api.ready.result(timeout_seconds)
        except FutureTimeout:
            self.stop()
            raise FunctionFailed(
                "Sandbox.Timedout", f"Error: Init timed out after {timeout_seconds:.2f} seconds"
            ) from None
        except Exception:
            self.stop()
            raise
        self.init_seconds = time.monotonic() - self._started

    def call(self, call: Call) -> Answer:
        """Runs one call; raises FunctionFailed, with the process gone, if it dies or is late."""
        self._current = call
        self._api.submit(call)
        if self._exited.done():
            self._fail(call.answer, call.request_id)
        try:
            return call.answer.result(call.timeout_seconds)
        except FutureTimeout:
            self.stop()
            raise FunctionFailed(
                "Sandbox.Timedout",
                f"RequestId: {call.request_id} Error: "
                f"Task timed out after {call.timeout_seconds:.2f} seconds",
            ) from None

    def take_output(self) -> str:
        """What was printed since the last time."""
        return self._output.take()

    def end(self, timeout_seconds: float, nice: int) -> bool:
        """Asks the process to end, in its own time and with low priority; False if it had to be
        killed."""
        self._output.close_log()  # the JDK's own words about its cache
        os.setpriority(os.PRIO_PROCESS, self._process.pid, nice)
        self._process.terminate()
        try:
            self._process.wait(timeout_seconds)
            return True
        except subprocess.TimeoutExpired:
            self.stop()
            return False

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def _watch(self) -> None:
        status = self._process.wait()
        self._reader.join(timeout=1)  # its last words
        self._exited.set_result(status)
        self._fail(self._api.ready, None)
        if self._current:
            self._fail(self._current.answer, self._current.request_id)
        self._api.close()

    def _fail(self, future: Future, request_id: str | None) -> None:
        status = self._exited.result()
        how = f"signal {-status}" if status < 0 else f"exit status {status}"
        request = f"RequestId: {request_id} " if request_id else ""
        message = f"{request}Error: Runtime exited with error: {how}\n{self._output.tail()}"
        try:
            future.set_exception(FunctionFailed("Runtime.ExitError", message.strip()))
        except InvalidStateError:
            pass  # answered before it died


class _Output:
    def __init__(self, log_file: Path):
        self._log_file = log_file
        self._fresh: list[str] = []
        self._tail: deque[str] = deque(maxlen=_TAIL_LINES)
        self._lock = threading.Lock()
        self._logging = True

    def close_log(self) -> None:
        self._logging = False

    def read(self, stream) -> None:
        with stream, open(self._log_file, "ab", buffering=0) as log:
            for line in stream:
                if self._logging:
                    log.write(line)
                text = line.decode(errors="replace")
                with self._lock:
                    self._fresh.append(text)
                    self._tail.append(text)

    def take(self) -> str:
        with self._lock:
            fresh, self._fresh = self._fresh, []
        return "".join(fresh)

    def tail(self) -> str:
        with self._lock:
            return "".join(self._tail)
