"""Corrections of pagination by overlays."""

from msgspec.structs import replace

from ..config import Config, PagingOverlay, PagingRule
from ..diagnostics import Diagnostics
from ..model import ApiClass, ApiSpec, Operation
from ..parsing import paged_by
from .assertions import Assertions
from .fields import correction


class Pager:
    """Corrects how operations are paged."""

    def __init__(
        self,
        assertions: Assertions,
        spec: ApiSpec,
        config: Config,
        diagnostics: Diagnostics,
    ) -> None:
        self._assertions = assertions
        self._definitions = {each.name: each for each in spec.definitions}
        self._items = config.paging.items
        self._diagnostics = diagnostics

    def api(self, api: ApiClass) -> ApiClass:
        """Return a class whose operations are paged as they should."""
        if not self._assertions.has(api.name):
            return api
        operations = (self._operation(api.name, each) for each in api.operations)
        return replace(api, operations=tuple(operations))

    def _operation(self, api: str, operation: Operation) -> Operation:
        assertion = self._assertions.of("operation", api, operation.name).get("paging")
        if assertion is None or not isinstance(assertion.value, PagingOverlay):
            return operation
        name = f"{api}.{operation.name}"
        wanted = assertion.value
        paging = paged_by(
            _rule(wanted), operation, self._definitions, self._items_of(wanted)
        )
        if (reason := _mistake(wanted)) or (paging is None and wanted.style != "none"):
            reason = reason or "paging names an undocumented parameter or property"
            self._diagnostics.add("C105", assertion.span, name=name, reason=reason)
            return operation
        before = operation.paging.style if operation.paging else None
        corrections = correction(
            name,
            "paging",
            assertion,
            before,
            self._diagnostics,
            same=paging == operation.paging,
        )
        return replace(
            operation,
            paging=paging,
            corrections=(*operation.corrections, *corrections),
        )

    def _items_of(self, wanted: PagingOverlay) -> tuple[str, ...]:
        return (wanted.items,) if wanted.items else self._items


def _rule(wanted: PagingOverlay) -> PagingRule:
    return PagingRule(
        style=wanted.style,
        parameters=(wanted.parameter,) if wanted.parameter else (),
        next=wanted.next,
        last=wanted.last,
    )


def _mistake(wanted: PagingOverlay) -> str:
    """Return what a style requires and the overlay lacks."""
    if wanted.style in ("number", "offset", "cursor") and not wanted.parameter:
        return f"style {wanted.style!r} must have a parameter"
    if wanted.style in ("cursor", "link") and not wanted.next:
        return f"style {wanted.style!r} must have a next property"
    return ""
