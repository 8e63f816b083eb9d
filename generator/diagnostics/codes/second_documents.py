"""Diagnostics of second documents that describe the same API: ``D4xx``."""

from .definition import Entry, note, warning

_SETTLE = "correct it with an overlay, or allow the warning"

SECOND_DOCUMENTS: dict[str, Entry] = {
    "D401": warning(
        "type of {subject!r} is {first!r}, but {second!r} at {other}", _SETTLE
    ),
    "D402": warning("{subject!r} is {first}, but {second} at {other}", _SETTLE),
    "D403": warning(
        "{subject!r} returns {first!r}, but {second!r} at {other}", _SETTLE
    ),
    "D404": note(
        "parameters and properties that only the second documents have: {count}",
        "list them with --format json; the client does not have them",
    ),
    "D405": note(
        "elements that the second documents lack: {count}",
        "list them with --format json; correct their names if they should match",
    ),
    "D406": warning(
        "{subject!r} fits several names in the second documents: {names}",
        "correct one of the names, or allow the warning",
    ),
    "D407": note(
        "operations that only the second documents have: {count}",
        "list them with --format json, or write operations = 'confirmed' in "
        "[[documents.also]] to add those without doubtful names",
    ),
    "D408": note(
        "second documents order the path arguments of {name!r} unlike the path, so "
        "they are keyword-only",
        "call the method with the names of its arguments",
    ),
    "D409": note(
        "operations taken from the second documents: {count}",
        "list them with --format json, and check them before you rely on them",
    ),
}
