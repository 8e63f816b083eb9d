"""The catalogue: every diagnostic, with its severity, its message and its hint.

Messages and hints are ``str.format`` templates over the fields that the reporting code
gives. Codes: ``C0xx`` configuration, ``D0xx`` input and files, ``D1xx`` structure of a
page, ``D2xx`` single facts, ``D3xx`` what pages say about each other, ``N0xx`` names,
``W0xx`` writing.
"""

from typing import Literal

import msgspec

Severity = Literal["error", "warning", "note"]
"""Errors stop the run after their stage, warnings stop a strict run, notes stop
nothing."""


class Entry(msgspec.Struct, frozen=True):
    """One kind of diagnostic: how bad it is, what it says, what to do about it."""

    severity: Severity
    message: str
    hint: str


def _error(message: str, hint: str) -> Entry:
    return Entry("error", message, hint)


def _warning(message: str, hint: str) -> Entry:
    return Entry("warning", message, hint)


def _note(message: str, hint: str) -> Entry:
    return Entry("note", message, hint)


CONFIGURATION: dict[str, Entry] = {
    "C001": _error(
        "the configuration cannot be read: {reason}",
        "name an existing TOML file in UTF-8",
    ),
    "C002": _error("this is not TOML: {reason}", "correct the syntax"),
    "C003": _error(
        "unknown key {key!r} in {table}", "the keys of {table} are: {known}"
    ),
    "C004": _error("{key!r} is not valid: {reason}", "correct the value"),
}

INPUT: dict[str, Entry] = {
    "D001": _error(
        "there is no such folder",
        "name the folder that holds classes/ and definitions/",
    ),
    "D002": _error(
        "this is not a folder", "name the folder that holds classes/ and definitions/"
    ),
    "D003": _error(
        "no page of an API class was found",
        "pages are called classes/<name>-api.md, or <name>-api.md right in the folder",
    ),
    "D004": _error(
        "the page is not UTF-8: {reason}", "save the page in UTF-8 without other bytes"
    ),
    "D005": _error("this cannot be read: {reason}", "check file and permissions"),
    "D006": _error(
        "the page is a link that leaves the folder of the documents",
        "put the page itself in the place of the link",
    ),
    "D007": _error(
        "no kind of page is called like this",
        "pages are called classes/api-classes.md, classes/<name>-api.md and "
        "definitions/<name>-definition.md",
    ),
    "D008": _warning(
        "a folder inside {parent} is not read",
        "move its pages up, or hide the folder with a leading dot",
    ),
    "D009": _warning(
        "a Markdown file that is no page is left out",
        "pages are called api-classes.md, <name>-api.md and <name>-definition.md",
    ),
    "D010": _warning(
        "there is no index of the classes; all {count} class pages count",
        "add classes/api-classes.md",
    ),
    "D011": _error("this is no file", "put the page itself in its place"),
}

STRUCTURE: dict[str, Entry] = {
    "D101": _error(
        "the page does not begin with its title, {expected}",
        "make the title the first heading and the first line",
    ),
    "D102": _error(
        "{owner} has no section {section!r}",
        "add the heading, or correct its spelling or level",
    ),
    "D103": _error(
        "{owner} has the section {section!r} twice, first in line {first}",
        "merge the two sections",
    ),
    "D104": _error("the heading {heading!r} stands in a wrong place", "{expected}"),
    "D105": _error(
        "nothing reads this text: {text!r}",
        "give it the form that the texts, rows or items around it have, or remove it",
    ),
    "D106": _warning(
        "a heading inside a text is kept as text: {heading!r}",
        "correct its spelling or level if it is to open a section",
    ),
    "D107": _error("a block of code opens here and is never closed", "close the fence"),
    "D108": _error("{owner} has no table with the columns {columns}", "add the table"),
    "D109": _error("the table has no column {column!r}", "its columns are: {present}"),
    "D110": _warning(
        "the column {column!r} is not read", "columns known here: {known}"
    ),
    "D111": _error("the table has the column {column!r} twice", "rename one of them"),
    "D112": _error(
        "this row has {count} of {columns} cells: {text!r}",
        "separate the cells by pipes",
    ),
    "D113": _warning(
        "the line of dashes below the table's head is missing", "add {dashes}"
    ),
    "D114": _warning(
        "this text before the table is not read: {text!r}",
        "before a status table stands one sentence, which begins with 'A promise that'",
    ),
    "D115": _warning(
        "a list item without a parameter is taken as part of the description of "
        "{parameter!r}: {text!r}",
        "write `name` - **(type, required)** if it is a parameter",
    ),
    "D116": _warning(
        "a deprecation outside of the summary is kept as text",
        "move the block above the first section of the operation",
    ),
    "D117": _warning(
        "a quote that does not say that the method is deprecated is kept as text: "
        "{text!r}",
        "a deprecation says 'This method is deprecated'",
    ),
    "D118": _warning(
        "what looks like a row or a parameter is kept as text: {text!r}",
        "move it into its table or list",
    ),
    "D119": _error(
        "a comment holds what may be a fact and is not read: {text!r}",
        "remove the comment, or the marks around what it holds",
    ),
    "D120": _warning(
        "a comment stands where facts are read: {text!r}",
        "remove the comment; in a description it is text",
    ),
    "D121": _error(
        "a second head, or a line of dashes, inside of a table: {text!r}",
        "make it one table: a head, a line of dashes, then the rows",
    ),
    "D122": _warning(
        "{owner} has no table; it has no properties",
        "write 'This definition does not have any properties.' if this is so",
    ),
    "D123": _error("a comment opens here and is never closed", "close it with -->"),
}

