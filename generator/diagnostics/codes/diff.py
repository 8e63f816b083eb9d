"""Diagnostics of clients and documents to compare: ``R0xx``."""

from .definition import Entry, error

DIFF: dict[str, Entry] = {
    "R001": error(
        "this is no folder, and no revision of one: {reason}",
        "name a folder of documents, the folder of a generated client, or a revision "
        "of git (HEAD~1, HEAD~1:specs)",
    ),
    "R002": error(
        "what this client was made from is not known: {reason}",
        "generate it anew, or name a folder of documents",
    ),
    "R003": error(
        "the version {version} cannot be written here: {reason}",
        "write it there yourself, in [package], and release again",
    ),
}
