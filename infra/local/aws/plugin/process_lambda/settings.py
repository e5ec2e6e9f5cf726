"""The plugin's settings, all taken from LocalStack's environment once, at its start."""

import os
from dataclasses import dataclass
from pathlib import Path

_FUNCTION_VARIABLE = "PROCESS_LAMBDA_ENV_"


@dataclass(frozen=True)
class Settings:
    java: str
    """The java command that runs the functions."""
    runtime_jars: list[str]
    """AWS's runtime interface client and what it needs."""
    extra_jars: list[str]
    """Put behind everything else on each function's class path; a test's call recorder, say."""
    packages: Path
    """Where unpacked deployment packages and their class caches are kept, by content."""
    logs: Path
    """One file per function: <function name>.log."""
    processes_per_function: int
    """How many calls of one function run at once; the others wait their turn."""
    function_variables: dict[str, str]
    """Added to each function's environment: PROCESS_LAMBDA_ENV_NAME=value gives it NAME."""

    @staticmethod
    def of(environment) -> "Settings":
        return Settings(
            java=environment.get("PROCESS_LAMBDA_JAVA", "java"),
            runtime_jars=_paths(environment["PROCESS_LAMBDA_RIC"]),
            extra_jars=_paths(environment.get("PROCESS_LAMBDA_EXTRA_CLASSPATH", "")),
            packages=Path(environment["PROCESS_LAMBDA_PACKAGES"]),
            logs=Path(environment["PROCESS_LAMBDA_LOGS"]),
            processes_per_function=int(
                environment.get("PROCESS_LAMBDA_PER_FUNCTION", max(2, os.cpu_count() or 1))
            ),
            function_variables={
                name.removeprefix(_FUNCTION_VARIABLE): value
                for name, value in environment.items()
                if name.startswith(_FUNCTION_VARIABLE)
            },
        )


def _paths(joined: str) -> list[str]:
    return [path for path in joined.split(os.pathsep) if path]
