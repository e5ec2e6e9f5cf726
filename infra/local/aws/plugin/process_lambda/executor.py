"""LocalStack's view of the processes: it asks for execution environments, we give it turns."""

import atexit
import logging
import os
import tempfile
import threading
import time
from pathlib import Path

from localstack import config
from localstack.services.lambda_.invocation.executor_endpoint import StatusErrorException
from localstack.services.lambda_.invocation.lambda_models import FunctionVersion, InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor

from process_lambda import native_client, packages
from process_lambda.aot_cache import AotCache, Recording
from process_lambda.pool import SandboxPool
from process_lambda.runtime_api import Answer, Call, InitError
from process_lambda.sandbox import FunctionFailed, Sandbox
from process_lambda.settings import Settings

LOG = logging.getLogger(__name__)

# What LocalStack adds for its own containers; no function finds these on AWS.
_NOT_ON_AWS = ("AWS_LAMBDA_FUNCTION_TIMEOUT", "EDGE_PORT")
_PREFIX_NOT_ON_AWS = "LOCALSTACK_"


class ProcessExecutor(RuntimeExecutor):
    """One execution environment in LocalStack's books: a right to take turns on the function's
    processes, which come and go on their own (see SandboxPool)."""

    def start(self, env_vars: dict[str, str]) -> None:
        self._function = _functions.of(self.function_version, env_vars)
        self._function.environment_opened()

    def stop(self) -> None:
        """Called when the environment was idle for long, after a failed call, and at the end."""
        self._function.environment_closed()

    def invoke(self, payload: dict[str, str]) -> InvocationResult:
        call = Call(
            request_id=payload["invoke-id"],
            function_arn=payload["invoked-function-arn"],
            trace_id=payload["trace-id"],
            payload=payload["payload"].encode(),
            timeout_seconds=self.function_version.config.timeout,
        )
        try:
            answer, logs = self._function.run(call)
        except (FunctionFailed, InitError) as failure:
            raise StatusErrorException(str(failure), payload=failure.payload) from failure
        return InvocationResult(call.request_id, answer.payload, answer.is_error, logs)

    def get_address(self) -> str:
        return "127.0.0.1"

    def get_endpoint_from_executor(self) -> str:
        return "127.0.0.1"

    def get_runtime_endpoint(self) -> str:
        return "http://127.0.0.1"

    def get_logs(self) -> str:
        return ""

    @classmethod
    def prepare_version(cls, function_version: FunctionVersion) -> None:
        packages.unpack(function_version.config.code, _SETTINGS.packages)

    @classmethod
    def cleanup_version(cls, function_version: FunctionVersion) -> None:
        _functions.forget(function_version)


class _Function:
    """One version of a function and its processes."""

    def __init__(self, version: FunctionVersion, env_vars: dict[str, str]):
        self._version = version
        self._env_vars = env_vars
        self._log_file = _SETTINGS.logs / f"{version.id.function_name}.log"
        self._environments = 0
        self._recordings: dict[Sandbox, Recording] = {}
        self._lock = threading.Lock()
        self.pool = SandboxPool(self._start, _SETTINGS.processes_per_function)

    def environment_opened(self) -> None:
        with self._lock:
            self._environments += 1

    def environment_closed(self) -> None:
        with self._lock:
            self._environments -= 1
            unused = self._environments == 0
        if unused:
            self.pool.stop_idle()

    def run(self, call: Call) -> tuple[Answer, str]:
        with self.pool.borrow() as sandbox:
            started = time.monotonic()
            try:
                answer = sandbox.call(call)
            finally:
                self._finish_recording(sandbox)
            seconds = time.monotonic() - started
            printed = sandbox.take_output()
        request = f"RequestId: {call.request_id}"
        return answer, (
            f"START {request} Version: {self._version.id.qualifier}\n{printed}"
            f"END {request}\nREPORT {request}\tDuration: {seconds * 1000:.2f} ms\n"
        )

    def _start(self) -> Sandbox:
        package = packages.unpack(self._version.config.code, _SETTINGS.packages)
        class_path = [
            *([str(package.code)] if package.has_loose_classes() else []),
            *package.jars(),
            *_SETTINGS.runtime_jars,
            *_SETTINGS.extra_jars,
        ]
        cache = AotCache(package.folder, _SETTINGS.java, class_path)
        recording = cache.record()
        cache_options = recording.options() if recording else cache.options()
        sandbox = Sandbox(
            self._command(class_path, cache_options), self._environment(package), self._log_file
        )
        try:
            sandbox.await_ready(config.LAMBDA_RUNTIME_ENVIRONMENT_TIMEOUT)
        except Exception:
            if recording:
                recording.abandon()
            raise
        if recording:
            self._recordings[sandbox] = recording
        LOG.info("%s: ready in %.2f s", self._version.id.function_name, sandbox.init_seconds)
        return sandbox

    def _finish_recording(self, sandbox: Sandbox) -> None:
        recording = self._recordings.pop(sandbox, None)
        if not recording:
            return
        if sandbox.alive:
            self.pool.remove(sandbox)
            recording.finish(sandbox)
        else:
            recording.abandon()

    def _command(self, class_path: list[str], cache_options: list[str]) -> list[str]:
        # As on Lambda: the heap leaves a fifth of the memory to everything else, and code is
        # compiled for a quick start only.
        heap_mb = self._version.config.memory_size * 4 // 5
        return [
            _SETTINGS.java,
            f"-Xmx{heap_mb}m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            f"-D{native_client.PROPERTY}={_NATIVE_CLIENT}",
            *cache_options,
            "-cp",
            os.pathsep.join(class_path),
            "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
            self._version.config.handler,
        ]

    def _environment(self, package: packages.Package) -> dict[str, str]:
        home = Path(tempfile.gettempdir()) / "home"  # empty: no ~/.aws of whoever runs this
        home.mkdir(exist_ok=True)
        given = {
            name: str(value)
            for name, value in self._env_vars.items()
            if name not in _NOT_ON_AWS and not name.startswith(_PREFIX_NOT_ON_AWS)
        }
        return {
            **given,
            "HOME": str(home),
            "LAMBDA_TASK_ROOT": str(package.code),
            "LANG": "en_US.UTF-8",
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            **_SETTINGS.function_variables,
        }


class _Functions:
    def __init__(self):
        self._by_version: dict[str, _Function] = {}
        self._lock = threading.Lock()

    def of(self, version: FunctionVersion, env_vars: dict[str, str]) -> _Function:
        key = self._key(version)
        with self._lock:
            if key not in self._by_version:
                self._by_version[key] = _Function(version, env_vars)
            return self._by_version[key]

    def forget(self, version: FunctionVersion) -> None:
        with self._lock:
            function = self._by_version.pop(self._key(version), None)
        if function:
            function.pool.close()

    def forget_all(self) -> None:
        for function in list(self._by_version.values()):
            function.pool.close()

    @staticmethod
    def _key(version: FunctionVersion) -> str:
        return f"{version.id.qualified_arn()}/{version.config.internal_revision}"


_SETTINGS = Settings.of(os.environ)
_SETTINGS.logs.mkdir(parents=True, exist_ok=True)
packages.drop_old(_SETTINGS.packages)
_NATIVE_CLIENT = native_client.unpack(_SETTINGS.runtime_jars, Path(tempfile.gettempdir()))
_functions = _Functions()
atexit.register(_functions.forget_all)
