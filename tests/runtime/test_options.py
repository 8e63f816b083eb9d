"""Options of a call and of copies of a client, timeouts and deadlines."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any

import httpx
import pytest

from templates.runtime.config.options import RequestOptions, merge_options
from templates.runtime.errors import (
    APITimeoutError,
    ClientClosedError,
)
from templates.runtime.timeouts import Timeout, step_timeouts
from templates.runtime.transport import httpx_sender
from templates.runtime.transport.messages import HttpRequest
from tests.runtime.conftest import Make
from tests.runtime.server import (
    Answer,
    Request,
    grant_at,
    logging_in,
    named,
    serving,
    until,
)
from tests.runtime.test_flow import CUT, SLOW, World, answer, call, token
from tests.runtime.tiny import Tiny, TinyWithRawResponse


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"deadline": 0}, ValueError),
        ({"headers": []}, TypeError),
        ({"headers": 5}, TypeError),
        ({"query": [("a", "b")]}, TypeError),
        ({"deadline": "1"}, TypeError),
        ({"timeout": "1"}, TypeError),
        ({"timeout": (1, 2)}, TypeError),
        ({"retry_unsafe": 1}, TypeError),
        ({"query": {"a": object()}}, TypeError),
        ({"query": {"a": datetime(2024, 1, 1)}}, ValueError),
        ({"query": {1: "a"}}, TypeError),
        ({"idempotency_key": "a\r\nX: b"}, ValueError),
        ({"idempotency_key": 1}, TypeError),
        ({"headers": {1: "a"}}, TypeError),
        ({"headers": {"Host": "x"}}, ValueError),
        ({"headers": {"content-length": "1"}}, ValueError),
        ({"headers": {"X Y": "1"}}, ValueError),
        ({"headers": {"": "1"}}, ValueError),
        ({"headers": {"X": "a\r\nB: c"}}, ValueError),
        ({"headers": {"X": 1}}, TypeError),
        ({"timeout": 0}, ValueError),
        ({"timeout": float("nan")}, ValueError),
        ({"timeout": True}, TypeError),
        ({"max_retries": -1}, ValueError),
        ({"max_retries": 1.5}, TypeError),
    ],
)
def test_options_that_cannot_be_are_refused(
    values: Any, error: type[Exception]
) -> None:
    with pytest.raises(error):
        RequestOptions(**values)


@pytest.mark.parametrize(
    "values", [{"read": 0}, {"connect": -1}, {"pool": "1"}, {"write": float("nan")}]
)
def test_timeouts_that_cannot_be_are_refused(values: Any) -> None:
    with pytest.raises((TypeError, ValueError), match=next(iter(values))):
        Timeout(**values)


def test_no_option_shows_what_may_be_secret() -> None:
    options = RequestOptions(
        headers={"X-Key": "s3cret"},
        query={"key": "s3cret"},
        idempotency_key="s3cret",
        deadline=3,
    )
    assert "s3cret" not in repr(options)
    assert "X-Key" in repr(options)
    assert "deadline=3" in repr(options)


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("given", [False, True])
def test_each_bound_of_a_timeout_reaches_the_library(
    given: bool, asynchronous: bool
) -> None:
    patience = Timeout(connect=1, read=2, write=float("inf"), pool=None)
    outgoing = HttpRequest("GET", "https://x", (), None, patience)
    kind: Any = httpx.AsyncClient if asynchronous else httpx.Client
    request = httpx_sender.make_request(outgoing, kind() if given else None)
    assert request.extensions["timeout"] == {
        "connect": 1,
        "read": 2,
        "write": None,
        "pool": None,
    }


def test_what_is_left_of_a_deadline_bounds_each_step() -> None:
    assert step_timeouts(60.0, 5.0) == dict.fromkeys(
        ("connect", "read", "write", "pool"), 5.0
    )
    assert step_timeouts(Timeout(read=1), 5.0)["read"] == 1
    assert set(step_timeouts(None, 5.0).values()) == {5.0}


def test_a_deadline_covers_retries_and_their_waits() -> None:
    world = World([answer(500)] * 9)
    with pytest.raises(APITimeoutError, match="2 attempts") as caught:
        world.run_out(call(), deadline=1.0)
    # It is not waited for what would come too late.
    assert world.slept == [0.5]
    assert caught.value.reached is True


def test_a_deadline_without_end_is_none() -> None:
    world = World([CUT, answer(200)])
    assert world.run(call(), deadline=float("inf")) == 200


def test_a_call_with_a_deadline_does_not_wait_long_for_the_token_of_another() -> None:
    release = threading.Event()

    def slow_login(request: Request) -> Answer:
        if request.target == "/oauth/token":
            release.wait(60)
        return logging_in(named)(request)

    with serving(slow_login) as server:
        client = Tiny(**grant_at(server.url))
        thread = threading.Thread(target=client.pet.get_pet, args=("1",))
        thread.start()
        until(lambda: server.requests)
        with pytest.raises(APITimeoutError, match="deadline"):
            client.pet.get_pet("1", options=RequestOptions(deadline=0.05))
        release.set()
        thread.join()
        assert client.stats.succeeded == 1
        client.close()


def test_an_idempotency_key_is_sent_under_the_name_of_the_platform() -> None:
    world = World([answer(200)])
    world.run(call("POST"), idempotency_key="k1")
    assert ("Idempotency-Key", "k1") in world.sent[0].headers
    from msgspec.structs import replace

    world = World([answer(200)])
    world.core.platform = replace(world.core.platform, idempotency_header="X-Once")
    world.run(call("POST"), idempotency_key="k1")
    assert ("X-Once", "k1") in world.sent[0].headers


def test_options_of_a_call_go_before_those_of_a_copy() -> None:
    ours = RequestOptions(
        timeout=1, max_retries=1, headers={"X-A": "1", "X-B": "1"}, query={"a": 1}
    )
    theirs = RequestOptions(timeout=2, headers={"x-a": "2"}, query={"b": 2})
    both = merge_options(ours, theirs)
    assert both is not None
    assert (both.timeout, both.max_retries) == (2, 1)
    assert both.headers == {"X-B": "1", "x-a": "2"}
    assert both.query == {"a": 1, "b": 2}
    assert merge_options(None, theirs) is theirs
    assert merge_options(ours, None) is ours
    assert merge_options(None, None) is None


def test_a_copy_has_other_options_and_shares_the_rest() -> None:
    with serving(named) as server:
        client = Tiny(access_token="t", base_url=server.url, rate_limit=None)
        used_before = client.pet
        copy = client.with_options(headers={"X-A": "1"}, timeout=5)
        copy_of_copy = copy.with_options(headers={"X-B": "2"})
        assert type(copy) is Tiny
        assert copy.pet is not used_before
        copy.pet.get_pet("1")
        raw = copy_of_copy.with_raw_response
        assert isinstance(raw, TinyWithRawResponse)
        assert raw.pet.get_pet("1").parse().name == "x"
        client.pet.get_pet("1")
        seen = [(r.headers.get("x-a"), r.headers.get("x-b")) for r in server.requests]
        assert seen == [("1", None), ("1", "2"), (None, None)]
        assert copy._runner is client._runner
        assert client.stats == copy.stats
        assert client.stats.calls == 3
        client.close()


def test_closing_a_copy_ends_the_copy_alone() -> None:
    with serving(named) as server:
        client = Tiny(access_token="t", base_url=server.url)
        with client.with_options(timeout=5) as copy:
            copy.pet.get_pet("1")
        assert copy.closed
        assert copy.state.value == "CLOSED"
        with pytest.raises(ClientClosedError):
            copy.pet.get_pet("1")
        assert not client.closed
        assert client.pet.get_pet("1").name == "x"
        other = client.with_options(timeout=5)
        client.close()
        with pytest.raises(ClientClosedError):
            other.pet.get_pet("1")


def test_a_copy_with_wrong_options_is_refused() -> None:
    client = Tiny(access_token="t", base_url="http://x")
    with pytest.raises(ValueError, match="deadline"):
        client.with_options(deadline=-1)
    client.close()


def test_the_deadline_of_a_copy_counts_for_each_call() -> None:
    world = World([SLOW, SLOW, token("t")])
    world.lasts = 2.0
    with pytest.raises(APITimeoutError, match="deadline of 3"):
        world.run_out(call(), deadline=3)


@pytest.mark.parametrize("options", [{}, "x", 5, RequestOptions])
def test_what_are_no_options_are_refused_by_the_name_of_the_operation(
    make_client: Make, options: Any
) -> None:
    face = make_client(region="north-1")
    with pytest.raises(
        TypeError, match=r"PetAPI\.getPet: options must be a RequestOptions"
    ):
        face.call("get_pet", "1", options=options)
