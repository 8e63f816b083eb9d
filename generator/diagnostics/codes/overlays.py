"""Diagnostics of overlays: ``C1xx``."""

from .definition import Entry, error, warning

OVERLAYS: dict[str, Entry] = {
    "C101": warning(
        "the overlay fits nothing: the documents have no {kind} {name!r}",
        "correct the name, or remove the overlay",
    ),
    "C102": warning(
        "the overlay of {name!r} is needless: {source} {fact} = {value}",
        "remove {fact!r} from the overlay",
    ),
    "C103": error(
        "{name!r} has {fact} = {value} here and {fact} = {other} at {first}",
        "remove one of the two",
    ),
    "C104": error(
        "unknown type {type!r} of {name!r}",
        "types are string, number, boolean, object, Array[], the name of a "
        'definition, arrays of these, and "" for none',
    ),
    "C105": error(
        "the overlay of {name!r} cannot hold: {reason}",
        "correct it; the keys of [[overlay]] are explained in docs/overlays.md",
    ),
    "C106": error(
        "the name {name!r} fits several: {several}",
        "write it as a list of names",
    ),
    "C107": warning(
        "the overlay of {name!r} has a value that nobody sees whole: {reason}",
        "write the value as the service does",
    ),
}
