"""Certificates are loaded by the first request that needs them."""

import ssl
from typing import Any

import httpx
import pytest

from genesys_cloud._runtime.transport import connection_pool, routing
from genesys_cloud._runtime.transport.settings import Network


def test_plain_requests_load_no_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[Any] = []
    create = httpx.create_ssl_context
    monkeypatch.setattr(
        httpx, "create_ssl_context", lambda **how: loaded.append(how) or create(**how)
    )
    pool: Any = connection_pool.sync_transport(Network())
    for secure in (False, True, True):
        pool._create()._create((secure, None))
        assert len(loaded) == int(secure)


def test_the_settings_of_plain_requests_trust_nobody() -> None:
    plain, trusting = routing.plain_context(), Network().tls_context()
    assert plain is routing.plain_context()
    assert plain.verify_mode is ssl.CERT_REQUIRED
    assert plain.cert_store_stats()["x509"] == 0
    assert trusting.cert_store_stats()["x509"] > 0


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