FACTS: dict[str, Entry] = {
    "D201": _error(
        "unknown type {type!r}",
        "types are string, number, boolean, object, Array[], a link to a definition, "
        "and arrays of these",
    ),
    "D202": _error(
        "the type {type!r} does not link to a page of a definition",
        "write [Name](name-definition.md)",
    ),
    "D203": _error("required is {value!r}, neither Yes nor No", "write Yes or No"),
    "D204": _error(
        "{value!r} is no HTTP status", "statuses are 100 to 599 and `default`"
    ),
    "D205": _error(
        "unknown HTTP method {method!r}",
        "methods are GET, POST, PUT, PATCH, DELETE, HEAD and OPTIONS",
    ),
    "D206": _error(
        "this is no endpoint: {text!r}",
        "write one code span, `GET /path/{{variable}}`, without query or fragment",
    ),
    "D207": _error(
        "this is no parameter: {text!r}",
        "write - `name` - **(type, required)** description",
    ),
    "D208": _error(
        "it is unknown where the parameter {name!r} goes",
        "parameters are in the path, or called query.<name>, headers.<name> or body",
    ),
    "D209": _error("{name!r} is no name of a {kind}", "names hold no white space"),
    "D210": _error(
        "this names no page of a class: {text!r}", "write [`NameAPI`](name-api.md)"
    ),
    "D211": _error("this is no link: {text!r}", "write [text](https://...) or nothing"),
    "D212": _error(
        "this is no entry of the list of methods: {text!r}",
        "write - [`name`](#name) - summary",
    ),
    "D213": _error(
        "{name!r} is no name of a {kind}",
        "names are letters, digits, '_', '-', '.' and '$', {longest} at most",
    ),
    "D214": _error(
        "a call cannot send a header called {name!r}",
        "names are tokens of RFC 9110, and none of those that frame a message",
    ),
    "D215": _note(
        "the name {written!r} is read as {name!r}",
        "put it in backticks to have every character count",
    ),
}

CROSS: dict[str, Entry] = {
    "D301": _error(
        "the {kind} {name!r} is documented twice, first at {first}",
        "remove one of them",
    ),
    "D302": _warning(
        "no page {page!r} for the definition {name!r}; it becomes an open type "
        "(references: {count}, the first here)",
        "add the page",
    ),
    "D303": _error(
        "the link says {name!r}, its page {page!r} is about {title!r}",
        "correct the text or the target of the link",
    ),
    "D304": _error(
        "the method {name!r} is listed and has no section",
        "add the section, or remove the entry from the list",
    ),
    "D305": _error(
        "the method {name!r} has a section and is not listed",
        "add it to the list under 'Methods', or remove the section",
    ),
    "D306": _error(
        "the path {path!r} has a variable {name!r} and no parameter fills it",
        "add a parameter of this name",
    ),
    "D307": _error("the index names a page {page!r} that is not there", "add the page"),
    "D308": _error(
        "the index does not name this page", "add it to the index, or remove the page"
    ),
    "D309": _error(
        "the index says {name!r}, the page {page!r} is about {title!r}",
        "correct one of them",
    ),
    "D310": _warning(
        "the container {name!r} and its members do not go together: {reason}",
        "add or remove the container's own list item",
    ),
    "D311": _note(
        "the list of methods gives {name!r} another summary than its section",
        "the section's summary counts",
    ),
    "D312": _error(
        "the link says {name!r}, which has the page {page!r}; {target!r} is not there",
        "correct the target of the link",
    ),
    "D313": _error("the index names no class", "add the classes, or remove the index"),
}

WRITING: dict[str, Entry] = {
    "W001": _error(
        "the target is not empty and holds no client that was made here",
        "name an empty folder, a new one, or one that an earlier run wrote",
    ),
    "W002": _error(
        "the manifest of the target is not understood: {reason}",
        "restore the file, or name another target",
    ),
    "W003": _error(
        "a file that was not made here is in the way of one that must be",
        "move the file, or replace it with --force",
    ),
    "W004": _error(
        "a generated file was edited by hand",
        "move the edit elsewhere, or give it up with --force",
    ),
    "W005": _error(
        "something that is no file is in the way: {reason}", "move it elsewhere"
    ),
    "W006": _error(
        "the journal of an interrupted run is not understood: {reason}",
        "remove the folder .mdclient from the target, then run with --force",
    ),
    "W007": _error(
        "another run is writing to this target", "run again when it is through"
    ),
    "W008": _error(
        "the target cannot be written, nothing was changed: {reason}",
        "check the free space and the permissions",
    ),
    "W009": _error(
        "the target could not be written to the end: {reason}",
        "remove the cause and run again: the run will be finished then",
    ),
    "W010": _error("the output is stale: {reason}", "run generate without --check"),
}

NAMES: dict[str, Entry] = {
    "N001": _error(
        "{name!r} makes no Python name",
        "name it in client.toml, [naming.names]: {key!r} = ...",
    ),
    "N002": _error(
        "{name!r} becomes {python_name!r}, as {other!r} at {where} does",
        "name one of the two in client.toml, [naming.names]: {key!r} = ...",
    ),
    "N004": _error(
        "{python_name!r} cannot be the name of {key!r}",
        "choose a name that Python and the client have not taken, without an "
        "underscore in front",
    ),
    "N005": _error(
        "the package has {name!r} already",
        "give the clients other names in client.toml, [package]",
    ),
    "N003": _warning(
        "the explicit name of {key!r} fits nothing in the documents",
        "correct the key in client.toml, [naming.names], or remove it",
    ),
}

CATALOGUE: dict[str, Entry] = {
    **CONFIGURATION,
    **INPUT,
    **STRUCTURE,
    **FACTS,
    **CROSS,
    **NAMES,
    **WRITING,
}
"""All diagnostics by code."""
