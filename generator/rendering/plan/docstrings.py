"""Docstrings: summary, arguments, results, errors and source page."""

from collections import defaultdict

from ...model import ApiClass, Field, Operation, Parameter
from .. import escaping
from ..escaping import LINE_LENGTH, wrap
from .annotations import Operands

_MARGIN = "    "

_INTERVAL = (
    "An ISO 8601 interval, two times separated by a slash: "
    "``2025-01-01T00:00:00Z/2025-01-02T00:00:00Z``."
)

_PREVIEW = "Preview: may change at any time without notice, even incompatibly."

_WIDTH = LINE_LENGTH - 8
"""Of a method's docstring, which stands eight spaces in."""


def api_doc(api: ApiClass) -> str:
    """Return the docstring of an API class."""
    return (
        f"{api.description or api.name}\n\n"
        "All methods take ``options`` of one call, such as timeout and headers.\n\n"
        f"{_source(api)}"
    )


def deprecation(operation: Operation) -> str:
    """Return the message of PEP 702 in the documents' words; empty if not deprecated.

    It includes the summary, where the documents name the replacement.
    """
    if not operation.deprecated:
        return ""
    summary = " ".join(operation.summary.split())
    return f"{operation.name}: {operation.deprecation} {summary}".rstrip()


def full_description(item: Field) -> str:
    """Return the documented text of a property or a parameter."""
    parts = [item.description]
    if item.format == "interval":
        parts.append(_INTERVAL)
    if item.values:
        known = ", ".join(map(escaping.string, item.values))
        parts.append(f"Known values: {known}; others are valid.")
    if item.default is not None:
        default = str(item.default)
        if isinstance(item.default, str):
            default = escaping.string(item.default)
        parts.append(f"Default of the server: {default}.")
    return "\n\n".join(part for part in parts if part)


def operation_doc(
    operation: Operation,
    arguments: list[tuple[str, Parameter]],
    returned: Operands,
) -> str:
    """Return the docstring of a method."""
    parts = [
        operation.summary or operation.name,
        operation.description,
        f"Deprecated: {operation.deprecation}" if operation.deprecated else "",
        _PREVIEW if operation.preview else "",
        f"``{operation.method} {operation.path}``",
        permissions_text(operation),
        _arguments(arguments),
        _returns(operation, returned),
        _raises(operation),
    ]
    return "\n\n".join(part for part in parts if part)


def permissions_text(operation: Operation) -> str:
    """Return the required permissions in words; empty if they are not documented."""
    permissions = operation.permissions
    if permissions is None:
        return ""
    if not permissions.names:
        return "Requires no permissions."
    return f"Requires {permissions.require} of: {', '.join(permissions.names)}."


def alias_doc(method: str) -> str:
    """Return the docstring of a method under its old name."""
    return f"Deprecated alias of `{method}`, with the same arguments."


def iterator_doc(method: str, max_items: str, resume_from: str) -> str:
    """Return the docstring of the method that turns the pages of another."""
    lines = [
        _entry(max_items, "Maximum number of items; None for all."),
        _entry(resume_from, "``resume_token`` of an earlier loop, to continue it."),
    ]
    return "\n".join(
        [
            f"Iterate over all items of `{method}`, page by page.",
            "",
            f"Takes the arguments of `{method}`. ``.pages()`` yields whole pages.",
            "",
            "Args:",
            *lines,
            "",
            "Raises:",
            _entry("PagingError", "The server repeats pages."),
            _entry("APIError", f"As `{method}`."),
        ]
    )


def _arguments(arguments: list[tuple[str, Parameter]]) -> str:
    if not arguments:
        return ""
    lines = ["Args:"]
    for name, parameter in arguments:
        text = full_description(parameter) or "No description."
        lines.append(_entry(name, text))
    return "\n".join(lines)


def _entry(name: str, text: str) -> str:
    """Return an entry of a section, its lines after the first hanging."""
    first, *rest = text.split("\n")
    lines = [
        *wrap(f"{_MARGIN}{name}: {first}", _WIDTH, hanging=4),
        *(
            part
            for line in rest
            for part in wrap(f"{_MARGIN * 2}{line.strip()}", _WIDTH)
        ),
    ]
    return "\n".join(lines)


def _returns(operation: Operation, returned: Operands) -> str:
    rows = [
        row for row in operation.responses if row.is_success or row.status == "default"
    ]
    if not rows:
        return "Returns:\n    None: The documentation lists no result."
    lines = ["Returns:"]
    for row in rows:
        type_ = row.type.notation if row.type and row.is_success else "None"
        lines.append(_entry(row.status, f"{type_}. {row.description}".rstrip()))
    return "\n".join(lines)


def _raises(operation: Operation) -> str:
    """Return the documented errors, statuses of one type together."""
    statuses: defaultdict[str, list[str]] = defaultdict(list)
    for row in operation.responses:
        if not row.is_success and row.status != "default":
            statuses[row.type.notation if row.type else "no body"].append(row.status)
    documented = "; ".join(
        f"{', '.join(codes)} ({type_})" for type_, codes in statuses.items()
    )
    text = (
        f"Status {documented}, or any other." if documented else "Any status but 2xx."
    )
    return f"Raises:\n{_entry('APIStatusError', text)}"


def _source(api: ApiClass) -> str:
    return f"Source: {api.file}" + (f", {api.url}" if api.url else "")
