"""Deployment packages on disk, unpacked once per content and shared by all functions in them."""

import os
import shutil
import threading
import time
from pathlib import Path

_KEPT_SECONDS = 2 * 24 * 3600
_LOCK = threading.Lock()


class Package:
    """A folder with the unpacked code, beside it what was learnt about it."""

    def __init__(self, folder: Path):
        self.code = folder / "code"
        self.folder = folder

    def jars(self) -> list[str]:
        return [str(jar) for jar in sorted((self.code / "lib").glob("*.jar"))]

    def has_loose_classes(self) -> bool:
        return any(entry.name != "lib" for entry in self.code.iterdir())


def unpack(code, packages: Path) -> Package:
    """
    :param code: LocalStack's archive of a function version
    """
    folder = packages / code.code_sha256.replace("/", "_").replace("+", "-").rstrip("=")
    with _LOCK:
        if not folder.exists():
            code.prepare_for_execution()
            unpacked = code.get_unzipped_code_location()
            unfinished = packages / f"{folder.name}.{os.getpid()}"
            unfinished.mkdir(parents=True)
            shutil.move(unpacked, unfinished / "code")
            code.destroy_cached()
            _publish(unfinished, folder)
        os.utime(folder)
        return Package(folder)


def _publish(unfinished: Path, folder: Path) -> None:
    try:
        unfinished.rename(folder)
    except OSError:
        shutil.rmtree(unfinished)  # another LocalStack was faster with the same content


def drop_old(packages: Path) -> None:
    """Drops the packages that nothing has started from for two days."""
    packages.mkdir(parents=True, exist_ok=True)
    for folder in packages.iterdir():
        if folder.stat().st_mtime < time.time() - _KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
