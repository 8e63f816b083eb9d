"""Outlines of API classes for the files about the whole client."""

from collections.abc import Iterable

from ...compat import Alias
from ...model import ApiClass
from ...naming import ApiNames
from .. import line_breaking
from .docstrings import api_doc, deprecation, permissions_text
from .plan_types import AccessPlan, ApiOutline, OperationOutline


def outline(api: ApiClass, own: ApiNames, aliases: Iterable[Alias]) -> ApiOutline:
    """Return an API class in outline; ``aliases`` are those of its operations."""
    operations = {
        operation.name: OperationOutline(
            name=names.method,
            method=operation.method,
            path=operation.path,
            iterator=names.iterator,
            deprecation=deprecation(operation),
            permissions=permissions_text(operation),
        )
        for operation, names in zip(api.operations, own.operations, strict=True)
    }
    return ApiOutline(
        name=api.name,
        attribute=own.attribute,
        class_name=own.class_name,
        module=own.module,
        summary=summary(api),
        access=access(own),
        operations=tuple(operations.values()),
        aliases=tuple(
            _renamed(operations[alias.operation], alias) for alias in aliases
        ),
    )


def _renamed(operation: OperationOutline, alias: Alias) -> OperationOutline:
    return OperationOutline(
        name=alias.method,
        method=operation.method,
        path=operation.path,
        iterator=alias.iterator if operation.iterator else "",
        deprecation=old_name(alias.method, operation.name),
        permissions="",
    )


def old_name(old: str, new: str) -> str:
    """Return the deprecation message of an alias."""
    return f"{old} is called {new} now."


def summary(api: ApiClass) -> str:
    """Return the first line of the docstring of an API class."""
    return api_doc(api).strip().partition("\n")[0]


def access(names: ApiNames) -> dict[str, AccessPlan]:
    """Return the classes of an API, by kind of client."""
    classes = {
        "sync": ("api", names.class_name),
        "async": ("api", f"Async{names.class_name}"),
        "raw": ("_raw", f"{names.class_name}WithRawResponse"),
        "async_raw": ("_raw", f"Async{names.class_name}WithRawResponse"),
        "streaming": ("_streaming", f"{names.class_name}WithStreamingResponse"),
        "async_streaming": (
            "_streaming",
            f"Async{names.class_name}WithStreamingResponse",
        ),
    }
    return {
        kind: AccessPlan(
            directory=directory,
            alias=(alias := f"_{directory.strip('_')}_{names.module}"),
            class_name=name,
            returns=line_breaking.returns((f"{alias}.{name}",), 4),
        )
        for kind, (directory, name) in classes.items()
    }
