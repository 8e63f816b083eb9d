"""Diagnostics of clients and documents to compare: ``R0xx``."""

from .definition import Entry, error

DIFF: dict[str, Entry] = {
    "R001": error(
        "not a directory or a git revision: {reason}",
        "pass a directory of documents, a generated client, or a git revision such as "
        "HEAD~1 or HEAD~1:specs",
    ),
    "R002": error(
        "cannot tell which documents this client was generated from: {reason}",
        "generate it again, or pass a directory of documents",
    ),
    "R003": error(
        "cannot write version {version} here: {reason}",
        "write it in [package] yourself, then release again",
    ),
    "R004": error(
        "second documents cannot be added to a generated client",
        "leave out --also-old or --also-new for this side",
    ),
}
