"""Mock transport that replaces the network in tests of programs that use a client."""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any, Final, TypeAlias, get_args, get_origin
from urllib.parse import unquote

import httpx
import msgspec

from .config.platform import Platform
from .encoding.json_body import encode_body
from .json_types import is_array, type_name
from .model import Model
from .operation import Operation, Response, operations_by_method
from .responses.lenient import json_name, read
from .responses.mismatches import UndocumentedFinding
from .responses.parsing import find_missing_fields
from .typos import likely_name

Value: TypeAlias = Callable[[httpx.Request], object] | object
"""Value for an operation. Checkers infer the argument of a function by the union."""
_Reply: TypeAlias = Callable[[httpx.Request], httpx.Response]
_UNTYPED: Final = Response("200", None, "")


class Sequence:
    """Responses of one operation in turn, the first for its first call.

    A plain list is the body of a single response, which every call receives.
    """

    def __init__(self, *responses: Value) -> None:
        self.responses = responses


class RecordedCall(msgspec.Struct, frozen=True):
    """Call that a `MockTransport` received.

    Attributes:
        operation: Name of the method, such as ``license.get_license_user``.
        path: Arguments in the path, by Python name, as text.
        query: Arguments in the query, by Python name, as text; arrays as lists of text.
        body: Decoded JSON, other content as bytes, None for no content.
        request: The request itself.
    """

    operation: str
    path: dict[str, str]
    query: dict[str, str | list[str]]
    body: Any
    request: httpx.Request


def error(status: int, *, code: str = "", message: str = "") -> httpx.Response:
    """Return an error response.

    Args:
        status: HTTP status, at least 400.
        code: The error's ``code``; empty for none.
        message: The error's ``message``; empty for none.

    Raises:
        ValueError: The status is not that of an error.
    """
    if not 400 <= status <= 599:
        raise ValueError(f"status must be from 400 to 599, not {status}")
    fields = {"code": code, "message": message, "status": status}
    return httpx.Response(status, json={k: v for k, v in fields.items() if v})


