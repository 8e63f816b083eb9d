"""Changes in words: one line each, for terminals and for Markdown.

A message consists of fixed words and of names and types of the documents. ``Code``
marks and escapes the latter.
"""

from collections.abc import Callable

from .changes import Change
from .python_names import PythonNames

Code = Callable[[str], str]
"""Writes text of the documents so that it can do no harm where it will stand."""

_WORDS = {
    "class_added": "class added",
    "class_removed": "class removed",
    "operation_added": "added",
    "operation_removed": "removed",
    "operation_renamed": "renamed, was {old}",
    "operation_moved": "moved here, was {old}",
    "endpoint_changed": "endpoint {old} became {new}",
    "deprecated": "deprecated",
    "undeprecated": "no longer deprecated",
    "paging_changed": "paging {old} became {new}",
    "permissions_changed": "required permissions {old} became {new}",
    "parameter_added": "{need} {in} parameter {parameter} added ({new})",
    "parameter_removed": "{in} parameter {parameter} removed ({old})",
    "parameter_type_changed": "{in} parameter {parameter}: {old} became {new}",
    "parameter_became_required": "{in} parameter {parameter} became required",
    "parameter_became_optional": "{in} parameter {parameter} became optional",
    "parameter_order_changed": "positional arguments ({old}) became ({new})",
    "response_added": "response {status} added ({new})",
    "response_removed": "response {status} removed ({old})",
    "response_type_changed": "response {status}: {old} became {new}",
    "definition_added": "definition added{open}",
    "definition_removed": "definition removed",
    "definition_type_changed": "{old} became {new}",
    "definition_became_demanded": "constructor requires the required properties",
    "definition_no_longer_demanded": (
        "constructor no longer requires the required properties"
    ),
    "property_added": "{need} property {property} added ({new})",
    "property_removed": "property {property} removed ({old})",
    "property_type_changed": "property {property}: {old} became {new}",
    "property_became_required": "property {property} became required",
    "property_became_optional": "property {property} became optional",
    "value_added": "known values of {what} added: {new}",
    "name_changed": "{what} is now {new} in Python, was {old}",
    "text_changed": "{text} of {what} changed",
}
_EMPTY = "nothing"


def describe_change(change: Change, code: Code) -> str:
    """Return the message of a change, without its subject."""
    part = change.parameter or change.property or change.status
    return _WORDS[change.kind].format_map(
        {
            "old": _value(change.old, code),
            "new": _value(change.new, code),
            "need": "required" if change.required else "optional",
            "in": change.location,
            "parameter": _value(change.parameter, code),
            "property": _value(change.property, code),
            "status": _value(change.status, code),
            "text": change.text,
            "what": code(part) if part else _whole(change),
            "open": ", was untyped" if change.class_ == "breaking" else "",
        }
    )


def _value(text: str | None, code: Code) -> str:
    return code(text) if text else _EMPTY


def _whole(change: Change) -> str:
    """Return the noun for a change of a whole node."""
    if change.definition:
        return "the definition"
    if change.operation:
        return "the operation"
    return "the class" if change.api else "it"


def subject(change: Change) -> str:
    """Return the subject of a change: ``LicenseAPI.getLicenseUsers`` or ``User``.

    A node that only the configuration renamed has its old name.
    """
    if change.definition:
        return change.definition
    if change.operation:
        return f"{change.api}.{change.operation}"
    return change.api or change.old or ""


def python_names(change: Change, old: PythonNames, new: PythonNames) -> tuple[str, str]:
    """Return the old and new names in the client; empty for none."""
    return _python_name(change, old, before=True), _python_name(change, new)


def _python_name(change: Change, names: PythonNames, *, before: bool = False) -> str:
    if change.definition and change.property:
        return names.property(change.definition, change.property)
    if change.definition:
        return names.definition(change.definition)
    api, operation = change.api or "", change.operation or ""
    if not operation:
        return names.api(api)
    if before and change.kind in ("operation_renamed", "operation_moved"):
        api, _, operation = (change.old or "").partition(".")
    method = names.operation(api, operation)
    if not method or not change.parameter:
        return method
    location = change.location or ""
    argument = names.parameter(api, operation, location, change.parameter)
    return argument and f"{method}({argument})"
