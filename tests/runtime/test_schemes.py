"""Certificates are loaded by the first request that needs them."""

import ssl
from typing import Any

import httpx
import pytest

from genesys_cloud._runtime.transport import connection_pool, routing
from genesys_cloud._runtime.transport.settings import Network

WAY = routing.route_of(Network())


class Named(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers with its name."""

    def __init__(self, secure: bool) -> None:
        self.name = "tls" if secure else "plain"
        self.closed = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text=self.name)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1


def asking(scheme: str) -> httpx.Request:
    return httpx.Request("GET", f"{scheme}://host/")


def test_each_scheme_has_its_transport() -> None:
    made: list[Named] = []
    both = routing.SyncRoutingTransport(
        lambda route: made.append(Named(route[0])) or made[-1], WAY
    )
    assert both.handle_request(asking("http")).text == "plain"
    assert both.handle_request(asking("http")).text == "plain"
    assert [transport.name for transport in made] == ["plain"]
    assert both.handle_request(asking("https")).text == "tls"


@pytest.mark.anyio
async def test_each_scheme_has_its_transport_async() -> None:
    made: list[Named] = []
    both = routing.AsyncRoutingTransport(
        lambda route: made.append(Named(route[0])) or made[-1], WAY
    )
    assert (await both.handle_async_request(asking("http"))).text == "plain"
    assert (await both.handle_async_request(asking("https"))).text == "tls"


def test_plain_requests_load_no_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[Any] = []
    create = httpx.create_ssl_context
    monkeypatch.setattr(
        httpx, "create_ssl_context", lambda **how: loaded.append(how) or create(**how)
    )
    plain, trusting = routing.tls_contexts(Network())
    assert plain() is plain()
    assert loaded == []
    assert trusting() is trusting()
    assert len(loaded) == 1


def test_the_settings_of_plain_requests_trust_nobody() -> None:
    plain, trusting = routing.tls_contexts(Network())
    assert plain().verify_mode is ssl.CERT_REQUIRED
    assert plain().cert_store_stats()["x509"] == 0
    assert trusting().cert_store_stats()["x509"] > 0


def test_settings_that_were_given_are_taken() -> None:
    given = ssl.create_default_context()
    _, trusting = routing.tls_contexts(Network(context=given))
    assert trusting() is given


def test_making_a_client_loads_no_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**how: object) -> ssl.SSLContext:
        raise AssertionError("not yet")

    monkeypatch.setattr(httpx, "create_ssl_context", refuse)
    assert isinstance(
        connection_pool.sync_transport(Network()), connection_pool.SyncConnectionPool
    )
    assert isinstance(
        connection_pool.async_transport(Network()), connection_pool.AsyncConnectionPool
    )
