"""Diagnostics of custom templates: ``T0xx``."""

from .definition import Entry, error, note

TEMPLATES: dict[str, Entry] = {
    "T001": error(
        "directory of templates does not exist",
        "create it with `mdclient templates --copy DIR`",
    ),
    "T002": error(
        "unknown template {name!r}",
        "use a name from `mdclient templates --list`",
    ),
    "T003": note(
        "template adds a file to the client",
        "rename it if it must replace a template of `mdclient templates --list`",
    ),
    "T004": error("invalid template: {reason}", "correct the line"),
    "T005": error(
        "cannot render the template: {reason}",
        "use only the values that docs/templates.md describes",
    ),
    "T006": error(
        "template output is not valid {kind}, {path} line {line}: {reason}: {text!r}",
        "pass document text through the filter `string` or `docstring`",
    ),
    "T007": error(
        "templates must be for version {version} of the plan, not {found}",
        "compare them with those of `mdclient templates --copy DIR`, then write "
        "version = {version}",
    ),
    "T008": error("cannot read this path: {reason}", "check its permissions"),
    "T009": note(
        "templates have no plan version",
        "add this file with the line version = {version}",
    ),
    "T011": error(
        "template cannot add a file to the client: {reason}",
        "rename the template",
    ),
}
