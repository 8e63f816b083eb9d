"""Application of overlays: first facts of single nodes, then pagination."""

from collections.abc import Mapping

from msgspec.structs import replace

from ..config import Config, Paging, PagingOverlay, PagingRule
from ..diagnostics import Diagnostics
from ..model import ApiClass, ApiSpec, Definition, Operation, Response
from ..parsing import paged_by, with_paging
from .assertions import Asserted, Assertion, Assertions, collect_assertions
from .fields import correct_field, correction, notation
from .typing_rules import apply_typing


def apply_overlays(spec: ApiSpec, config: Config, diagnostics: Diagnostics) -> ApiSpec:
    """Return the spec with the overlays of a configuration.

    Diagnose overlays that do not apply, have no effect or contradict each other. Use
    the result only if there is no error.
    """
    spec = apply_typing(spec, config.typing)
    assertions = collect_assertions(config.overlay, spec, diagnostics)
    corrector = _Corrector(assertions, diagnostics)
    corrected = ApiSpec(
        apis=tuple(map(corrector.api, spec.apis)),
        definitions=tuple(map(corrector.definition, spec.definitions)),
    )
    paged = with_paging(corrected, config.paging)
    settings = config.paging
    definitions = {each.name: each for each in paged.definitions}
    apis = tuple(corrector.paging(api, definitions, settings) for api in paged.apis)
    return replace(paged, apis=apis)


class _Corrector:
    """Corrects single facts."""

    def __init__(self, assertions: Assertions, diagnostics: Diagnostics) -> None:
        self._assertions = assertions
        self._diagnostics = diagnostics

    def definition(self, definition: Definition) -> Definition:
        """Return a definition with all of its properties right."""
        if not self._assertions.has(definition.name):
            return definition
        properties = tuple(
            (
                correct_field(
                    f"{definition.name}.{property_.name}",
                    property_,
                    asserted,
                    self._diagnostics,
                )
                if (asserted := self._of_property(definition, property_.name))
                else property_
            )
            for property_ in definition.properties
        )
        return replace(definition, properties=properties)

    def _of_property(self, definition: Definition, name: str) -> Asserted:
        return self._assertions.of("property", definition.name, name)

    def api(self, api: ApiClass) -> ApiClass:
        """Return a class with all of its operations right, but for their paging."""
        if not self._assertions.has(api.name):
            return api
        operations = (self._operation(api.name, each) for each in api.operations)
        return replace(api, operations=tuple(operations))

    def paging(
        self,
        api: ApiClass,
        definitions: Mapping[str, Definition],
        settings: Paging,
    ) -> ApiClass:
        """Return a class with the paging of its operations corrected."""
        if not self._assertions.has(api.name):
            return api
        operations = (
            self._paged(api.name, each, definitions, settings)
            for each in api.operations
        )
        return replace(api, operations=tuple(operations))

    def _operation(self, api: str, operation: Operation) -> Operation:
        path = (api, operation.name)
        parameters = tuple(
            (
                correct_field(".".join(inside), parameter, asserted, self._diagnostics)
                if (asserted := self._assertions.of("parameter", *inside))
                else parameter
            )
            for parameter in operation.parameters
            for inside in [(*path, parameter.location, parameter.name)]
        )
        responses = tuple(self._response(path, row) for row in operation.responses)
        right = replace(operation, parameters=parameters, responses=responses)
        assertion = self._assertions.of("operation", *path).get("deprecated")
        return right if assertion is None else self._deprecated(path, right, assertion)

    def _response(self, path: tuple[str, str], row: Response) -> Response:
        assertion = self._assertions.of("response", *path, row.status).get("type")
        if assertion is None:
            return row
        corrections = correction(
            ".".join((*path, row.status)),
            "type",
            assertion,
            notation(row.type),
            self._diagnostics,
            same=row.type == assertion.value,
        )
        return replace(row, type=assertion.value, corrections=corrections)

    def _deprecated(
        self, path: tuple[str, str], operation: Operation, assertion: Assertion
    ) -> Operation:
        documented = operation.deprecated and (operation.deprecation or True)
        corrections = correction(
            ".".join(path),
            "deprecated",
            assertion,
            documented,
            self._diagnostics,
            same=documented == assertion.value,
        )
        return replace(
            operation,
            deprecated=bool(assertion.value),
            deprecation=assertion.value or "",
            corrections=corrections,
        )

    def _paged(
        self,
        api: str,
        operation: Operation,
        definitions: Mapping[str, Definition],
        settings: Paging,
    ) -> Operation:
        assertion = self._assertions.of("operation", api, operation.name).get("paging")
        if assertion is None or not isinstance(assertion.value, PagingOverlay):
            return operation
        name = f"{api}.{operation.name}"
        overlay = assertion.value
        if overlay.items:
            settings = replace(settings, items=(overlay.items,))
        paging = paged_by(_rule(overlay), operation, definitions, settings)
        if (reason := _mistake(overlay)) or (
            paging is None and overlay.style != "none"
        ):
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


def _rule(overlay: PagingOverlay) -> PagingRule:
    return PagingRule(
        style=overlay.style,
        parameters=(overlay.parameter,) if overlay.parameter else (),
        next=overlay.next,
        last=overlay.last,
    )


def _mistake(overlay: PagingOverlay) -> str:
    """Return what a style requires and the overlay lacks."""
    if overlay.style in ("number", "offset", "cursor") and not overlay.parameter:
        return f"style {overlay.style!r} must have a parameter"
    if overlay.style in ("cursor", "link") and not overlay.next:
        return f"style {overlay.style!r} must have a next property"
    return ""
