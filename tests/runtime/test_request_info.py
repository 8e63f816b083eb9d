"""What errors and the log tell of a request, and what they keep to themselves."""

from __future__ import annotations

import logging
import pickle
from typing import Any

import httpx
import msgspec
import pytest

from templates.runtime.config.options import RequestOptions
from templates.runtime.errors import (
    APIError,
    APIStatusError,
    NotFoundError,
    RequestInfo,
)
from templates.runtime.telemetry.events import CallEnded
from tests.runtime.conftest import Make

OPTIONS = RequestOptions(
    query={"session": "S3CRET-Q"},
    headers={"X-Team": "S3CRET-H"},
    idempotency_key="S3CRET-I",
)


def not_found(request: httpx.Request) -> httpx.Response:
    return httpx.Response(404, json={"message": "no\x1b[31m\u202e pet", "ref": "c2"})


def broken(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no")


@pytest.mark.parametrize("answer", [not_found, broken])
def test_values_of_options_are_shown_nowhere(
    make_client: Make, caplog: pytest.LogCaptureFixture, answer: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    transport = httpx.MockTransport(answer)
    face = make_client(transport=transport, region="north-1", max_retries=0)
    with pytest.raises(APIError) as caught:
        face.call("get_pet", "1", expand=["owner"], if_match="v1", options=OPTIONS)
    error = pickle.loads(pickle.dumps(caught.value))
    request = error.request
    assert isinstance(request, RequestInfo)
    assert request == caught.value.request
    assert request.method == error.method == "GET"
    assert request.url == error.url
    assert request.url.endswith("/pets/1?expand=owner&session=***")
    assert request.headers["X-Team"] == request.headers["Idempotency-Key"] == "***"
    assert request.headers["If-Match"] == "v1"
    assert "t0ken" not in repr(request)
    assert "expand=owner" in caplog.text
    assert "S3CRET" not in f"{caplog.text}{error}{vars(error)!r}{request!r}"
    for name in ("method", "url", "lines"):
        with pytest.raises(AttributeError):
            setattr(request, name, "x")


def test_the_body_of_an_error_names_the_call_where_no_header_does(
    make_client: Make,
) -> None:
    face = make_client(transport=httpx.MockTransport(not_found), region="north-1")
    ended: list[str | None] = []

    def listen(event: CallEnded) -> None:
        ended.append(event.correlation_id)

    face.client.on(CallEnded, listen)
    with pytest.raises(NotFoundError) as caught:
        face.call("get_pet", "1")
    assert caught.value.correlation_id is None
    core = face.client._context
    core.platform = msgspec.structs.replace(core.platform, correlation_field="ref")
    core.emitter.correlation_field = "ref"
    with pytest.raises(NotFoundError, match="correlation id c2") as caught:
        face.call("get_pet", "1")
    assert caught.value.correlation_id == "c2"
    assert ended == [None, "c2"]


def test_the_words_of_a_server_do_not_drive_a_terminal(make_client: Make) -> None:
    face = make_client(transport=httpx.MockTransport(not_found), region="north-1")
    with pytest.raises(APIStatusError) as caught:
        face.call("get_pet", "1")
    assert r"no\x1b[31m\u202e pet" in str(caught.value)
    assert caught.value.message == "no\x1b[31m\u202e pet"
