"""Operations as data, and calls as values, without I/O."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final, Generic, Literal, Protocol, TypeVar, cast

import msgspec

from .encoding.parameters import Parameter, bind_arguments, body, header, path, query
from .encoding.query import ArrayFormats, join_arrays
from .encoding.scalars import header_value, path_segment, query_string
from .public import public

__all__ = [
    "ANY_SUCCESS",
    "Call",
    "Decoder",
    "Operation",
    "Parameter",
    "Response",
    "body",
    "header",
    "path",
    "query",
]

T_co = TypeVar("T_co", covariant=True)

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_PREFIX: Final = "_op_"
"""Start of the names of operations in the modules of API classes."""
_UNSET: Any = object()
_COMPLETE: Final = ("POST", "PUT")
"""Methods whose bodies need all required fields, unlike PATCH."""

ANY_SUCCESS: Final = "2xx"
"""Status of the row that matches any 2xx, for undocumented endpoints."""


class Decoder(Protocol):
    """Protocol of decoders of responses."""

    def decode(self, buf: bytes, /) -> Any:
        """Return the value of the JSON text `buf`."""
        ...


class Source(Protocol):
    """Protocol of streamed request bodies."""

    @property
    def size(self) -> int | None:
        """Number of bytes, or None if unknown."""
        ...

    @property
    def repeatable(self) -> bool:
        """True if the body can be read again from its start."""
        ...

    def chunks(self) -> Iterator[bytes]:
        """Yield the body from its start."""
        ...


class Response:
    """Row of an operation's status table.

    Attributes:
        status: Three digits, or ``default``.
        description: The documents' words.
    """

    __slots__ = ("_decoder", "_thunk", "_type", "description", "status")

    def __init__(
        self, status: str, type_thunk: Callable[[], Any] | None, description: str
    ) -> None:
        self.status = status
        self.description = description
        self._thunk = type_thunk
        self._type: Any = None if type_thunk is None else _UNSET
        self._decoder: Decoder | None = None

    def __repr__(self) -> str:
        return f"Response({self.status!r}, {self.description!r})"

    @property
    def typed(self) -> bool:
        """True if the row has a documented type; loads no model."""
        return self._thunk is not None

    @property
    def type(self) -> Any:
        """Type of the body, None if none is documented; loads models."""
        if self._type is _UNSET and self._thunk is not None:
            self._type = self._thunk()
        return self._type

    @property
    def decoder(self) -> Decoder | None:
        """Decoder of the body, created once, or None without a documented type."""
        if self._decoder is None and self._thunk is not None:
            self._decoder = msgspec.json.Decoder(self.type)
        return self._decoder


class Paging(msgspec.Struct, frozen=True):
    """Pagination of an operation.

    Attributes:
        style: ``number`` counts pages from 1, ``offset`` items from 1; ``cursor`` hands
            on a value of the response, ``link`` follows one.
        items: Python names that lead to the items of a page, with dots between.
        parameter: Wire name of the parameter that turns the page; in the body, dots
            lead into objects.
        in_body: True if the parameter is in the body.
        size_parameter: Wire name of the parameter with the page size, in the query or,
            with dots, in the body; empty for none.
        page_size: Page size that iterators request if the call has none.
        next: Python names that lead to the next cursor or link.
        last: Python names that lead to the number of pages or items; empty where the
            documents have none: then an empty page is the last.
    """

    style: Literal["number", "offset", "cursor", "link"]
    items: str = ""
    parameter: str = ""
    next: str = ""
    last: str = ""
    in_body: bool = False
    size_parameter: str = ""
    page_size: int = 0


@public
class PermissionSet(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """Permissions that an operation requires; empty if it requires none.

    Attributes:
        any_of: Permissions of which one is enough.
        all_of: Permissions that are all required.
    """

    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.any_of:
            return f"any of: {', '.join(self.any_of)}"
        return f"all of: {', '.join(self.all_of)}" if self.all_of else "no permissions"


def any_of(*names: str) -> PermissionSet:
    """Return permissions of which one is enough."""
    return PermissionSet(any_of=names)


def all_of(*names: str) -> PermissionSet:
    """Return permissions that are all required."""
    return PermissionSet(all_of=names)


class Call(msgspec.Struct, Generic[T_co], frozen=True):
    """Operation with checked arguments, ready to send.

    Attributes:
        operation: Operation.
        path: Path below the base URL, percent-encoded.
        query: Names and values of the query, in order, not encoded; of an array, a pair
            for each item.
        headers: Header fields from the arguments.
        content: JSON body, or None for no content.
        raw_query: A query to be sent as it is, such as that of a link; it goes first.
        source: Source of the body while the client sends it, instead of `content`.
    """

    operation: "Operation[T_co]"
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes | None = None
    raw_query: str = ""
    source: Source | None = None

    @property
    def target(self) -> str:
        """Path and query of the request, with the default array formats."""
        return self.target_as(None)

    def target_as(self, formats: ArrayFormats | None) -> str:
        """Return path and query of a request.

        Args:
            formats: Formats of arrays that differ from the default.
        """
        query = self.query
        if len(query) > 1:
            query = join_arrays(
                self.operation.name, self.operation.parameters, query, formats
            )
        if self.raw_query:
            more = f"&{query_string(query)}" if query else ""
            return f"{self.path}?{self.raw_query}{more}"
        return f"{self.path}?{query_string(query)}" if query else self.path

    def __repr__(self) -> str:
        return f"Call({self.operation.name}: {self.operation.method} {self.path})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        # Without what may be secret, which msgspec's own one has.
        return [("operation", self.operation), ("path", self.path)]


@public
class Operation(Generic[T_co]):
    """Documented operation of the API; immutable.

    Attributes:
        name: Name in the documents with that of its class,
            ``LicenseAPI.getLicenseUsers``.
        method: HTTP method.
        path: Template of the path, with ``{name}`` for each path parameter.
        parameters: The parameters: those of the path in the order of the URL, the body,
            then the others, required ones first.
        paging: Pagination; None without.
        permissions: Required permissions; None if they are not documented.
        safe: True for a POST that only reads, so that the client retries it like a GET.
    """

    __slots__ = (
        "_pieces",
        "_responses",
        "_rows",
        "method",
        "name",
        "paging",
        "parameters",
        "path",
        "permissions",
        "safe",
    )

    name: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    paging: Paging | None
    permissions: PermissionSet | None
    safe: bool
    _rows: tuple[Response, ...]
    _responses: Mapping[str, Response] | None
    _pieces: list[str] | None

    def __init__(
        self,
        name: str,
        method: str,
        path: str,
        parameters: Iterable[Parameter],
        responses: Iterable[Response],
        paging: Paging | None = None,
        permissions: PermissionSet | None = None,
        safe: bool = False,
    ) -> None:
        assign = super().__setattr__
        assign("name", name)
        assign("method", method)
        assign("path", path)
        assign("parameters", tuple(parameters))
        assign("paging", paging)
        assign("permissions", permissions)
        assign("safe", safe)
        assign("_rows", tuple(responses))
        assign("_responses", None)
        assign("_pieces", None)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{self.name} is immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{self.name} is immutable")

    def __repr__(self) -> str:
        return f"Operation({self.name}: {self.method} {self.path})"

    @property
    def responses(self) -> Mapping[str, Response]:
        """Status table: rows by status, in documented order."""
        responses = self._responses
        if responses is None:
            responses = MappingProxyType({row.status: row for row in self._rows})
            super().__setattr__("_responses", responses)
        return responses

    def __call__(self, /, *given: object, **named: object) -> Call[T_co]:
        """Check arguments and return a call; None means that an argument is absent.

        Args:
            given: Values of the path, in the order of the URL, then the body.
            named: All others, by their names in Python; these may have theirs, too.

        Raises:
            TypeError: A required argument is missing, there is none of a name, or one
                is of the wrong type.
            ValueError: A value that cannot be sent.
        """
        return self.with_values(
            *bind_arguments(self.name, self.parameters, given, named)
        )

    def with_values(self, *values: object) -> Call[T_co]:
        """Return a call for a method of an API class, which passes all arguments.

        Other code must call the operation, since the order of `parameters` outside path
        and body may change with every version.

        Args:
            values: One for each of `parameters`, in their order.
        """
        if len(values) != len(self.parameters):
            raise TypeError(f"{self.name} takes {len(self.parameters)} values")
        missing = [
            parameter.label()
            for parameter, value in zip(self.parameters, values, strict=True)
            if value is None and parameter.required
        ]
        if missing:
            raise TypeError(f"{self.name} needs {', '.join(missing)}")
        try:
            return self._make_call(values)
        except (TypeError, ValueError):
            pass
        try:
            # Once more for the message: calls that are in order make no labels.
            return self._make_call(values, labelled=True)
        except (TypeError, ValueError) as error:
            # Only these two kinds leave here, each with nothing but a text.
            kind = TypeError if isinstance(error, TypeError) else ValueError
            text = f"{self.name}: {error}"
        raise kind(text)

    def _make_call(
        self, values: tuple[object, ...], labelled: bool = False
    ) -> Call[T_co]:
        segments: dict[str, str] = {}
        pairs: list[tuple[str, str]] = []
        headers: list[tuple[str, str]] = []
        content: bytes | None = None
        for parameter, value in zip(self.parameters, values, strict=True):
            if value is None:
                continue
            name = parameter.name
            if parameter.location == "body":
                content = parameter.content(value, complete=self.method in _COMPLETE)
                continue
            texts = parameter.texts(value, labelled)
            where = parameter.label() if labelled else name
            if parameter.location == "query":
                pairs += [(name, text) for text in texts]
            elif parameter.location == "path":
                encoded = [path_segment(text, where) for text in texts or [""]]
                segments[name] = ",".join(encoded)
            elif texts:
                headers.append((name, header_value(", ".join(texts), where)))
        return Call(
            self, self._filled_path(segments), tuple(pairs), tuple(headers), content
        )

    def _filled_path(self, segments: Mapping[str, str]) -> str:
        if not segments:
            return self.path
        pieces = self._pieces
        if pieces is None:
            # Literal text and names by turns.
            pieces = _PLACEHOLDER.split(self.path)
            super().__setattr__("_pieces", pieces)
        return "".join(
            [
                piece if index % 2 == 0 else segments[piece]
                for index, piece in enumerate(pieces)
            ]
        )


def operations_by_method(module: object) -> dict[str, Operation[Any]]:
    """Return the operations of an API's module by the names of their methods."""
    return {
        name.removeprefix(_PREFIX): value
        for name, value in vars(module).items()
        if name.startswith(_PREFIX)
    }


