"""Diagnostics of single facts: ``D2xx``."""

from .definition import Entry, error, note, warning

VALUES: dict[str, Entry] = {
    "D201": error(
        "unknown type {type!r}",
        "types are string, number, boolean, object, Array[], a link to a definition, "
        "and arrays of these",
    ),
    "D202": error(
        "the type {type!r} does not link to a page of a definition",
        "write [Name](name-definition.md)",
    ),
    "D203": error("required is {value!r}, neither Yes nor No", "write Yes or No"),
    "D204": error(
        "{value!r} is no HTTP status", "statuses are 100 to 599 and `default`"
    ),
    "D205": error(
        "unknown HTTP method {method!r}",
        "methods are GET, POST, PUT, PATCH, DELETE, HEAD and OPTIONS",
    ),
    "D206": error(
        "this is no endpoint: {text!r}",
        "write one code span, `GET /path/{{variable}}`, without query or fragment",
    ),
    "D207": error(
        "this is no parameter: {text!r}",
        "write - `name` - **(type, required)** description",
    ),
    "D208": error(
        "it is unknown where the parameter {name!r} goes",
        "parameters are in the path, or called query.<name>, headers.<name> or body",
    ),
    "D209": error(
        "{name!r} is no name of a {kind}",
        "names hold neither white space nor marks of Markdown and HTML",
    ),
    "D210": error(
        "this names no page of a class: {text!r}", "write [`NameAPI`](name-api.md)"
    ),
    "D211": error("this is no link: {text!r}", "write [text](https://...) or nothing"),
    "D212": error(
        "this is no entry of the list of methods: {text!r}",
        "write - [`name`](#name) - summary",
    ),
    "D213": error(
        "{name!r} is no name of a {kind}",
        "names are letters, digits, '_', '-', '.' and '$', {longest} at most",
    ),
    "D214": error(
        "a call cannot send a header called {name!r}",
        "names are tokens of RFC 9110, and none of those that frame a message",
    ),
    "D215": note(
        "the name {written!r} is read as {name!r}",
        "put it in backticks to have every character count",
    ),
    "D216": note(
        "a text of the method {name!r} speaks of deprecation and no block says it: the "
        "method does not count as deprecated",
        "write > [!WARNING] and 'This method is deprecated' below it if it is",
    ),
    "D217": warning(
        "a character that nobody sees stands in this line: {character}",
        "remove it: the line may be another than the one that is shown",
    ),
    "D218": warning(
        "the {kind} {name} is not what it looks like: {reason}",
        "write it in the letters of one script, without what nobody sees",
    ),
    "D219": warning(
        "the {kind} {name} looks like {other} at {first}",
        "make them one, or call one of them something else",
    ),
}
