"""Transfers to other hosts are counted and told of as calls are, without secrets."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from templates.runtime.errors import APIError
from templates.runtime.events import CallEnded, CallRetried, CallStarted, Event
from tests.runtime.conftest import Client
from tests.runtime.server import Answer, Request, Server, serving
from tests.runtime.tiny import Tiny

Make = Callable[..., Client]
# Not all of it looks like a secret.
SECRET = "X-Amz-Signature=s3cret&plain=s3cret&flag"


def do(face: Any, name: str, *args: Any) -> Any:
    method = getattr(face.client, name)
    if isinstance(face.client, Tiny):
        return method(*args)
    return face._run(method, *args)


def elsewhere(server: Server) -> str:
    return f"{server.url.replace('127.0.0.1', 'localhost')}/file?{SECRET}"


def test_transfers_are_counted_and_told_of(
    make_client: Make, caplog: pytest.LogCaptureFixture
) -> None:
    answers = [Answer(503), Answer(200, content=b"abc")]
    answers.append(Answer(200, content=b"done"))
    with serving(lambda r: answers.pop(0)) as server:
        face: Any = make_client(base_url=server.url)
        seen: list[Event] = []
        face.client.on(Event, seen.append)
        with caplog.at_level(logging.DEBUG):
            assert do(face, "download", elsewhere(server)) == b"abc"
            loaded = face.client.stats.bytes_received
            do(face, "upload", elsewhere(server), b"12345")
        stats = face.client.stats
        assert [r.target for r in server.requests] == [f"/file?{SECRET}"] * 3
    assert (stats.calls, stats.succeeded, stats.failed) == (2, 2, 0)
    assert (stats.attempts, stats.retries, stats.in_flight) == (3, 1, 0)
    assert stats.bytes_sent == 5
    assert stats.bytes_received == loaded + 4
    started = [event for event in seen if isinstance(event, CallStarted)]
    assert [event.operation for event in started] == ["download", "download", "upload"]
    assert [event.path for event in started] == ["/file"] * 3
    assert [e.status for e in seen if isinstance(e, CallRetried)] == [503]
    ended = [event for event in seen if isinstance(event, CallEnded)]
    assert [(e.result, e.status, e.attempts) for e in ended] == [
        ("answered", 200, 2),
        ("answered", 200, 1),
    ]
    assert "s3cret" not in repr(seen) + caplog.text


def test_transfers_that_fail_are_counted_so(make_client: Make) -> None:
    with serving(lambda r: Answer(404)) as server:
        face: Any = make_client(base_url=server.url)
        seen: list[CallEnded] = []
        face.client.on(CallEnded, seen.append)
        with pytest.raises(APIError) as caught:
            do(face, "download", elsewhere(server))
        stats = face.client.stats
    assert (stats.calls, stats.failed, stats.in_flight) == (1, 1, 0)
    assert (seen[0].result, seen[0].status) == ("failed", 404)
    assert seen[0].error == "NotFoundError"
    assert "s3cret" not in repr(seen) + str(caught.value) + repr(vars(caught.value))


def test_being_turned_away_is_counted(make_client: Make) -> None:
    answers = [Answer(429, headers={"Retry-After": "0"}), Answer(200)]
    with serving(lambda r: answers.pop(0)) as server:
        face: Any = make_client(base_url=server.url)
        face.client._core.random = lambda: 0.0
        do(face, "upload", elsewhere(server), b"12345")
        stats = face.client.stats
    assert (stats.rate_limited, stats.retries, stats.bytes_sent) == (1, 1, 10)


@pytest.mark.parametrize(
    "query", ["?flag", "?a=%E4", "?a;b=1;c", "?a=b+c%20d&&e=", "?x=%2f%2F", ""]
)
def test_a_query_is_sent_as_it_was_given(make_client: Make, query: str) -> None:
    def respond(request: Request) -> Answer:
        return Answer(200, content=b"abc")

    with serving(respond) as server:
        face: Any = make_client(base_url=f"{server.url}/v1")
        assert do(face, "download", f"/files/1{query}") == b"abc"
        assert do(face, "download", f"{server.url}/v1/files/1{query}") == b"abc"
        assert server.requests[0].headers["authorization"] == "Bearer t0ken"
        targets = [request.target for request in server.requests]
    assert targets == [f"/v1/files/1{query}"] * 2