class Operations(Mapping[str, Operation[Any]]):
    """Operations by documented name, such as ``LicenseAPI.getLicenseUsers``.

    Looking one up imports the module of its class, iterating imports all of them.
    """

    def __init__(
        self,
        package: str,
        modules: Mapping[str, str],
        attributes: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Store the name of the client's package, and its modules by class name.

        `attributes` are those of the client whose modules have other names.
        """
        self._package = package
        self._modules = dict(modules)
        self._attributes = attributes
        self._loaded: dict[str, dict[str, Operation[Any]]] = {}

    def __repr__(self) -> str:
        return f"<operations of {self._package}>"

    def permissions(self, names: Iterable[str]) -> tuple[PermissionSet, ...]:
        """Return the permissions that calls of these operations require, each set once.

        A role must fulfil all sets.

        Args:
            names: Names of operations, in Python (``license.get_license_users``) or in
                the documents (``LicenseAPI.getLicenseUsers``).

        Raises:
            KeyError: There is no operation of a name.
            LookupError: The permissions of an operation are not documented.
        """
        found: dict[PermissionSet, None] = {}
        for name in names:
            operation = self.get(name) or self._by_python_name(name)
            if operation.permissions is None:
                raise LookupError(f"permissions of {name} are not documented")
            if operation.permissions != PermissionSet():
                found[operation.permissions] = None
        return tuple(found)

    def _by_python_name(self, name: str) -> Operation[Any]:
        attribute, _, method = name.rpartition(".")
        module = self._attributes.get(attribute, attribute)
        if module in self._modules.values():
            members = operations_by_method(import_module(f"{self._package}.{module}"))
            if method in members:
                return members[method]
        raise KeyError(name)

    def __getitem__(self, name: str) -> Operation[Any]:
        parts = name.split(".")
        # Names of classes may hold dots, and so may those of operations.
        for end in range(1, len(parts)):
            api = ".".join(parts[:end])
            if api in self._modules and name in self._operations_of(api):
                return self._operations_of(api)[name]
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        for api in self._modules:
            yield from self._operations_of(api)

    def __len__(self) -> int:
        return sum(len(self._operations_of(api)) for api in self._modules)

    def _operations_of(self, api: str) -> dict[str, Operation[Any]]:
        if api not in self._loaded:
            module = import_module(f"{self._package}.{self._modules[api]}")
            listed = cast("list[Operation[Any]]", vars(module)["_operations"])
            self._loaded[api] = {operation.name: operation for operation in listed}
        return self._loaded[api]
