"""Diagnostics of names in the client: ``N0xx``."""

from .definition import Entry, error, note, warning

NAMING: dict[str, Entry] = {
    "N001": error(
        "cannot make a Python name from {name!r}",
        "write {key} = ... in [names] of client.toml",
    ),
    "N002": error(
        "{name!r} and {other!r} at {where} both become {python_name!r}",
        "write {key} = ... in [names] of client.toml",
    ),
    "N003": warning(
        "name for {key!r} matches nothing in the documents",
        "correct the key in [names] of client.toml, or remove it",
    ),
    "N004": error(
        "cannot use {python_name!r} as the name of {key!r}",
        "choose a Python identifier that the client does not use and that starts "
        "without an underscore",
    ),
    "N005": error(
        "package already contains {name!r}",
        "rename the clients in [package] of client.toml",
    ),
    "N007": warning(
        "{key!r} was {old_name!r} at {first} in the previous client and is now "
        "{python_name!r}",
        "write {toml_key} = {toml_name} in [names] of client.toml to keep the old name",
    ),
    "N011": warning(
        "positional arguments of {name!r} changed from ({old}) to ({new})",
        "mention it in the changelog: calls that pass them by position must change",
    ),
    "N012": warning(
        "{python_name!r} called {old!r} ({was}) and now calls {new!r} ({now})",
        "write {new!r} = ... in [names] of client.toml",
    ),
    "N013": note(
        "{python_name!r} is now {method!r}; the old name is a deprecated alias",
        "write aliases = false in [naming] of client.toml to remove it",
    ),
    "N014": note(
        "{python_name!r}, which called {name!r}, was removed; {method!r} replaces it",
        "mention it in the changelog: calls by the old name fail",
    ),
    "N015": warning(
        "argument {old!r} of {python_name!r} was renamed to {new!r}",
        "mention it in the changelog, or name the parameter {old!r} in [names] of "
        "client.toml",
    ),
    "N016": note(
        "{kind} {name!r} is no longer documented, so {python_name!r} was removed",
        "run mdclient release to mention it in the changelog: code that uses it fails",
    ),
}