class MockTransport(httpx.MockTransport):
    """Transport of httpx that responds to operations without a network.

    It serves sync and async clients, and responds to requests for tokens as well. A
    call of an operation without a response raises `AssertionError`.

    Attributes:
        calls: The calls that it received, in order, without requests for tokens.
    """

    def __init__(
        self,
        responses: Mapping[Any, Value],
        package: str,
        modules: Mapping[str, str],
        platform: Platform,
    ) -> None:
        """Check all responses; a client's ``testing.transport`` calls this.

        Args:
            responses: Responses by operation.
            package: The package of the modules of API classes.
            modules: These modules by attribute of the client.
            platform: Settings of the platform.
        """
        super().__init__(self._respond)
        self.calls: list[RecordedCall] = []
        self._package = package
        self._modules = modules
        self._platform = platform
        self._replies: dict[str, _Reply] = {}
        endpoints: dict[tuple[str, re.Pattern[str]], str] = {}
        for key, value in responses.items():
            name, operation = self._find(key)
            endpoint = operation.method, _pattern(operation.path)
            other = endpoints.setdefault(endpoint, name)
            if name in self._replies or other != name:
                raise ValueError(f"{name} and {other} are the same request")
            self._replies[name] = _reply(name, operation, value)

    def _find(self, key: object) -> tuple[str, Operation[Any]]:
        """Return the method name and the operation of a key."""
        if isinstance(key, Operation):
            for name, operation in self._loaded():
                if operation is key:
                    return name, operation
            raise ValueError(f"{key.name} is not an operation of this client")
        if not isinstance(key, str):
            wanted = "an Operation or the name of a method"
            raise TypeError(f"operation must be {wanted}, not {type_name(key)}")
        attribute = key.partition(".")[0]
        known = dict(self._operations(attribute)) if attribute in self._modules else {}
        if key in known:
            return key, known[key]
        hint = likely_name(key, known) or likely_name(attribute, self._modules)
        text = f"{key!r} is not an operation of this client"
        raise ValueError(f"{text}. Did you mean {hint!r}?" if hint else text)

    def _operations(self, attribute: str) -> Iterator[tuple[str, Operation[Any]]]:
        module = import_module(f"{self._package}.{self._modules[attribute]}")
        for name, value in operations_by_method(module).items():
            yield f"{attribute}.{name}", value

    def _loaded(self) -> Iterator[tuple[str, Operation[Any]]]:
        """Yield the operations of loaded modules: no other one can be called."""
        for attribute, module in self._modules.items():
            if f"{self._package}.{module}" in sys.modules:
                yield from self._operations(attribute)

    def _respond(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.partition(b"?")[0].decode("ascii")
        call = self._recorded(request, path)
        reply = self._replies.get(call.operation) if call else None
        if reply is None and (token := self._token_reply(request.method, path)):
            return token
        if call is None:
            raise AssertionError(f"{request.method} {path} is not a known operation")
        self.calls.append(call)
        if reply is None:
            raise AssertionError(
                f"{call.operation} was called, and the mock transport has no response"
                f" for it ({request.method} {path})"
            )
        return reply(request)

    def _recorded(self, request: httpx.Request, path: str) -> RecordedCall | None:
        """Return the call that a request is, or None if it is of no operation."""
        found = [
            (len(match[1]), len(match.groups()), name not in self._replies, name)
            for name, operation in self._loaded()
            if operation.method == request.method
            and (match := _pattern(operation.path).fullmatch(path))
        ]
        if not found:
            return None
        # The base URL may have a path: the shortest one in front, and then the most
        # literal template, is the operation's.
        name = min(found)[-1]
        return _record(name, self._find(name)[1], request, path)

    def _token_reply(self, method: str, path: str) -> httpx.Response | None:
        platform = self._platform
        if method == "POST" and path.endswith(platform.token_path):
            token = {"access_token": "test", "token_type": "bearer"}
            return httpx.Response(200, json={**token, "expires_in": 86400})
        revoke = platform.revoke_path
        if method == "DELETE" and revoke and path.endswith(revoke):
            return httpx.Response(200)
        return None


@cache
def _pattern(path: str) -> re.Pattern[str]:
    """Return the pattern of a path template, with the path in front as first group."""
    literals = re.split(r"\{[^{}]*\}", path)
    return re.compile("(.*?)" + "([^/]*)".join(map(re.escape, literals)))


def _record(
    name: str, operation: Operation[Any], request: httpx.Request, path: str
) -> RecordedCall:
    names = {(p.location, p.name): p for p in operation.parameters}
    match = _pattern(operation.path).fullmatch(path)
    values = match.groups()[1:] if match else ()
    segments = re.findall(r"\{([^{}]*)\}", operation.path)
    query: dict[str, str | list[str]] = {}
    for wire_name in request.url.params:
        texts = request.url.params.get_list(wire_name)
        parameter = names.get(("query", wire_name))
        single = len(texts) == 1 and not (parameter and parameter.kind.endswith("[]"))
        key = parameter.python_name if parameter else wire_name
        query[key] = texts[0] if single else texts
    return RecordedCall(
        operation=name,
        path={
            names["path", segment].python_name: unquote(value)
            for segment, value in zip(segments, values, strict=True)
        },
        query=query,
        body=_body(request.content),
        request=request,
    )


def _body(content: bytes) -> Any:
    try:
        return msgspec.json.decode(content) if content else None
    except msgspec.DecodeError:
        return content


def _reply(name: str, operation: Operation[Any], value: object) -> _Reply:
    """Return the function that responds to an operation; check its values."""
    if isinstance(value, Sequence):
        total = len(value.responses)
        left = deque([_reply(name, operation, each) for each in value.responses])

        def next_reply(request: httpx.Request) -> httpx.Response:
            if not left:
                raise AssertionError(f"{name} was called more than {total} times")
            return left.popleft()(request)

        return next_reply
    if callable(value) and not isinstance(value, type):
        compute: Callable[[httpx.Request], object] = value

        def computed_reply(request: httpx.Request) -> httpx.Response:
            return _copied(_response(name, operation, compute(request)))

        return computed_reply
    response = _response(name, operation, value)

    def same_reply(request: httpx.Request) -> httpx.Response:
        return _copied(response)

    return same_reply


def _copied(response: httpx.Response) -> httpx.Response:
    """Return an unread response: clients close what they receive."""
    return httpx.Response(
        response.status_code,
        headers=response.headers,
        stream=response.stream,
        extensions=response.extensions,
    )


def _response(name: str, operation: Operation[Any], value: object) -> httpx.Response:
    """Return the response with a value, whose documented type is checked."""
    if isinstance(value, httpx.Response):
        return value
    rows = [row for key, row in operation.responses.items() if key.startswith("2")]
    if value is not None:
        # A status without a type takes anything, so one with a type goes first.
        rows = [row for row in rows if row.typed] or rows
    rows = rows or [_UNTYPED]
    content = encode_body(value, name=f"{name}: value")
    plain = msgspec.json.decode(content)
    errors: list[Exception] = []
    for row in rows:
        if wrong := _value_error(name, value, plain, row):
            errors.append(wrong)
        elif value is None and not row.typed:
            return httpx.Response(int(row.status))
        else:
            headers = {"Content-Type": "application/json"}
            return httpx.Response(int(row.status), content=content, headers=headers)
    raise errors[0]


def _value_error(
    name: str, value: object, plain: Any, row: Response
) -> Exception | None:
    """Return the error for a value that is not of the type of a status."""
    if not row.typed:
        return None
    if wrong := _class_error(value, row.type, "$"):
        return TypeError(f"{name}: {wrong}")
    made, found = read(plain, row.type)
    found += find_missing_fields(made, frozenset())
    if not found:
        return None
    first = found[0]
    if isinstance(first, UndocumentedFinding):
        return ValueError(f"{name}: {first.path()} is not documented")
    return ValueError(f"{name}: {first}")


def _class_error(value: object, kind: Any, where: str) -> str:
    """Return the error for a model of another class, or an empty string."""
    if isinstance(value, Model):
        members = (kind, *get_args(kind))
        classes = [each for each in members if isinstance(each, type(Model))]
        if classes and not isinstance(value, tuple(classes)):
            return f"{where} must be {json_name(kind)}, not {type_name(value)}"
    elif is_array(value) and get_origin(kind) is list:
        (inner,) = get_args(kind)
        errors = (_class_error(v, inner, f"{where}[{i}]") for i, v in enumerate(value))
        return next(filter(None, errors), "")
    return ""
