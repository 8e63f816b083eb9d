"""Every operation, called over both clients: the request, and every answer."""

from __future__ import annotations

import asyncio
import json
import re
import warnings
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from generator.model_json import ClassView, OperationView, ResponseView

from .client import Whole
from .samples import Argument, Request, argument, modelled, request, sample
from .types import in_call_order

ERRORS = {
    "302": "RedirectError",
    "304": "RedirectError",
    "400": "BadRequestError",
    "401": "UnauthorizedError",
    "403": "ForbiddenError",
    "404": "NotFoundError",
    "405": "MethodNotAllowedError",
    "408": "RequestTimeoutError",
    "409": "ConflictError",
    "410": "GoneError",
    "412": "PreconditionFailedError",
    "413": "PayloadTooLargeError",
    "415": "UnsupportedMediaTypeError",
    "422": "UnprocessableEntityError",
    "423": "LockedError",
    "424": "FailedDependencyError",
    "429": "RateLimitError",
    "500": "InternalServerError",
    "501": "UnimplementedError",
    "502": "BadGatewayError",
    "503": "ServiceUnavailableError",
    "504": "GatewayTimeoutError",
}
FAMILIES = {"3": "RedirectError", "4": "ClientError", "5": "ServerError"}
PLAIN = {"code": "c", "message": "m", "status": 4}
FEW = 40
CLIENT_HEADERS = {"host", "accept", "accept-encoding", "user-agent", "connection"}


@dataclass
class Server:
    """Stands for the API: keeps what it was asked, says what it was told."""

    status: int = 200
    content: bytes = b""
    asked: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        headers = {"Content-Type": "application/json", "Retry-After": "0"}
        return httpx.Response(self.status, headers=headers, content=self.content)

    def taken(self) -> httpx.Request:
        """The one request since the last look."""
        (found,) = self.asked
        self.asked.clear()
        return found


Kind = tuple[str, str | None]
"""The status and the type of a documented answer."""


@dataclass
class Caller:
    """A client, sync or async, behind one way of calling."""

    client: Any
    server: Server
    asynchronous: bool

    async def __call__(
        self, api: ClassView, operation: OperationView, *args: Any, **named: Any
    ) -> Any:
        accessor = getattr(self.client, str(api.attribute))
        answer = getattr(accessor, str(operation.python_name))(*args, **named)
        return await answer if self.asynchronous else answer


def callers(whole: Whole, on_mismatch: str) -> Iterator[Caller]:
    for asynchronous in (False, True):
        server = Server()
        kind = httpx.AsyncClient if asynchronous else httpx.Client
        http = kind(transport=httpx.MockTransport(server))
        client = whole.client(asynchronous, http_client=http, on_mismatch=on_mismatch)
        yield Caller(client, server, asynchronous)


