"""The documented API, arranged for a server: routes, types, paths of resources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote, unquote

from ..config import Config
from ..diagnostics import Diagnostics
from ..model import ApiSpec, Definition, Operation, Parameter, TypeRef
from ..naming import name_everything
from .nouns import is_id, kind_of_field

_NAME = re.compile(r"\{([^{}]*)\}")


@dataclass(eq=False)
class Endpoint:
    """An operation with its full name, such as ``LicenseAPI.getLicenseUsers``."""

    name: str
    operation: Operation

    @cached_property
    def segments(self) -> list[str]:
        """The parts of the path template."""
        return self.operation.path.split("/")

    @cached_property
    def names(self) -> list[str]:
        """The names of the path parameters."""
        return _NAME.findall(self.operation.path)

    @cached_property
    def shape(self) -> str:
        """The path template without the names of its parameters."""
        return _NAME.sub("{}", self.operation.path)

    @cached_property
    def is_item(self) -> bool:
        """True if the path ends with the key of an item."""
        return self.shape.endswith("/{}")

    @cached_property
    def has_id(self) -> bool:
        """True if the path ends with the id of an item."""
        return self.is_item and self.names[-1] in self.ids

    @cached_property
    def is_job(self) -> bool:
        """True if a POST starts a job."""
        return self.segments[-1] == "jobs"

    @cached_property
    def ids(self) -> frozenset[str]:
        """The names of the path parameters that are ids."""
        formats = {
            item.name: item.format
            for item in self.operation.parameters
            if item.location == "path"
        }
        names = (name for name in self.names if is_id(name))
        return frozenset(name for name in names if formats.get(name) is None)

    @cached_property
    def success(self) -> int:
        """The status of a success that the documents name first; 200 if none."""
        rows = [row for row in self.operation.responses if row.is_success]
        return int(rows[0].status) if rows else 200

    @cached_property
    def type(self) -> TypeRef | None:
        """The type of the response of success."""
        status = str(self.success)
        rows = [row for row in self.operation.responses if row.status == status]
        return rows[0].type if rows else None

    @cached_property
    def body(self) -> Parameter | None:
        """The parameter for the body."""
        found = (p for p in self.operation.parameters if p.location == "body")
        return next(found, None)

    def error_type(self, status: int) -> TypeRef | None:
        """Return the documented type of an error."""
        rows = {row.status: row.type for row in self.operation.responses}
        return rows.get(str(status)) or rows.get("default")


@dataclass(frozen=True)
class Match:
    """An operation that a path leads to, and its path values, decoded."""

    endpoint: Endpoint
    values: Mapping[str, str]


@dataclass
class _Node:
    """Segment of the paths: below it are fixed segments, and such with parameters."""

    endpoints: dict[str, Endpoint] = field(default_factory=dict[str, Endpoint])
    fixed: dict[str, _Node] = field(default_factory=dict[str, "_Node"])
    patterns: dict[str, _Node] = field(default_factory=dict[str, "_Node"])


class SpecIndex:
    """A drop, to be looked up by path, by name and by definition."""

    def __init__(self, spec: ApiSpec, config: Config) -> None:
        self.config = config
        self._spec = spec
        self.definitions: dict[str, Definition] = {d.name: d for d in spec.definitions}
        self.operations: dict[str, Endpoint] = {}
        self.by_shape: dict[tuple[str, str], Endpoint] = {}
        self._shapes: set[str] = set()
        self._root = _Node()
        for api in spec.apis:
            for operation in api.operations:
                self._add(Endpoint(f"{api.name}.{operation.name}", operation))

    def _add(self, endpoint: Endpoint) -> None:
        method = endpoint.operation.method
        self.operations[endpoint.name] = endpoint
        self.by_shape.setdefault((method, endpoint.shape), endpoint)
        self._shapes.add(endpoint.shape)
        node = self._root
        for segment in endpoint.segments:
            below = node.patterns if "{" in segment else node.fixed
            node = below.setdefault(_NAME.sub("{}", segment), _Node())
        # The same endpoint may be documented in several classes.
        node.endpoints.setdefault(method, endpoint)

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

    def is_collection(self, endpoint: Endpoint) -> bool:
        """Return True if the path of an operation has items below it."""
        return f"{endpoint.shape}/{{}}" in self._shapes

    def match(self, method: str, raw_path: str) -> Match | None:
        """Find the operation of a request; the path is as it came, percent-encoded."""
        for node, texts in _walk(self._root, raw_path.split("/"), ()):
            endpoint = node.endpoints.get(method)
            if endpoint is not None:
                values = [unquote(text) for text in texts]
                return Match(endpoint, dict(zip(endpoint.names, values, strict=True)))
        return None

    def methods(self, raw_path: str) -> list[str]:
        """Return the methods that the documents know for a path."""
        nodes = _walk(self._root, raw_path.split("/"), ())
        return sorted({method for node, _ in nodes for method in node.endpoints})

    def item_path(self, kind: tuple[str, ...], identity: str) -> str:
        """Return the path of a resource of some kind, empty if there is none."""
        collection = self._collections.get(kind)
        return f"{collection}/{quote(identity, safe='')}" if collection else ""

    @cached_property
    def _collections(self) -> dict[tuple[str, ...], str]:
        """The shortest paths to resources by their kind."""
        found: dict[tuple[str, ...], str] = {}
        gets = (e for (method, _), e in self.by_shape.items() if method == "GET")
        for endpoint in sorted(gets, key=lambda e: len(e.operation.path)):
            if endpoint.has_id and len(endpoint.names) == 1:
                path = endpoint.operation.path.rpartition("/")[0]
                found.setdefault(kind_of_field(endpoint.names[0]), path)
        return found


def _walk(
    node: _Node, segments: Sequence[str], texts: tuple[str, ...]
) -> Iterator[tuple[_Node, tuple[str, ...]]]:
    """Yield the nodes that a path leads to; fixed text goes before parameters."""
    if not segments:
        yield node, texts
        return
    segment, *rest = segments
    if segment in node.fixed:
        yield from _walk(node.fixed[segment], rest, texts)
    for pattern, below in node.patterns.items():
        if pattern == "{}":
            if segment:
                yield from _walk(below, rest, (*texts, segment))
        elif found := _compile(pattern).fullmatch(segment):
            yield from _walk(below, rest, (*texts, *found.groups()))


def _compile(pattern: str) -> re.Pattern[str]:
    """Return the expression of a segment with text beside its parameters."""
    return re.compile("([^/]+)".join(map(re.escape, pattern.split("{}"))))
