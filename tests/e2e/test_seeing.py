"""Seeing inside: events, logging without secrets, traces of others."""

from __future__ import annotations

import logging
from typing import Any

import httpx
import pytest

import genesys_cloud
from generator.sandbox import RunningSandbox, ScriptedResponse, rate_limited
from tests.e2e.conftest import Connect
from tests.e2e.driver import Driver

USER = "LicenseAPI.getLicenseUser"


def _names(events: list[Any]) -> list[str]:
    quiet = ("StateChanged",)
    names = (type(event).__name__ for event in events)
    return [name for name in names if name not in quiet]


def test_events_tell_a_call_from_beginning_to_end(
    login: Connect, sandbox: RunningSandbox
) -> None:
    sandbox.script(USER, ScriptedResponse(status=500), rate_limited("0"))
    client = login(revoke_on_close=True)
    events: list[Any] = []
    client.on(genesys_cloud.Event, events.append)
    client.license.get_license_user("u")
    client.close()
    assert _names(events) == [
        "CallAdded",
        "TokenRefreshStarted",
        "TokenRefreshEnded",
        "CallStarted",
        "CallRetried",
        "CallStarted",
        "RateLimited",
        "CallStarted",
        "CallEnded",
        "TokenDeleteStarted",
        "TokenDeleted",
    ]
    (ended,) = [e for e in events if isinstance(e, genesys_cloud.CallEnded)]
    assert (ended.operation, ended.method) == (USER, "GET")
    assert (ended.attempts, ended.status, ended.result) == (3, 200, "succeeded")
    assert ended.correlation_id.startswith("c0ffee-")
    assert ended.seconds >= ended.waited >= 0
    assert ended.at.tzinfo is not None
    (retried,) = [e for e in events if isinstance(e, genesys_cloud.CallRetried)]
    assert (retried.status, retried.attempt) == (500, 1)


def test_a_call_that_fails_before_it_is_sent_is_removed(
    login: Connect, sandbox: RunningSandbox
) -> None:
    client = login(client_secret="wrong")
    events: list[Any] = []
    client.on(genesys_cloud.CallEvent, events.append)
    with pytest.raises(genesys_cloud.TokenRequestError):
        client.license.get_license_user("u")
    assert _names(events)[:2] == ["CallAdded", "CallRemoved"]


def test_listeners_can_be_removed(connect: Connect) -> None:
    client = connect()
    seen: list[Any] = []
    remove = client.on(genesys_cloud.CallEnded, seen.append)
    client.license.get_license_user("u")
    remove()
    remove()
    client.license.get_license_user("u")
    assert len(seen) == 1


def test_a_listener_that_raises_harms_nobody(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    def listener(event: genesys_cloud.CallEnded) -> None:
        raise RuntimeError("broken")

    client = connect()
    client.on(genesys_cloud.CallEnded, listener)
    assert client.license.get_license_user("u").id == "u"
    assert "broken" in caplog.text


@pytest.mark.parametrize("bodies", [False, True])
def test_the_log_has_no_secret(
    login: Connect,
    sandbox: RunningSandbox,
    caplog: pytest.LogCaptureFixture,
    bodies: bool,
) -> None:
    sandbox.auth.clients["id"] = "hush-hush"
    body = {"id": "told", "selfUri": "/x?access_token=hush-hush"}
    sandbox.script(
        USER, ScriptedResponse(status=500), ScriptedResponse(status=200, body=body)
    )
    with caplog.at_level(logging.DEBUG, "genesys_cloud"):
        client = login(client_secret="hush-hush", log_bodies=bodies)
        client.license.get_license_user("u")
    (token,) = sandbox.log.counts.by_token
    records = [r for r in caplog.records if r.name.startswith("genesys_cloud")]
    text = "\n".join(record.getMessage() for record in records)
    assert USER in text
    assert ("told" in text) is bodies
    for secret in (token, "aWQ6", "hush-hush" if not bodies else token):
        assert secret not in text
    # What was sent is not what was written.
    assert sandbox.log.of(USER)[0].headers["authorization"] == f"Bearer {token}"


def test_the_log_is_silent_by_default(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    connect().license.get_license_user("u")
    own = [r for r in caplog.records if r.name.startswith("genesys_cloud")]
    assert [r for r in own if r.levelno >= logging.WARNING] == []


def test_hooks_of_httpx_work(driver: Driver, connect: Connect) -> None:
    seen: list[str] = []

    def note(request: httpx.Request) -> None:
        seen.append(str(request.url))

    async def note_later(request: httpx.Request) -> None:
        note(request)

    http: Any
    if driver.asynchronous:
        http = httpx.AsyncClient(event_hooks={"request": [note_later]})
    else:
        http = httpx.Client(event_hooks={"request": [note]})
    client = connect(http_client=http)
    client.license.get_license_user("u")
    assert [url.rpartition("/")[2] for url in seen] == ["u"]
    driver.finish(http)


def test_open_telemetry_sees_every_request(
    driver: Driver, connect: Connect, sandbox: RunningSandbox
) -> None:
    from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import (
        InMemorySpanExporter,
    )

    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    instrumentor = HTTPXClientInstrumentor()
    instrumentor.instrument(tracer_provider=provider)
    try:
        sandbox.script(USER, ScriptedResponse(status=500))
        connect().license.get_license_user("u")
    finally:
        instrumentor.uninstrument()
        provider.shutdown()
    spans = exporter.get_finished_spans()
    assert [dict(span.attributes or {})["http.status_code"] for span in spans] == [
        500,
        200,
    ]
    assert all("traceparent" in arrival.headers for arrival in sandbox.log.of(USER))
