"""Diagnostics of scenario files of the sandbox: ``S0xx``."""

from .definition import Entry, error, warning

SCENARIO: dict[str, Entry] = {
    "S001": error(
        "unknown {kind} {name!r}",
        "write a documented name, such as {example!r}",
    ),
    "S002": warning(
        "status {status} is not documented for {name!r}",
        "use one of {known}, or add check = false",
    ),
    "S003": error(
        "body does not match the documentation of {name!r}: {problem}",
        "correct the body, or add check = false",
    ),
}
