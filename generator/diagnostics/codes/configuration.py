"""Diagnostics of ``client.toml``: ``C0xx``."""

from .definition import Entry, error

CONFIGURATION: dict[str, Entry] = {
    "C001": error(
        "the configuration cannot be read: {reason}",
        "name an existing TOML file in UTF-8",
    ),
    "C002": error("this is not TOML: {reason}", "correct the syntax"),
    "C003": error("unknown key {key!r} in {table}", "the keys of {table} are: {known}"),
    "C004": error("{key!r} is not valid: {reason}", "correct the value"),
}
