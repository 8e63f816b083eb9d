"""Whole calls against a real server, with the sync client, asyncio and trio."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from templates.runtime import errors
from templates.runtime.errors import (
    APIConnectionError,
    APIError,
    DecodeError,
)
from tests.runtime.conftest import Make
from tests.runtime.server import Answer, Request, serving
from tests.runtime.tiny import Tiny
from tests.runtime.tiny_models import ErrorBody, Listing, Pet


def always(*args: Any, **values: Any) -> Callable[[Request], Answer]:
    return lambda request: Answer(*args, **values)


def test_a_call_and_its_value(make_client: Make) -> None:
    with serving(always(200, {"name": "x", "dateBorn": "2020-01-02"})) as server:
        pet = make_client(base_url=server.url + "/base/").call(
            "get_pet", "a/b", expand=["x", "y"], if_match="1"
        )
    assert isinstance(pet, Pet)
    assert pet.name == "x"
    (request,) = server.requests
    assert request.method == "GET"
    assert request.target == "/base/pets/a%2Fb?expand=x&expand=y"
    assert request.body == b""
    assert request.headers["authorization"] == "Bearer t0ken"
    assert request.headers["accept"] == "application/json"
    assert request.headers["if-match"] == "1"
    assert "content-type" not in request.headers
    agent = request.headers["user-agent"].split()
    assert agent[0] == "tiny/1.2.3"
    assert agent[1].startswith("python/3.")
    assert agent[2] == f"httpx/{httpx.__version__}"


@pytest.mark.parametrize(
    ("status", "body", "value"),
    [
        (200, {"name": "x"}, Pet(name="x")),
        (201, {"entities": []}, Listing(entities=[])),
        (202, {"unknown": 1}, {"unknown": 1}),
        (202, None, None),
        (204, None, None),
        (206, None, None),
    ],
)
def test_the_status_decides_the_type(
    make_client: Make, status: int, body: Any, value: Any
) -> None:
    with serving(always(status, body)) as server:
        client = make_client(base_url=server.url, on_mismatch="ignore")
        assert client.call("put_pet", "1") == value


def test_a_broken_coding_hides_no_status(make_client: Make) -> None:
    head = {"Content-Encoding": "gzip"}
    with (
        serving(always(404, content=b"no gzip", headers=head)) as server,
        pytest.raises(errors.NotFoundError) as caught,
    ):
        make_client(base_url=server.url).call("get_pet", "1")
    assert caught.value.content == b"no gzip"


def test_a_host_that_speaks_no_tls_says_why(make_client: Make) -> None:
    with serving(always(200)) as server:
        url = server.url.replace("http:", "https:")
        client = make_client(base_url=url, max_retries=0)
        with pytest.raises(APIConnectionError, match="SSL"):
            client.call("get_pet", "1")


def check_clean(error: APIError) -> None:
    """No library below, no token, and a way through pickle."""
    assert error.__cause__ is None
    assert error.__suppress_context__ or error.__context__ is None
    context: BaseException | None = error.__context__
    while context is not None:
        assert not type(context).__module__.startswith(("httpx", "httpcore", "msgspec"))
        context = context.__context__
    same = pickle.loads(pickle.dumps(error))
    assert type(same) is type(error)
    assert str(same) == str(error)
    assert {k: v for k, v in vars(same).items() if k != "headers"} == {
        k: v for k, v in vars(error).items() if k != "headers"
    }
    assert "t0ken" not in repr(error) + str(error) + repr(vars(error))


def test_an_error_tells_all(make_client: Make) -> None:
    body = {"message": "no\nsuch  pet", "code": "not.found", "contextId": "c1"}
    with (
        serving(always(404, body, {"X-Correlation-Id": "c1"})) as server,
        pytest.raises(errors.NotFoundError) as caught,
    ):
        make_client(base_url=server.url).call("get_pet", "a b", expand=["x"])
    error = caught.value
    assert str(error) == (
        "PetAPI.getPet: 404 Not Found: no such pet (code not.found, correlation id c1)"
        ". Check the ids and the permissions of the token."
    )
    assert error.message == "no\nsuch  pet"
    assert error.operation == "PetAPI.getPet"
    assert (error.method, error.url) == ("GET", f"{server.url}/pets/a%20b?expand=x")
    assert error.code == "not.found"
    assert error.body == ErrorBody.from_dict(body)
    assert error.headers["x-correlation-ID"] == "c1"
    assert error.attempts == 1


def test_raw_responses(make_client: Make) -> None:
    head = {"X-Correlation-Id": "c1", "X-Two": "a"}
    with serving(always(200, {"name": "x", "more": 1}, head)) as server:
        client = make_client(base_url=server.url)
        answer = client.raw("get_pet", "1", expand=["x"])
        assert answer.status == 200
        assert answer.correlation_id == "c1"
        assert answer.headers["x-two"] == "a"
        assert answer.content == b'{"name": "x", "more": 1}'
        assert answer.parse() == Pet.from_dict({"name": "x", "more": 1})
        assert 0 < answer.elapsed < 30
        assert "Pet" not in repr(answer)
        server.respond = always(200, content=b"<html>")
        odd = client.raw("get_pet", "1")
        assert odd.content == b"<html>"
        with pytest.raises(DecodeError):
            odd.parse()
        server.respond = always(404)
        with pytest.raises(errors.NotFoundError):
            client.raw("get_pet", "1")
        with pytest.raises(TypeError, match="petId"):
            client.raw("get_pet", None)


def test_a_given_client_is_used_and_left_open() -> None:
    head = {"X-Mine": "1", "User-Agent": "mine"}
    with serving(always(200, {"name": "x"})) as server, httpx.Client(headers=head) as h:
        with Tiny(access_token="t", base_url=server.url, http_client=h) as client:
            client.pet.get_pet("1")
        assert not h.is_closed
        h.close()
        again = Tiny(access_token="t", base_url=server.url, http_client=h)
        with pytest.raises(errors.ConfigurationError, match="http_client"):
            again.pet.get_pet("1")
    assert server.requests[0].headers["x-mine"] == "1"
    assert server.requests[0].headers["user-agent"].startswith("tiny/")
