"""What listeners are told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from templates.runtime.engine.call import run_call
from templates.runtime.errors import (
    APITimeoutError,
)
from templates.runtime.telemetry.emitter import Listeners
from templates.runtime.telemetry.events import (
    CallAdded,
    CallEnded,
    CallEvent,
    CallRemoved,
    CallRetried,
    CallStarted,
    Event,
    RateLimited,
    TokenRefreshEnded,
    TokenRefreshStarted,
)
from tests.runtime.server import named, serving
from tests.runtime.test_flow import CUT, World, answer, call, token
from tests.runtime.tiny import Tiny


def listen(world: World, kind: type[Event] = Event) -> list[Any]:
    heard: list[Any] = []
    world.core.emitter.listeners.add(kind, heard.append)
    return heard


def kinds(heard: list[Any]) -> list[str]:
    return [type(event).__name__ for event in heard]


def test_a_call_is_told_from_beginning_to_end() -> None:
    world = World(
        [
            token("t1"),
            answer(503, X_Correlation_Id="c1"),
            CUT,
            answer(429, Retry_After="9", X_Correlation_Id="c2"),
            answer(200, X_Correlation_Id="c3"),
        ],
        grant=True,
    )
    heard = listen(world)
    world.lasts = 2.0
    world.run(call())
    assert kinds(heard) == [
        "CallAdded",
        "StateChanged",
        "TokenRefreshStarted",
        "TokenRefreshEnded",
        "StateChanged",
        "CallStarted",
        "CallRetried",
        "CallStarted",
        "CallRetried",
        "CallStarted",
        "RateLimited",
        "CallStarted",
        "CallEnded",
        "StateChanged",
    ]
    assert {event.at for event in heard} == {datetime(2024, 1, 1, tzinfo=UTC)}
    calls = [event for event in heard if isinstance(event, CallEvent)]
    assert {(e.call_id, e.operation, e.method, e.path) for e in calls} == {
        (1, "A.op", "GET", "/x")
    }
    started = [e for e in heard if isinstance(e, CallStarted)]
    assert [(e.attempt, e.waited) for e in started] == [(1, 0), (2, 0), (3, 0), (4, 9)]
    first, second = (e for e in heard if isinstance(e, CallRetried))
    assert (first.attempt, first.status, first.wait) == (1, 503, 0.5)
    assert (first.reason, first.correlation_id) == ("status 503", "c1")
    assert (second.attempt, second.status, second.wait) == (2, None, 1.0)
    assert (second.reason, second.correlation_id) == ("cut", None)
    (limited,) = (e for e in heard if isinstance(e, RateLimited))
    assert (limited.wait, limited.correlation_id) == (9.0, "c2")
    (ended,) = (e for e in heard if isinstance(e, CallEnded))
    assert (ended.attempts, ended.result, ended.status) == (4, "succeeded", 200)
    assert (ended.error, ended.correlation_id) == (None, "c3")
    assert (ended.waited, ended.seconds) == (9.0, 5 * 2 + 0.5 + 1 + 9)


def test_a_call_that_is_never_sent_is_removed() -> None:
    world = World([answer(200)], limit=1)
    world.run(call())
    heard = listen(world, CallEvent)
    with pytest.raises(APITimeoutError):
        world.run_out(call(), deadline=1)
    assert kinds(heard) == ["CallAdded", "CallRemoved", "CallEnded"]
    assert isinstance(heard[1], CallRemoved)
    assert (heard[2].attempts, heard[2].result) == (0, "failed")
    heard.clear()
    flow = run_call(world.core, call(), None)
    next(flow)
    flow.close()
    assert kinds(heard) == ["CallAdded", "CallRemoved", "CallEnded"]
    assert heard[2].result == "cancelled"
    assert heard[0].call_id != 1


def test_a_listener_hears_its_kind_alone_until_it_is_removed() -> None:
    listeners = Listeners()
    at = datetime(2024, 1, 1, tzinfo=UTC)
    one: list[Any] = []
    all_: list[Any] = []
    remove = listeners.add(TokenRefreshStarted, one.append)
    remove_all = listeners.add(Event, all_.append)
    twice = listeners.add(TokenRefreshStarted, one.append)
    assert listeners.wants(TokenRefreshStarted)
    listeners.notify(TokenRefreshStarted(at=at))
    listeners.notify(TokenRefreshEnded(at=at, error=None, seconds=1.0))
    assert (len(one), len(all_)) == (2, 2)
    remove()
    remove()
    listeners.notify(TokenRefreshStarted(at=at))
    assert (len(one), len(all_)) == (3, 3)
    remove_all()
    assert not listeners.wants(TokenRefreshEnded)
    assert listeners.active
    twice()
    assert not listeners.active


def test_what_cannot_be_told_is_refused() -> None:
    listeners = Listeners()

    async def later(event: Event) -> None: ...

    made: Any = listeners.add
    for kind, listener in ((Event, later), (Event, 7), (int, print), (7, print)):
        with pytest.raises(TypeError):
            made(kind, listener)
    assert not listeners.active


def test_a_listener_may_call_and_remove() -> None:
    heard: list[str] = []
    with (
        serving(named) as server,
        Tiny(access_token="t", base_url=server.url) as client,
    ):

        def once(event: CallAdded) -> None:
            remove()
            heard.append(client.pet.get_pet("2").name)

        remove = client.on(CallAdded, once)
        client.pet.get_pet("1")
    assert heard == ["x"]


def test_an_event_names_no_query_and_no_header() -> None:
    world = World([answer(200)])
    heard = listen(world)
    world.run(call(), query={"key": "s3cret"}, headers={"X-Key": "s3cret"})
    assert "s3cret" not in repr(heard)
    assert "fixed" not in repr(heard)
