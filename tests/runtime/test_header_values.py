"""Header values: none is sent that HTTP does not allow, and none is in an error."""

from __future__ import annotations

import pickle
from typing import Any

import httpx
import pytest

from templates.runtime.auth.token_store import MemoryTokenStore, StoredToken
from templates.runtime.config.options import RequestOptions
from templates.runtime.errors import APIConnectionError
from templates.runtime.transport.exceptions import map_exception
from tests.runtime.conftest import Make
from tests.runtime.server import grant_at, logging_in, named, serving
from tests.runtime.test_calls import check_clean
from tests.runtime.tiny import Tiny


@pytest.mark.parametrize(
    "broken", ["s3cret\r\nX-Evil: 1", "s3 cret", "s3cr\u00e9t", "", 5]
)
def test_what_a_store_holds_has_to_be_a_token(make_client: Make, broken: Any) -> None:
    class Store(MemoryTokenStore):
        def load(self, key: str) -> StoredToken | None:
            return StoredToken(broken)

    with serving(logging_in(named)) as server:
        client = make_client(**grant_at(server.url), token_store=Store())
        client.call("get_pet", "1")
    assert server.requests[-1].headers["authorization"] == "Bearer t1"
    assert all("x-evil" not in request.headers for request in server.requests)


@pytest.mark.parametrize(
    "error",
    [
        httpx.LocalProtocolError("Illegal header value b'Bearer s3cret\\n'"),
        httpx.RemoteProtocolError("illegal header line: bytearray(b'S: s3cret')"),
        httpx.InvalidURL("Invalid port: 's3cret'"),
    ],
)
def test_words_that_may_hold_a_value_are_not_passed_on(error: Exception) -> None:
    failure = map_exception(error)
    assert type(error).__name__ in str(failure)
    assert "s3cret" not in str(failure)
    plain = httpx.RemoteProtocolError("Server disconnected")
    assert str(map_exception(plain)) == "RemoteProtocolError: Server disconnected"


def test_a_header_of_a_given_client_is_in_no_error() -> None:
    with (
        serving(named) as server,
        httpx.Client(headers={"X-Mine": "s3cret\nX: y"}, trust_env=False) as given,
        Tiny(access_token="t", base_url=server.url, http_client=given) as client,
        pytest.raises(APIConnectionError) as caught,
    ):
        client.pet.get_pet("1")
    assert "s3cret" not in str(caught.value) + repr(vars(caught.value))
    assert not caught.value.reached
    check_clean(caught.value)
    assert server.requests == []


def test_options_are_what_they_were_when_they_were_checked() -> None:
    headers, query = {"X-Mine": "1"}, {"a": ["b"]}
    options = RequestOptions(headers=headers, query=query)
    headers["X-Evil"] = "1\r\nX: y"
    query["a"].append("c")
    query["d"] = []
    assert options.headers == {"X-Mine": "1"}
    assert options.query == {"a": ("b",)}
    assert pickle.loads(pickle.dumps(options)) == options
