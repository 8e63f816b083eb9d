"""What errors say and hold, and defects of other clients that are not to come back."""

from __future__ import annotations

from typing import Any

import pytest

from templates.runtime import errors
from templates.runtime.model import NULL
from templates.runtime.operation import Operation, Response, body, path, query
from tests.runtime.conftest import Make
from tests.runtime.server import Answer, serving
from tests.runtime.test_calls import check_clean
from tests.runtime.tiny import Tiny
from tests.runtime.tiny_models import Pet

CLASSES = [
    value
    for value in vars(errors).values()
    if isinstance(value, type) and issubclass(value, errors.APIError)
]


def test_the_tree_has_one_root() -> None:
    assert {c.__bases__ for c in CLASSES if c is not errors.APIError} <= {
        (c,) for c in CLASSES
    }
    assert errors.APIError.__bases__ == (Exception,)


def test_every_status_has_a_class_that_says_it() -> None:
    family = {3: errors.RedirectError, 4: errors.ClientError, 5: errors.ServerError}
    for status in range(300, 600):
        cls = errors.error_class(status)
        assert issubclass(cls, family[status // 100])
        if cls not in family.values():
            assert (cls.__doc__ or "").startswith(f"{status}: ")
    assert errors.error_class(600) is errors.APIStatusError


def test_an_error_says_what_to_do_and_that_a_status_is_not_documented() -> None:
    with (
        serving(lambda r: Answer(418, {"message": "teapot"})) as server,
        Tiny(access_token="t", base_url=server.url) as client,
        pytest.raises(errors.ClientError, match="undocumented status") as caught,
    ):
        client.pet.get_pet("1")
    assert not caught.value.documented
    with (
        serving(lambda r: Answer(409)) as server,
        Tiny(access_token="t", base_url=server.url) as client,
        pytest.raises(errors.ConflictError, match="Get the current state"),
    ):
        client.pet.get_pet("1")


def test_a_secret_of_the_query_is_not_shown(make_client: Make) -> None:
    asked: Operation[Any] = Operation(
        "A.op", "GET", "/x", (query("apiKey", "string"), query("q", "string")), ()
    )
    with serving(lambda r: Answer(404)) as server:
        client = make_client(base_url=server.url, max_retries=0)
        with pytest.raises(errors.NotFoundError) as caught:
            client.do("send", asked(api_key="s3cret", q="a"))
        server.respond = lambda r: Answer(cut=True)
        with pytest.raises(errors.APIConnectionError) as cut:
            client.do("send", asked(api_key="s3cret", q="a"))
    for error in (caught.value, cut.value):
        assert "s3cret" not in str(error) + repr(vars(error))
        assert (error.url or "").endswith("&q=a")
        check_clean(error)


@pytest.mark.parametrize(
    ("given", "sent", "kind"),
    [
        (None, b"", None),
        ({"a": None}, b'{"a":null}', "application/json"),
        (Pet(name="x"), b'{"name":"x"}', "application/json"),
        (NULL, b"null", "application/json"),
        ({}, b"{}", "application/json"),
    ],
)
@pytest.mark.parametrize("method", ["DELETE", "POST", "PUT", "PATCH", "GET"])
def test_a_body_is_sent_as_it_was_given_and_none_where_none_was(
    method: str, given: Any, sent: bytes, kind: str | None
) -> None:
    operation: Operation[Any] = Operation(
        "A.op",
        method,
        "/x/{id}",
        (path("id"), body("any")),
        (Response("204", None, "done"),),
    )
    with (
        serving(lambda r: Answer(204)) as server,
        Tiny(access_token="t", base_url=server.url) as client,
    ):
        client.send(operation("a/b", given))
    (request,) = server.requests
    assert (request.method, request.target) == (method, "/x/a%2Fb")
    assert request.body == sent
    assert request.headers.get("content-type") == kind
