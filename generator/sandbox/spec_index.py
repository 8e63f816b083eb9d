"""The documented API, arranged for a server: routes, definitions, pagination."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from ..config import Config
from ..diagnostics import Diagnostics
from ..model import ApiSpec, Definition, Operation
from ..naming import name_everything

_NAME = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Endpoint:
    """An operation with its full name, such as ``LicenseAPI.getLicenseUsers``."""

    name: str
    operation: Operation
    pattern: re.Pattern[str]

    @property
    def success(self) -> int:
        """The status of a success that the documents name first; 200 if none."""
        rows = [row for row in self.operation.responses if row.is_success]
        return int(rows[0].status) if rows else 200


@dataclass(frozen=True)
class Match:
    """An operation that a path leads to, and its path values, decoded."""

    endpoint: Endpoint
    values: Mapping[str, str]


class SpecIndex:
    """A drop, to be looked up by path, by name and by definition."""

    def __init__(self, spec: ApiSpec, config: Config) -> None:
        self.config = config
        self._spec = spec
        self.definitions: dict[str, Definition] = {d.name: d for d in spec.definitions}
        self.operations: dict[str, Endpoint] = {}
        self._routes: dict[tuple[str, int], list[Endpoint]] = {}
        for api in spec.apis:
            for operation in api.operations:
                self._add(f"{api.name}.{operation.name}", operation)
        for routes in self._routes.values():
            # Fixed text goes before parameters, wherever it stands.
            routes.sort(key=lambda route: route.operation.path.count("{"))

    def _add(self, name: str, operation: Operation) -> None:
        pieces = _NAME.split(operation.path)
        pattern = "".join(
            re.escape(piece) if index % 2 == 0 else "([^/]+)"
            for index, piece in enumerate(pieces)
        )
        endpoint = Endpoint(name, operation, re.compile(pattern))
        self.operations[name] = endpoint
        key = operation.method, operation.path.count("/")
        self._routes.setdefault(key, []).append(endpoint)

    @property
    def title(self) -> str:
        """The name of the API in prose."""
        return self.config.package.title

    def find(self, name: str) -> Endpoint | None:
        """Find an operation by its documented name, or that of its method.

        ``LicenseAPI.getLicenseUsers`` and ``license.get_license_users`` are the same.
        """
        return self.operations.get(name) or self._methods.get(name)

    def method_name(self, name: str) -> str:
        """Return the name of a method, such as ``license.get_license_users``.

        A name that is not that of an operation stays the same.
        """
        return self._method_names.get(name, name)

    @cached_property
    def _method_names(self) -> dict[str, str]:
        return {endpoint.name: method for method, endpoint in self._methods.items()}

    @cached_property
    def _methods(self) -> dict[str, Endpoint]:
        names = name_everything(self._spec, self.config, Diagnostics())
        return {
            f"{names.apis[api.name].attribute}.{own.method}": self.operations[
                f"{api.name}.{operation.name}"
            ]
            for api in self._spec.apis
            for operation, own in zip(
                api.operations, names.apis[api.name].operations, strict=True
            )
        }

    def match(self, method: str, raw_path: str) -> Match | None:
        """Find the operation of a request; the path is as it came, percent-encoded."""
        for route in self._routes.get((method, raw_path.count("/")), ()):
            found = route.pattern.fullmatch(raw_path)
            if found:
                names = _NAME.findall(route.operation.path)
                texts = [unquote(text, errors="strict") for text in found.groups()]
                return Match(route, dict(zip(names, texts, strict=True)))
        return None

    def methods(self, raw_path: str) -> list[str]:
        """Return the methods that the documents know for a path."""
        known = {method for method, _ in self._routes}
        return sorted(m for m in known if self.match(m, raw_path))
