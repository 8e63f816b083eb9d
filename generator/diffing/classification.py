"""Table of the classes of changes; ``docs/changes.md`` gives the reasons.

A row has a kind and a case. Cases distinguish definitions that are sent from those that
are received, if the kind alone does not decide. A test keeps this table and the
documented one equal.
"""

from collections.abc import Iterable
from typing import Literal

from .changes import CLASSES, Class, Kind

Case = Literal[
    "always",
    "new",
    "required",
    "optional",
    "sent",
    "sent, required",
    "sent, optional",
    "received",
    "success of a new type",
    "success",
    "other",
    "address",
    "names of variables",
    "gained",
    "lost or changed",
    "to any type",
]

TABLE: dict[tuple[Kind, Case], Class] = {
    ("class_added", "always"): "additive",
    ("class_removed", "always"): "breaking",
    ("operation_added", "always"): "additive",
    ("operation_removed", "always"): "breaking",
    ("operation_renamed", "always"): "breaking",
    ("operation_moved", "always"): "breaking",
    ("endpoint_changed", "address"): "breaking",
    ("endpoint_changed", "names of variables"): "documentation",
    ("deprecated", "always"): "additive",
    ("undeprecated", "always"): "additive",
    ("paging_changed", "gained"): "additive",
    ("paging_changed", "lost or changed"): "breaking",
    ("permissions_changed", "always"): "permissions",
    ("parameter_added", "required"): "breaking",
    ("parameter_added", "optional"): "additive",
    ("parameter_removed", "always"): "breaking",
    ("parameter_type_changed", "to any type"): "additive",
    ("parameter_type_changed", "other"): "breaking",
    ("parameter_became_required", "always"): "breaking",
    ("parameter_became_optional", "always"): "additive",
    ("parameter_order_changed", "always"): "breaking",
    ("response_added", "success of a new type"): "breaking",
    ("response_added", "other"): "additive",
    ("response_removed", "success"): "breaking",
    ("response_removed", "other"): "additive",
    ("response_type_changed", "always"): "breaking",
    ("definition_added", "new"): "additive",
    ("definition_added", "sent"): "additive",
    ("definition_added", "received"): "breaking",
    ("definition_removed", "always"): "breaking",
    ("definition_type_changed", "always"): "breaking",
    ("definition_became_demanded", "sent"): "breaking",
    ("definition_became_demanded", "received"): "additive",
    ("definition_no_longer_demanded", "always"): "additive",
    ("property_added", "sent, required"): "breaking",
    ("property_added", "sent, optional"): "additive",
    ("property_added", "received"): "additive",
    ("property_removed", "sent"): "additive",
    ("property_removed", "received"): "breaking",
    ("property_type_changed", "always"): "breaking",
    ("property_became_required", "sent"): "breaking",
    ("property_became_required", "received"): "additive",
    ("property_became_optional", "sent"): "additive",
    ("property_became_optional", "received"): "breaking",
    ("value_added", "always"): "additive",
    ("name_changed", "always"): "breaking",
    ("text_changed", "always"): "documentation",
}


def class_of(kind: Kind, *cases: Case) -> Class:
    """Return the class of a change; if several cases apply, the worst one."""
    return worst_class(TABLE[kind, case] for case in cases or ("always",))


def worst_class(classes: Iterable[Class]) -> Class:
    """Return the worst of some classes, by default documentation."""
    found = set(classes)
    for class_ in CLASSES:
        if class_ in found:
            return class_
    return "documentation"
