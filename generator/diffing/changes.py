"""Kinds of changes for a user of the client, and their data.

``mdclient diff --format json`` prints the fields of `Change`, and ``docs/changes.md``
documents them, so they are an interface.
"""

from typing import Literal, get_args

import msgspec

Kind = Literal[
    "class_added",
    "class_removed",
    "operation_added",
    "operation_removed",
    "operation_renamed",
    "operation_moved",
    "endpoint_changed",
    "deprecated",
    "undeprecated",
    "paging_changed",
    "permissions_changed",
    "parameter_added",
    "parameter_removed",
    "parameter_type_changed",
    "parameter_became_required",
    "parameter_became_optional",
    "parameter_order_changed",
    "response_added",
    "response_removed",
    "response_type_changed",
    "definition_added",
    "definition_removed",
    "definition_type_changed",
    "definition_became_demanded",
    "definition_no_longer_demanded",
    "property_added",
    "property_removed",
    "property_type_changed",
    "property_became_required",
    "property_became_optional",
    "value_added",
    "name_changed",
    "text_changed",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

Class = Literal["breaking", "permissions", "additive", "documentation"]
CLASSES: tuple[Class, ...] = get_args(Class)
"""The classes of changes, the worst first."""

Text = Literal[
    "description", "summary", "deprecation", "url", "values", "default", "preview"
]
"""The name of the text that changed."""

_PLURALS = {
    "class": "classes",
    "operation": "operations",
    "parameter": "parameters",
    "response": "responses",
    "definition": "definitions",
    "property": "properties",
    "endpoint": "endpoints",
    "text": "texts",
    "name": "names",
    "value": "values",
}


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One change. A field that does not apply is None or empty.

    Names are wire names; ``old``, ``new`` and ``affects`` name an operation with its
    class (``LicenseAPI.getLicenseUsers``). ``where`` is a place in the new documents,
    or in the old ones for a removal.
    """

    kind: Kind
    class_: Class = msgspec.field(name="class")
    api: str | None = None
    operation: str | None = None
    definition: str | None = None
    property: str | None = None
    parameter: str | None = None
    location: str | None = msgspec.field(default=None, name="in")
    status: str | None = None
    text: Text | None = None
    required: bool | None = None
    old: str | None = None
    new: str | None = None
    affects: tuple[str, ...] = ()
    affects_sent: tuple[str, ...] = ()
    affects_received: tuple[str, ...] = ()
    where: str


def count_name(kind: Kind) -> str:
    """Return the count of a kind in the summary: the kind with its noun in the plural.

    ``class_added`` is counted as ``classes_added``; kinds without a noun are about
    operations (``operations_deprecated``).
    """
    noun, _, rest = kind.partition("_")
    if noun in _PLURALS:
        return f"{_PLURALS[noun]}_{rest}"
    return f"operations_{kind}"
