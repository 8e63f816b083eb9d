"""Diagnostics of names in the client: ``N0xx``."""

from .definition import Entry, error, note, warning

NAMING: dict[str, Entry] = {
    "N001": error(
        "{name!r} makes no Python name",
        "name it in client.toml, [names]: {key} = ...",
    ),
    "N002": error(
        "{name!r} becomes {python_name!r}, as {other!r} at {where} does",
        "name one of the two in client.toml, [names]: {key} = ...",
    ),
    "N004": error(
        "{python_name!r} cannot be the name of {key!r}",
        "choose a name that Python and the client have not taken, without an "
        "underscore in front",
    ),
    "N005": error(
        "the package has {name!r} already",
        "give the clients other names in client.toml, [package]",
    ),
    "N006": error(
        "no model can have a property that is called {name!r}",
        "names on the wire hold no quotation marks, backslashes or control characters",
    ),
    "N003": warning(
        "the explicit name of {key!r} fits nothing in the documents",
        "correct the key in client.toml, [names], or remove it",
    ),
    "N007": warning(
        "{key!r} is called {python_name!r} now and was {old_name!r} in the last "
        "client, then at {first}",
        "keep the name in client.toml, [names]: {toml_key} = {toml_name}",
    ),
    "N011": warning(
        "the positional arguments of {name!r} were ({old}) and are ({new}) now",
        "calls that pass them by position mean something else now: tell of it in the "
        "changelog",
    ),
    "N012": warning(
        "{python_name!r} called {old!r} ({was}) and calls {new!r} ({now}) now",
        "name one of the two in client.toml, [names]: {new!r} = ...",
    ),
    "N013": note(
        "{python_name!r} is called {method!r} now, and stays as a deprecated alias",
        "to do without, write aliases = false in client.toml, [naming]",
    ),
    "N014": note(
        "{python_name!r}, which called {name!r}, is gone; {method!r} does it now",
        "this breaks calls by the old name: tell of it in the changelog",
    ),
    "N015": warning(
        "the argument {old!r} of {python_name!r} is called {new!r} now",
        "calls that pass {old!r} fail or mean something else now: tell of it in the "
        "changelog, or give a parameter that took the name another in client.toml, "
        "[names]",
    ),
    "N016": note(
        "the {kind} {name!r} is no longer documented: the client loses {python_name!r}",
        "this breaks code that uses it; mdclient release lists it in the changelog",
    ),
}
