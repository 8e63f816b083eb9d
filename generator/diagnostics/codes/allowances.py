"""Diagnostics of allowances: ``C2xx``."""

from .definition import Entry, error, warning

ALLOWANCES: dict[str, Entry] = {
    "C201": error(
        "invalid allowance: {reason}",
        "give the code of a warning, a place, or both",
    ),
    "C202": warning(
        "allowance of {what} matches no warning",
        "remove it, or correct its code, place or text",
    ),
}
