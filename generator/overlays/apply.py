"""Puts overlays on a drop: first the facts of single nodes, then paging by these."""

from msgspec.structs import replace

from ..config import Config
from ..diagnostics import Diagnostics
from ..model import ApiClass, ApiSpec, Definition, Operation, Response
from ..parsing import with_paging
from .assertions import Claim, Claimed, Claims, collect
from .fields import correct_field, correction, notation
from .pagination import Pager


def apply_overlays(spec: ApiSpec, config: Config, diagnostics: Diagnostics) -> ApiSpec:
    """The drop as the overlays of a configuration have it.

    What does not apply, is needless or contradicts is diagnosed; the result is of use
    only when there is no error among that.
    """
    claimed = collect(config.overlay, spec, diagnostics)
    corrector = _Corrector(claimed, diagnostics)
    corrected = ApiSpec(
        apis=tuple(map(corrector.api, spec.apis)),
        definitions=tuple(map(corrector.definition, spec.definitions)),
    )
    paged = with_paging(corrected, config.paging)
    pager = Pager(claimed, paged, config, diagnostics)
    return replace(paged, apis=tuple(map(pager.api, paged.apis)))


class _Corrector:
    """Corrects single facts."""

    def __init__(self, claimed: Claimed, diagnostics: Diagnostics) -> None:
        self._claimed = claimed
        self._diagnostics = diagnostics

    def definition(self, definition: Definition) -> Definition:
        """A definition with all of its properties right."""
        if not self._claimed.has(definition.name):
            return definition
        properties = tuple(
            (
                correct_field(
                    f"{definition.name}.{property_.name}",
                    property_,
                    claims,
                    self._diagnostics,
                )
                if (claims := self._of_property(definition, property_.name))
                else property_
            )
            for property_ in definition.properties
        )
        return replace(definition, properties=properties)

    def _of_property(self, definition: Definition, name: str) -> Claims:
        return self._claimed.of("property", definition.name, name)

    def api(self, api: ApiClass) -> ApiClass:
        """A class with all of its operations right, but for their paging."""
        if not self._claimed.has(api.name):
            return api
        operations = (self._operation(api.name, each) for each in api.operations)
        return replace(api, operations=tuple(operations))

    def _operation(self, api: str, operation: Operation) -> Operation:
        path = (api, operation.name)
        parameters = tuple(
            (
                correct_field(".".join(inside), parameter, claims, self._diagnostics)
                if (claims := self._claimed.of("parameter", *inside))
                else parameter
            )
            for parameter in operation.parameters
            for inside in [(*path, parameter.location, parameter.name)]
        )
        responses = tuple(self._response(path, row) for row in operation.responses)
        right = replace(operation, parameters=parameters, responses=responses)
        claim = self._claimed.of("operation", *path).get("deprecated")
        return right if claim is None else self._deprecated(path, right, claim)

    def _response(self, path: tuple[str, str], row: Response) -> Response:
        claim = self._claimed.of("response", *path, row.status).get("type")
        if claim is None:
            return row
        corrections = correction(
            ".".join((*path, row.status)),
            "type",
            claim,
            notation(row.type),
            self._diagnostics,
            same=row.type == claim.value,
        )
        return replace(row, type=claim.value, corrections=corrections)

    def _deprecated(
        self, path: tuple[str, str], operation: Operation, claim: Claim
    ) -> Operation:
        said = operation.deprecated and (operation.deprecation or True)
        corrections = correction(
            ".".join(path),
            "deprecated",
            claim,
            said,
            self._diagnostics,
            same=said == claim.value,
        )
        return replace(
            operation,
            deprecated=bool(claim.value),
            deprecation=claim.value or "",
            corrections=corrections,
        )
