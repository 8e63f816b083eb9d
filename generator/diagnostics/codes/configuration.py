"""Diagnostics of ``client.toml``: ``C0xx``."""

from .definition import Entry, error, note, warning

CONFIGURATION: dict[str, Entry] = {
    "C001": error(
        "cannot read the file: {reason}",
        "pass the path of a UTF-8 TOML file",
    ),
    "C002": error("invalid TOML: {reason}", "correct the syntax"),
    "C003": error("unknown key {key!r} in {table}", "use one of: {known}"),
    "C004": error("invalid value for {key!r}: {reason}", "correct the value"),
    "C005": warning(
        "selection matches nothing: {key} {pattern!r}",
        "correct the pattern, or remove it",
    ),
    "C006": note(
        "safe_posts matches no POST: {pattern!r}",
        "correct the pattern, unless the documents are a part of the API",
    ),
}
