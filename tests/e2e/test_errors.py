"""Errors: one class for each status, with all that is needed to act on them."""

from __future__ import annotations

import pickle
import traceback
from typing import Any

import pytest

import genesys_cloud
from generator.sandbox import Delay, Disconnect, RunningSandbox, ScriptedResponse
from genesys_cloud import RequestOptions, models
from tests.e2e.conftest import Connect

USER = "LicenseAPI.getLicenseUser"
ONCE = RequestOptions(max_retries=0)

CLASSES = {
    400: "BadRequestError",
    401: "UnauthorizedError",
    403: "ForbiddenError",
    404: "NotFoundError",
    405: "MethodNotAllowedError",
    408: "RequestTimeoutError",
    409: "ConflictError",
    410: "GoneError",
    412: "PreconditionFailedError",
    413: "PayloadTooLargeError",
    415: "UnsupportedMediaTypeError",
    418: "ClientError",
    422: "UnprocessableEntityError",
    423: "LockedError",
    424: "FailedDependencyError",
    429: "RateLimitError",
    500: "InternalServerError",
    501: "UnimplementedError",
    502: "BadGatewayError",
    503: "ServiceUnavailableError",
    504: "GatewayTimeoutError",
    520: "ServerError",
    302: "RedirectError",
}


def _raised(client: Any, name: str = "u", **values: Any) -> Any:
    with pytest.raises(genesys_cloud.GenesysCloudError) as caught:
        client.license.get_license_user(name, options=ONCE, **values)
    return caught.value


@pytest.mark.parametrize(("status", "name"), CLASSES.items())
def test_each_status_has_its_class(
    connect: Connect, sandbox: RunningSandbox, status: int, name: str
) -> None:
    sandbox.script(
        USER, ScriptedResponse(status=status, code="a.code", message="said so")
    )
    error = _raised(connect())
    assert type(error).__name__ == name
    assert isinstance(error, genesys_cloud.APIStatusError)
    assert (error.status, error.code, error.message) == (status, "a.code", "said so")
    assert error.operation == USER
    assert error.method == "GET"
    assert error.url.endswith("/api/v2/license/users/u")
    assert error.attempts == 1
    assert error.correlation_id.startswith("c0ffee-")
    assert error.correlation_id == error.headers["inin-correlation-id"]
    documented = str(status) in genesys_cloud.operations[USER].responses
    assert error.documented is documented
    if documented:
        assert type(error.body) is models.ErrorBody
        assert error.body.context_id == error.correlation_id
    else:
        assert error.body["code"] == "a.code"


def test_errors_survive_pickling(connect: Connect, sandbox: RunningSandbox) -> None:
    sandbox.script(USER, ScriptedResponse(status=404), Disconnect())
    client = connect()
    for _ in range(2):
        error = _raised(client)
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert str(again) == str(error)
        assert (again.operation, again.attempts) == (error.operation, 1)


@pytest.mark.parametrize(
    "plan",
    [
        ScriptedResponse(status=502, content=b"<html>Bad gateway</html>"),
        ScriptedResponse(status=500, content=b'{"message": "hal'),
        ScriptedResponse(status=503, content=b""),
        ScriptedResponse(status=400, content=b"[1, 2]"),
        ScriptedResponse(status=404, content=b"\xff\xfe"),
        ScriptedResponse(status=409, content=b'"text"'),
        ScriptedResponse(
            status=400, content=b'{"message": 5, "code": {"a": 1}, "status": "x"}'
        ),
    ],
    ids=["html", "truncated", "empty", "array", "binary", "string", "types"],
)
def test_any_body_of_an_error_will_do(
    connect: Connect, sandbox: RunningSandbox, plan: ScriptedResponse
) -> None:
    sandbox.script(USER, plan)
    error = _raised(connect())
    assert error.status == plan.status
    assert error.content == plan.content
    assert error.message


def _libraries(error: BaseException | None) -> set[str]:
    found: set[str] = set()
    while error is not None:
        found.add(type(error).__module__.partition(".")[0])
        error = error.__cause__ or (
            None if error.__suppress_context__ else error.__context__
        )
    return found


@pytest.mark.parametrize(
    "plan",
    [ScriptedResponse(status=500), Disconnect(), Disconnect(when="half"), Delay()],
    ids=str,
)
def test_no_error_of_a_library_below_leaks(
    connect: Connect, sandbox: RunningSandbox, plan: Any
) -> None:
    sandbox.script(USER, plan)
    error = _raised(connect(timeout=0.05))
    assert _libraries(error) == {"genesys_cloud"}


SECRETS = ("fixed-token", "Bearer", "hush")


@pytest.mark.parametrize(
    "plan",
    [
        ScriptedResponse(status=500, headers={"Set-Cookie": "session=hush"}),
        ScriptedResponse(status=401, code="x"),
        Disconnect(),
        Disconnect(when="half"),
    ],
    ids=str,
)
def test_no_secret_is_in_an_error(
    connect: Connect, sandbox: RunningSandbox, plan: Any
) -> None:
    sandbox.script(USER, plan)
    client = connect()
    error = _raised(client)
    shown = "".join(traceback.format_exception(error))
    attributes = [repr(value) for value in vars(error).values()]
    for text in (str(error), repr(error), shown, repr(client), *attributes):
        assert not any(secret in text for secret in SECRETS)


def test_there_is_one_small_tree() -> None:
    base = genesys_cloud.GenesysCloudError
    errors = [
        value
        for name in dir(genesys_cloud)
        if isinstance(value := getattr(genesys_cloud, name), type)
        and issubclass(value, Exception)
    ]
    assert len(errors) < 45
    assert all(
        issubclass(error, (base, Warning)) or error.__module__ == "builtins"
        for error in errors
    )
