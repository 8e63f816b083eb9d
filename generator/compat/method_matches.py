"""The methods of two clients, and the successors of the old ones."""

from collections.abc import Mapping

import msgspec

from ..model import ApiSpec, Operation
from ..naming import Names, OperationNames
from ..operation_matching import match_calls
from .snapshot import Snapshot


class Method(msgspec.Struct, frozen=True):
    """A method of an API class: the operation that it calls, and its names."""

    api: str
    operation: Operation
    names: OperationNames

    @property
    def key(self) -> str:
        """``LicenseAPI.getLicenseUsers``."""
        return f"{self.api}.{self.operation.name}"


class MethodMatches(msgspec.Struct, frozen=True):
    """Methods by key, before and after, and the successors of the old ones.

    A successor has the same effect in the same class. There may be none.
    """

    before: Mapping[str, Method]
    after: Mapping[str, Method]
    successors: Mapping[str, Method]


def match_methods(snapshot: Snapshot, spec: ApiSpec, names: Names) -> MethodMatches:
    """Follow the methods of the last generation."""
    before, after = _methods(snapshot.spec, snapshot.names), _methods(spec, names)
    successors = {
        pair.old.key: after[pair.new.key] for pair in match_calls(snapshot.spec, spec)
    }
    return MethodMatches(before, after, successors)


def _methods(spec: ApiSpec, names: Names) -> dict[str, Method]:
    methods = (
        Method(api.name, operation, own)
        for api in spec.apis
        for operation, own in zip(
            api.operations, names.apis[api.name].operations, strict=True
        )
    )
    return {method.key: method for method in methods}
