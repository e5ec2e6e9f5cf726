"""The processes of one function: reused when idle, waited for when all are busy."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from process_lambda.sandbox import Sandbox


class PoolClosed(Exception):
    pass


class SandboxPool:
    """
    Lambda starts a new environment for each call that finds none idle. On a small machine many
    JVMs starting at once are slower than a few that work in turn, so here a call waits for one of
    at most `limit` processes. It is never refused: LocalStack's own answer, a throttle, would use
    up the retries of the callers.
    """

    def __init__(self, start: Callable[[], Sandbox], limit: int):
        self._start = start
        self._limit = limit
        self._changed = threading.Condition()
        self._idle: list[Sandbox] = []
        self._all: set[Sandbox] = set()
        self._starting = 0
        self._closed = False

    @contextmanager
    def borrow(self) -> Iterator[Sandbox]:
        sandbox = self._take() or self._start_one()
        try:
            yield sandbox
        finally:
            self._give_back(sandbox)

    def remove(self, sandbox: Sandbox) -> None:
        """It is not lent again; whoever has it now ends it."""
        with self._changed:
            self._all.discard(sandbox)

    def stop_idle(self) -> None:
        with self._changed:
            idle, self._idle = self._idle, []
            self._all.difference_update(idle)
        for sandbox in idle:
            sandbox.stop()

    def close(self) -> None:
        """Stops all processes: calls in flight end with an error, waiting ones with PoolClosed."""
        with self._changed:
            self._closed = True
            sandboxes, self._all = self._all, set()
            self._idle.clear()
            self._changed.notify_all()
        for sandbox in sandboxes:
            sandbox.stop()

    def _take(self) -> Sandbox | None:
        """An idle process; None if the caller shall start one."""
        with self._changed:
            while not self._closed:
                while self._idle:
                    sandbox = self._idle.pop()
                    if sandbox.alive:
                        return sandbox
                    self._all.discard(sandbox)
                if len(self._all) + self._starting < self._limit:
                    self._starting += 1
                    return None
                self._changed.wait()
            raise PoolClosed()

    def _start_one(self) -> Sandbox:
        sandbox = None
        try:
            sandbox = self._start()
        finally:
            with self._changed:
                self._starting -= 1
                if sandbox:
                    self._all.add(sandbox)
                self._changed.notify()
                closed = self._closed
        if closed:
            sandbox.stop()
            raise PoolClosed()
        return sandbox

    def _give_back(self, sandbox: Sandbox) -> None:
        with self._changed:
            if sandbox.alive and sandbox in self._all:
                self._idle.append(sandbox)
            else:
                self._all.discard(sandbox)
            self._changed.notify()
