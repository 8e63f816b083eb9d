"""Diagnostics of custom templates: ``T0xx``."""

from .definition import Entry, error, note

TEMPLATES: dict[str, Entry] = {
    "T001": error(
        "there is no such folder",
        "name the folder of your templates; `mdclient templates --copy` makes one",
    ),
    "T002": error(
        "no template is called {name!r}",
        "`mdclient templates --list` shows all names",
    ),
    "T003": note(
        "this template adds a file to the client",
        "correct its name if it is to stand in for another",
    ),
    "T004": error("this cannot be used: {reason}", "correct the line"),
    "T005": error(
        "the template cannot be rendered: {reason}",
        "docs/templates.md tells what a template is given",
    ),
    "T006": error(
        "what the template makes is no {kind}, {path} line {line}: {reason}: {text!r}",
        "document text needs a filter, `string` or `docstring`",
    ),
    "T007": error(
        "these templates are for version {found} of the plan; this is version "
        "{version}",
        "compare them with those of `mdclient templates --copy`, then set the version",
    ),
    "T008": error("this cannot be read: {reason}", "check file and permissions"),
    "T009": note(
        "nothing says for which version of the plan these templates are",
        "add this file: version = {version}",
    ),
    "T011": error(
        "this template cannot add a file to the client: {reason}",
        "give the template another name",
    ),
}
