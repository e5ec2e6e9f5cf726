"""The native half of AWS's runtime interface client, unpacked once."""

import platform
import zipfile
from pathlib import Path

PROPERTY = "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI"


def unpack(runtime_jars: list[str], folder: Path) -> Path:
    """
    Left alone, each process writes the library to the same file in /tmp, and crashes another one
    that loads it just then (SIGBUS): on Lambda each has a /tmp of its own.
    """
    libc = "linux" if platform.libc_ver()[0] == "glibc" else "linux_musl"
    machine = "aarch_64" if platform.machine() in ("aarch64", "arm64") else "x86_64"
    name = f"jni/libaws-lambda-jni.{libc}-{machine}.so"
    for jar in runtime_jars:
        with zipfile.ZipFile(jar) as entries:
            if name in entries.namelist():
                return Path(entries.extract(name, folder))
    raise FileNotFoundError(f"{name} in {runtime_jars}")
