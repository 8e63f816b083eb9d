"""Plan of status tables: responses of operations, and shared tables."""

from collections.abc import Iterable

from ...model import ApiClass, ApiSpec, Operation, Response, TypeRef
from .. import line_breaking
from .annotations import AnnotationWriter
from .plan_types import ResponsePlan, StatusTablePlan

_TABLE_ROW_INDENT = 8

_Rows = tuple[Response, ...]
_Content = tuple[tuple[str, TypeRef | None, str], ...]
"""The statuses and types of a table."""


class StatusTables:
    """The tables of error statuses that several operations end with, named once."""

    def __init__(self, spec: ApiSpec) -> None:
        # One look-up for each: the hash of a tuple takes long and is not kept.
        endings: dict[_Content, tuple[_Rows, list[tuple[str, str]]]] = {}
        for api in spec.apis:
            for operation in api.operations:
                rows, content = _ending(operation)
                _, users = endings.setdefault(content, (rows, []))
                users.append((api.name, operation.name))
        shared = [
            ending for ending in endings.values() if ending[0] and len(ending[1]) > 1
        ]
        self._rows = {
            f"ERRORS_{i}": rows for i, (rows, _) in enumerate(shared, start=1)
        }
        self._names = {
            user: name
            for name, (_, users) in zip(self._rows, shared, strict=True)
            for user in users
        }

    def split(self, api: ApiClass, operation: Operation) -> tuple[_Rows, str]:
        """Return the rows for an operation, and the table after them."""
        rows = operation.responses
        name = self._names.get((api.name, operation.name), "")
        return (rows[: len(rows) - len(self._rows[name])] if name else rows), name

    def names_in_order(self, used: Iterable[str]) -> list[str]:
        """Return the names of the tables that are used, by their numbers."""
        wanted = set(used)
        return [name for name in self._rows if name in wanted]

    def plan(self, writer: AnnotationWriter) -> tuple[StatusTablePlan, ...]:
        """Return all shared tables."""
        return tuple(
            StatusTablePlan(
                name=name,
                responses=tuple(
                    response_plan(row, writer, _TABLE_ROW_INDENT) for row in rows
                ),
            )
            for name, rows in self._rows.items()
        )


def _ending(operation: Operation) -> tuple[_Rows, _Content]:
    """Return the rows from 400 on that end the table."""
    rows = operation.responses
    first = len(rows)
    while first and rows[first - 1].status[0] in "45":
        first -= 1
    errors = rows[first:]
    return errors, tuple([(row.status, row.type, row.description) for row in errors])


def response_plan(row: Response, writer: AnnotationWriter, indent: int) -> ResponsePlan:
    """Return a row of a status table."""
    operands = writer.value(row.type) if row.type else ()
    return ResponsePlan(
        status=row.status,
        type=(
            line_breaking.lambda_(" | ".join(operands), indent) if operands else "None,"
        ),
        description=row.description,
    )
