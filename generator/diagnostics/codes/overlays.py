"""Diagnostics of overlays: ``C1xx``."""

from .definition import Entry, error, warning

OVERLAYS: dict[str, Entry] = {
    "C101": warning(
        "overlay target is not documented: {kind} {name!r}",
        "correct the name, or remove the overlay",
    ),
    "C102": warning(
        "overlay of {name!r} has no effect: {source} {fact} = {value}",
        "remove {fact!r} from the overlay",
    ),
    "C103": error(
        "overlays of {name!r} disagree: {fact} = {value} here, {fact} = {other} at "
        "{first}",
        "remove one of the two",
    ),
    "C104": error(
        "unknown type {type!r} in the overlay of {name!r}",
        "use string, number, boolean, object, Array[], the name of a definition, an "
        'array of these, or "" for no type',
    ),
    "C105": error(
        "invalid overlay of {name!r}: {reason}",
        "correct the keys of [[overlay]] as docs/overlays.md describes them",
    ),
    "C106": error(
        "overlay target {name!r} is ambiguous: {several}",
        "write the name as one of these lists",
    ),
    "C107": warning(
        "overlay of {name!r} has a suspicious value: {reason}",
        "write the value as the server does",
    ),
}
