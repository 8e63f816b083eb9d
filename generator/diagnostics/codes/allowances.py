"""Diagnostics of allowances: ``C2xx``."""

from .definition import Entry, error, warning

ALLOWANCES: dict[str, Entry] = {
    "C201": error(
        "this cannot be allowed: {reason}",
        "an allowance names the code of a warning, a place, or both",
    ),
    "C202": warning(
        "the allowance of {what} fits no warning",
        "remove it, or correct its code, place or text",
    ),
}
