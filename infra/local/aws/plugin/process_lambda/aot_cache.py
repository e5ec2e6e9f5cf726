"""The JDK's ahead-of-time caches: classes as an earlier process had loaded and linked them.

They halve the start of a function and its first call. One process per package records what it
loads; after its first call it is ended, and the JDK writes the cache on its way out, in some
seconds. Everything works without them, only slower.
"""

import hashlib
import logging
import os
import threading
from pathlib import Path

from process_lambda.sandbox import Sandbox

LOG = logging.getLogger(__name__)

_WRITE_SECONDS = 120
_NICE = 10
_KEPT = 3


class AotCache:
    """
    :param folder: where the cache is kept
    :param java: the java command that writes and reads it
    :param class_path: has to be the same for all processes that share the cache
    """

    def __init__(self, folder: Path, java: str, class_path: list[str]):
        # another JDK or class path could not use it, and would say so in each function's log
        key = "\n".join(f"{file} {os.stat(file).st_mtime_ns}" for file in [java, *class_path])
        self._file = folder / f"{hashlib.sha256(key.encode()).hexdigest()[:16]}.aot"
        self._possible = not any(os.path.isdir(entry) for entry in class_path)

    def options(self) -> list[str]:
        """The JVM's options to use the cache; none as long as there is none."""
        return [f"-XX:AOTCache={self._file}"] if self._file.exists() else []

    def record(self) -> "Recording | None":
        """The right to record; None if there is a cache, or another process records it."""
        if not self._possible or self._file.exists() or not _recorded.claim(self._file):
            return None
        return Recording(self._file)


class Recording:
    def __init__(self, file: Path):
        self._file = file
        self._unfinished = file.with_suffix(f".{os.getpid()}")

    def options(self) -> list[str]:
        """The JVM's options to record."""
        return [f"-XX:AOTCacheOutput={self._unfinished}"]

    def finish(self, sandbox: Sandbox) -> None:
        """Ends the recording process in the background; its cache is there some seconds later."""
        threading.Thread(
            target=self._write, args=(sandbox,), name="lambda-aot-cache", daemon=True
        ).start()

    def abandon(self) -> None:
        _recorded.release(self._file)

    def _write(self, sandbox: Sandbox) -> None:
        if sandbox.end(_WRITE_SECONDS, _NICE) and self._unfinished.exists():
            self._unfinished.rename(self._file)
            self._drop_old()
            LOG.info("functions start quicker from now on: wrote %s", self._file)
        else:
            self._unfinished.unlink(missing_ok=True)
            LOG.warning("no class cache was written, functions start as slowly as before")


    def _drop_old(self) -> None:
        caches = sorted(self._file.parent.glob("*.aot"), key=lambda file: file.stat().st_mtime)
        for file in caches[:-_KEPT]:
            file.unlink(missing_ok=True)


class _Recorded:
    """The caches that a process of this LocalStack is recording, or has tried to."""

    def __init__(self):
        self._files: set[Path] = set()
        self._lock = threading.Lock()

    def claim(self, file: Path) -> bool:
        with self._lock:
            free = file not in self._files
            self._files.add(file)
            return free

    def release(self, file: Path) -> None:
        with self._lock:
            self._files.discard(file)


_recorded = _Recorded()
