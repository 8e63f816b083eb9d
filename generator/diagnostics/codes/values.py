"""Diagnostics of single facts: ``D2xx``."""

from .definition import Entry, error, note, warning

VALUES: dict[str, Entry] = {
    "D201": error(
        "unknown type {type!r}",
        "use string, number, boolean, object, Array[], a link to a definition, or an "
        "array of these",
    ),
    "D202": error(
        "type {type!r} does not link to a definition page",
        "write [Name](name-definition.md)",
    ),
    "D203": error("required must be Yes or No, not {value!r}", "write Yes or No"),
    "D204": error(
        "status must be 100 to 599 or `default`, not {value!r}",
        "write the status alone: `404`",
    ),
    "D205": error(
        "unknown HTTP method {method!r}",
        "use GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS",
    ),
    "D206": error(
        "invalid endpoint: {text!r}",
        "write `GET /path/{{variable}}` in one code span, without query or fragment",
    ),
    "D207": error(
        "invalid parameter: {text!r}",
        "write - `name` - **(type, required)** description",
    ),
    "D208": error(
        "parameter {name!r} has no location",
        "use a variable of the path, query.<name>, headers.<name> or body",
    ),
    "D209": error(
        "invalid {kind} name {name!r}",
        "write the name without spaces, punctuation at its ends, Markdown and HTML",
    ),
    "D210": error(
        "cell does not link to a class page: {text!r}",
        "write [`NameAPI`](name-api.md)",
    ),
    "D211": error(
        "cell is not a link: {text!r}",
        "write [text](https://...), or leave the cell empty",
    ),
    "D212": error(
        "invalid entry in the list of methods: {text!r}",
        "write - [`name`](#name) - summary",
    ),
    "D213": error(
        "invalid {kind} name {name!r}",
        "write at most {longest} letters, digits, '_', '-', '.' and '$'",
    ),
    "D214": error(
        "invalid header name {name!r}",
        "use letters, digits, '-', '_' and '.', but no header of the connection",
    ),
    "D215": note(
        "name {written!r} was read as {name!r}",
        "write it in backticks to keep every character",
    ),
    "D216": note(
        "{name!r} mentions deprecation but has no deprecation notice, so it is not "
        "marked deprecated",
        "write > This method is deprecated. below the summary if it is deprecated",
    ),
    "D217": warning(
        "line contains a hidden character: {character}",
        "remove the character",
    ),
    "D218": warning(
        "{kind} name {name} is misleading: {reason}",
        "write it with visible letters of one script",
    ),
    "D219": warning(
        "{kind} name {name} looks like {other} at {first}",
        "rename one of them, or make them the same",
    ),
    "D220": error(
        "unknown type {type!r}",
        "use str, int, float, bool, date, datetime, object, list[X], dict(str, X), or "
        "a link to a model: [X](X)",
    ),
    "D221": error(
        "unknown note: {text!r}",
        "write [optional], [default to X] and <br />**Values**: a, b, in this order",
    ),
    "D222": error(
        "method {name!r} does not begin with its signature: {text!r}",
        "write > [**Type**](Type) {name}(argument, optional=optional)",
    ),
    "D223": error(
        "list of required permissions is empty",
        "write * domain:entity:action, or 'Requires no permissions'",
    ),
    "D224": error(
        "method {name!r} has no endpoint",
        "write 'Wraps GET /path', or **GET** /path in the table of methods",
    ),
    "D225": error(
        "endpoint {endpoint!r} differs from {other!r} in the table of methods",
        "correct one of the two",
    ),
    "D226": warning(
        "signature and parameters of method {name!r} differ: {names}",
        "add the names to the one that lacks them",
    ),
    "D227": error(
        "invalid row in the table of methods: {text!r}",
        "write |[**name**](#name) | summary|, each name once",
    ),
    "D228": warning(
        "not the name of a permission, so those of the method are unknown: {text!r}",
        "write * domain:entity:action",
    ),
    "D229": warning(
        "signature of method {name!r} returns {signed!r}, its section says "
        "{returned!r}",
        "correct the signature; mdclient uses the section",
    ),
}