def for_both(
    whole: Whole,
    check: Callable[[Caller], Coroutine[Any, Any, Any]],
    on_mismatch: str = "raise",
) -> list[Any]:
    """Run a check with each client; deprecated operations are called as well."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return [asyncio.run(check(caller)) for caller in callers(whole, on_mismatch)]


def seen(asked: httpx.Request) -> Request:
    """A request as the server reads it."""
    path, _, query = asked.url.raw_path.decode("ascii").partition("?")
    headers = [
        (name.lower(), value)
        for name, value in asked.headers.items()
        if name.lower() not in CLIENT_HEADERS
    ]
    assert ("authorization", "Bearer t") in headers
    headers.remove(("authorization", "Bearer t"))
    body = None
    if ("content-type", "application/json") in headers:
        headers.remove(("content-type", "application/json"))
        headers.remove(("content-length", str(len(asked.content))))
        body = json.loads(asked.content)
    else:
        assert asked.content == b""
        headers = [line for line in headers if line != ("content-length", "0")]
    return Request(
        asked.method,
        path,
        parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)),
        headers,
        body,
    )


def arguments(
    whole: Whole, operation: OperationView, required: bool
) -> list[tuple[Any, Argument]]:
    return [
        (item, argument(whole, item))
        for item in in_call_order(operation)
        if item.required or not required
    ]


@pytest.mark.parametrize("required", [False, True], ids=["everything", "required"])
def test_requests_are_what_the_documents_say(whole: Whole, required: bool) -> None:
    async def check(caller: Caller) -> list[Request]:
        requests = []
        caller.server.status = 204
        for api, operation in whole.operations():
            given = arguments(whole, operation, required)
            named = {str(p.python_name): a.value for p, a in given}
            assert await caller(api, operation, **named) is None
            found = seen(caller.server.taken())
            assert found == request(api, operation, given), operation.name
            requests.append(found)
        return requests

    sync, asynchronous = for_both(whole, check, "ignore")
    assert sync == asynchronous
    assert len(sync) == sum(1 for _ in whole.operations())
    if not required:
        sent = sum(
            len({name for name, _ in r.query + r.headers}) + (r.body is not None)
            for r in sync
        )
        in_path = sum(o.path.count("{") for _, o in whole.operations())
        documented = sum(len(o.parameters) for _, o in whole.operations())
        assert sent + in_path == documented > 5000


def test_path_and_body_are_taken_by_position(whole: Whole) -> None:
    async def check(caller: Caller) -> int:
        caller.server.status = 204
        called = 0
        for api, operation in whole.operations():
            given = arguments(whole, operation, required=False)
            first = [a.value for p, a in given if p.location in ("path", "body")]
            named = {
                str(p.python_name): a.value
                for p, a in given
                if p.location in ("query", "header")
            }
            await caller(api, operation, *first, **named)
            found = seen(caller.server.taken())
            assert found == request(api, operation, given), operation.name
            called += 1
        return called

    assert for_both(whole, check, "ignore") == [sum(1 for _ in whole.operations())] * 2


def test_missing_arguments_are_refused(whole: Whole) -> None:
    async def check(caller: Caller) -> int:
        refused = 0
        for api, operation in whole.operations():
            given = arguments(whole, operation, required=True)
            for missing, _ in given:
                named = {
                    str(p.python_name): a.value for p, a in given if p is not missing
                }
                with pytest.raises(TypeError, match=str(missing.python_name)):
                    await caller(api, operation, **named)
                named[str(missing.python_name)] = None
                with pytest.raises(TypeError, match=str(missing.name)):
                    await caller(api, operation, **named)
                refused += 1
        assert not caller.server.asked
        return refused

    required = sum(p.required for _, o in whole.operations() for p in o.parameters)
    assert for_both(whole, check) == [required] * 2


def test_answers_are_what_the_documents_say(whole: Whole) -> None:
    """All successes, and of errors of the same status and type the first few.

    That each operation has all of them is what `test_operations_are_data` says.
    """
    bodies: dict[str | None, tuple[bytes, Any]] = {}

    def body(row: ResponseView) -> tuple[bytes, Any]:
        if row.type is None and row.status[0] in "2d":
            return b"", None
        if row.type not in bodies:
            plain = sample(whole, row.type, "answer", depth=2) if row.type else PLAIN
            value = modelled(whole, row.type, plain)
            bodies[row.type] = json.dumps(plain).encode(), value
        return bodies[row.type]

    async def check(caller: Caller) -> Counter[Kind]:
        rows: Counter[Kind] = Counter()
        for api, operation in whole.operations():
            given = arguments(whole, operation, required=True)
            named = {str(p.python_name): a.value for p, a in given}
            for row in operation.responses:
                kind = row.status, row.type
                rows[kind] += 1
                if row.status > "3" and row.status != "default" and rows[kind] > FEW:
                    continue
                caller.server.content, value = body(row)
                caller.server.status = int(row.status.replace("default", "200"))
                if caller.server.status >= 300:
                    await check_error(whole, caller, api, operation, named, row, value)
                else:
                    found = await caller(api, operation, **named)
                    assert type(found) is type(value), operation.name
                    assert found == value, operation.name
                caller.server.taken()
        return rows

    documented = Counter(
        (r.status, r.type) for _, o in whole.operations() for r in o.responses
    )
    assert for_both(whole, check) == [documented] * 2
    assert documented.total() > 30_000


async def check_error(
    whole: Whole,
    caller: Caller,
    api: ClassView,
    operation: OperationView,
    named: dict[str, Any],
    row: ResponseView,
    value: Any,
) -> None:
    try:
        found = await caller(api, operation, **named)
    except whole.package.APIStatusError as raised:
        error = raised
    else:
        pytest.fail(f"{operation.name} returned {found!r}")
    name = ERRORS.get(row.status, FAMILIES[row.status[0]])
    assert type(error).__name__ == name
    assert error.operation == f"{api.name}.{operation.name}"
    assert error.status == int(row.status)
    assert error.documented
    assert error.attempts == 1
    assert type(error.body) is type(value), operation.name
    assert error.body == value, operation.name


def test_default_rows_type_no_error(whole: Whole) -> None:
    async def check(caller: Caller) -> int:
        caller.server.status, caller.server.content = 500, json.dumps(PLAIN).encode()
        found = 0
        for api, operation in whole.operations():
            if any(row.status == "default" for row in operation.responses):
                given = arguments(whole, operation, required=True)
                named = {str(p.python_name): a.value for p, a in given}
                with pytest.raises(whole.package.ServerError) as caught:
                    await caller(api, operation, **named)
                assert caught.value.body is not None
                found += 1
        return found

    assert for_both(whole, check)[0] > 10


def test_deprecated_operations_warn_at_the_caller(whole: Whole) -> None:
    for asynchronous in (False, True):
        server = Server(204)
        kind = httpx.AsyncClient if asynchronous else httpx.Client
        http: Any = kind(transport=httpx.MockTransport(server))
        for name in ("", "with_raw_response", "with_streaming_response"):
            client = whole.client(asynchronous, http_client=http, on_mismatch="ignore")
            view = getattr(client, name) if name else client
            for api, operation in whole.operations():
                if not operation.deprecated:
                    continue
                accessor = getattr(view, str(api.attribute))
                given = arguments(whole, operation, required=True)
                named = {str(p.python_name): a.value for p, a in given}
                method = getattr(accessor, str(operation.python_name))
                word = str(vars(kind_of(client, api))[method.__name__].__deprecated__)
                with pytest.warns(DeprecationWarning, match=re.escape(word)) as caught:
                    answer = method(**named)
                assert [warning.filename for warning in caught] == [__file__]
                if name == "with_streaming_response":
                    continue
                if asynchronous:
                    asyncio.run(finished(answer))
                server.taken()


def kind_of(client: Any, api: ClassView) -> type:
    return type(getattr(client, str(api.attribute)))


async def finished(answer: Coroutine[Any, Any, Any]) -> Any:
    return await answer
