"""Transfers to other hosts are counted and told of as calls are, without secrets."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from templates.runtime.errors import APIConnectionError, APIError, NotFoundError
from templates.runtime.telemetry.events import (
    CallEnded,
    CallEvent,
    CallRetried,
    CallStarted,
    Event,
)
from tests.runtime.conftest import Make
from tests.runtime.server import Answer, Request, Server, named, serving
from tests.runtime.test_streaming import DATA, ETAG, Store, quick, streamed
from tests.runtime.tiny import Tiny

__all__ = ["quick"]

# Not all of it looks like a secret.
SECRET = "X-Amz-Signature=s3cret&plain=s3cret&flag"


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
            assert face.do("download", elsewhere(server)) == b"abc"
            loaded = face.client.stats.bytes_received
            face.do("upload", elsewhere(server), b"12345")
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
        ("succeeded", 200, 2),
        ("succeeded", 200, 1),
    ]
    assert "s3cret" not in repr(seen) + caplog.text


def test_transfers_that_fail_are_counted_so(make_client: Make) -> None:
    with serving(lambda r: Answer(404)) as server:
        face: Any = make_client(base_url=server.url)
        seen: list[CallEnded] = []
        face.client.on(CallEnded, seen.append)
        with pytest.raises(APIError) as caught:
            face.do("download", elsewhere(server))
        stats = face.client.stats
    assert (stats.calls, stats.failed, stats.in_flight) == (1, 1, 0)
    assert (seen[0].result, seen[0].status) == ("failed", 404)
    assert seen[0].error == "NotFoundError"
    assert "s3cret" not in repr(seen) + str(caught.value) + repr(vars(caught.value))


def test_being_turned_away_is_counted(make_client: Make) -> None:
    answers = [Answer(429, headers={"Retry-After": "0"}), Answer(200)]
    with serving(lambda r: answers.pop(0)) as server:
        face: Any = make_client(base_url=server.url)
        face.client._context.random = lambda: 0.0
        face.do("upload", elsewhere(server), b"12345")
        stats = face.client.stats
    assert (stats.rate_limited, stats.retries, stats.bytes_sent) == (1, 1, 10)


@pytest.mark.parametrize(
    ("tag", "to_file", "other"),
    [
        ("", True, True),
        ('W/"v1"', False, False),
        (ETAG, True, False),
        (ETAG, False, True),
    ],
)
def test_a_download_that_breaks_is_repeated(
    make_any: Make, tmp_path: Path, quick: None, tag: str, to_file: bool, other: bool
) -> None:
    """It is one call, whose requests and bytes are all counted."""
    seen: list[Event] = []
    kept = Store(tag=tag)
    kept.cuts = [1000, 2000]
    with serving(kept) as server:
        face: Any = make_any(base_url=server.url, max_retries=2)
        face.client.on(CallEvent, seen.append)
        url = elsewhere(server) if other else "/file"
        if to_file:
            path = face.do("download", url, tmp_path / "x")
            assert path.read_bytes() == DATA
        else:
            assert face.do("download", url) == DATA
        stats = face.client.stats
    resumed = tag == ETAG
    starts = [0, 1000, 3000] if resumed else [0, 0, 0]
    assert [r.headers.get("range", "bytes=0-") for r in server.requests] == [
        f"bytes={start}-" for start in starts
    ]
    assert (stats.calls, stats.succeeded, stats.failed) == (1, 1, 0)
    assert (stats.attempts, stats.retries, stats.in_flight) == (3, 2, 0)
    assert stats.bytes_received == len(DATA) + (0 if resumed else 3000)
    assert [type(event).__name__ for event in seen] == [
        "CallAdded",
        *["CallStarted", "CallRetried"] * 2,
        "CallStarted",
        "CallEnded",
    ]
    assert [e.attempt for e in seen if isinstance(e, CallRetried)] == [1, 2]
    ended = seen[-1]
    assert isinstance(ended, CallEnded)
    assert (ended.result, ended.attempts, ended.error) == ("succeeded", 3, None)


@pytest.mark.parametrize("to_file", [True, False])
@pytest.mark.parametrize("retries", [0, 2])
def test_a_download_that_breaks_for_good_has_failed(
    make_any: Make, tmp_path: Path, quick: None, to_file: bool, retries: int
) -> None:
    kept = Store(tag="")
    kept.cuts = [1000, 2000, 3000, 4000]
    with serving(kept) as server:
        face: Any = make_any(base_url=server.url, max_retries=retries)
        seen: list[CallEnded] = []
        face.client.on(CallEnded, seen.append)
        to = (tmp_path / "x",) if to_file else ()
        with pytest.raises(APIConnectionError, match="broke off after") as caught:
            face.do("download", elsewhere(server), *to)
        stats = face.client.stats
    assert len(server.requests) == caught.value.attempts == retries + 1
    assert list(tmp_path.iterdir()) == []
    assert (stats.calls, stats.succeeded, stats.failed) == (1, 0, 1)
    assert (stats.retries, stats.in_flight) == (retries, 0)
    assert stats.bytes_received == sum([1000, 2000, 3000][: retries + 1])
    assert [(e.result, e.error) for e in seen] == [("failed", "APIConnectionError")]


def test_a_download_that_is_refused_while_it_is_repeated_has_failed(
    make_any: Make, quick: None
) -> None:
    answers = [Answer(200, content=DATA, cut_after=9), Answer(503), Answer(404)]
    with serving(lambda r: answers.pop(0)) as server:
        face: Any = make_any(base_url=server.url, max_retries=2)
        with pytest.raises(NotFoundError):
            face.do("download", elsewhere(server))
        stats = face.client.stats
    assert (stats.calls, stats.failed, stats.attempts, stats.retries) == (1, 1, 3, 2)


def test_retries_of_all_kinds_have_one_bound(make_any: Make, quick: None) -> None:
    def respond(request: Request) -> Answer:
        odd = len(server.requests) % 2
        return Answer(200, content=DATA, cut_after=9) if odd else Answer(503)

    with serving(respond) as server:
        face: Any = make_any(base_url=server.url, max_retries=3)
        with pytest.raises(APIError):
            face.do("download", elsewhere(server))
    assert len(server.requests) == 4


def test_redirects_that_are_followed_are_no_failures(make_any: Make) -> None:
    with serving(lambda r: Answer(200, content=b"abc")) as other:

        def respond(request: Request) -> Answer:
            return Answer(302, headers={"Location": elsewhere(other)})

        with serving(respond) as server:
            face: Any = make_any(base_url=server.url)
            seen: list[CallEnded] = []
            face.client.on(CallEnded, seen.append)
            assert face.do("download", "/file") == b"abc"
            stats = face.client.stats
    assert (stats.calls, stats.succeeded, stats.failed) == (1, 1, 0)
    assert (stats.attempts, stats.retries) == (2, 0)
    assert [(e.result, e.status) for e in seen] == [("succeeded", 200)]
    assert "s3cret" not in repr(seen)


@pytest.mark.parametrize(
    ("use", "cut", "result"),
    [
        ("read", 9, "failed"),
        ("iter_lines", 9, "failed"),
        ("parse", 9, "failed"),
        ("read", None, "succeeded"),
        ("iter_bytes", None, "succeeded"),
    ],
)
def test_a_stream_ends_with_its_body(
    make_any: Make, use: str, cut: int | None, result: str
) -> None:
    answer = Answer(200, {"name": "x" * 100}, cut_after=cut)
    with serving(lambda r: answer) as server:
        face: Any = make_any(base_url=server.url, max_retries=0)
        seen: list[CallEnded] = []
        face.client.on(CallEnded, seen.append)
        if cut is None:
            streamed(face, "get_pet", "1", use=use)
        else:
            with pytest.raises(APIConnectionError):
                streamed(face, "get_pet", "1", use=use)
        stats = face.client.stats
    assert [e.result for e in seen] == [result]
    assert seen[0].error == (None if cut is None else "APIConnectionError")
    assert (stats.succeeded, stats.failed) == ((1, 0) if cut is None else (0, 1))
    assert stats.bytes_received == (len(answer.bytes()) if cut is None else cut)


def test_a_stream_is_under_way_until_it_is_closed() -> None:
    with (
        serving(named) as server,
        Tiny(access_token="t", base_url=server.url) as client,
    ):
        seen: list[CallEnded] = []
        client.on(CallEnded, seen.append)
        with client.with_streaming_response.pet.get_pet("1"):
            assert (client.stats.in_flight, client.stats.succeeded) == (1, 0)
            assert seen == []
        assert (client.stats.in_flight, client.stats.succeeded) == (0, 1)
        assert [e.result for e in seen] == ["succeeded"]


@pytest.mark.parametrize(
    "query", ["?flag", "?a=%E4", "?a;b=1;c", "?a=b+c%20d&&e=", "?x=%2f%2F", ""]
)
def test_a_query_is_sent_as_it_was_given(make_client: Make, query: str) -> None:
    def respond(request: Request) -> Answer:
        return Answer(200, content=b"abc")

    with serving(respond) as server:
        face: Any = make_client(base_url=f"{server.url}/v1")
        assert face.do("download", f"/files/1{query}") == b"abc"
        assert face.do("download", f"{server.url}/v1/files/1{query}") == b"abc"
        assert server.requests[0].headers["authorization"] == "Bearer t0ken"
        targets = [request.target for request in server.requests]
    assert targets == [f"/v1/files/1{query}"] * 2
