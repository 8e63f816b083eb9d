"""What follows a response on its connection is never taken for the next response."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from socket import create_server, socket
from typing import Any

import httpx
import pytest

from templates.runtime.errors import ConfigurationError
from templates.runtime.transport.connection_pool import ONE_CONNECTION
from templates.runtime.transport.routing import (
    AsyncRoutingTransport,
    SyncRoutingTransport,
)
from tests.runtime.conftest import Make
from tests.runtime.server import until
from tests.runtime.test_streaming import streamed
from tests.runtime.test_transport_settings import CA, tls


def ok(name: str) -> bytes:
    body = b'{"name": "%s"}' % name.encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
    return head + str(len(body)).encode() + b"\r\n\r\n" + body


def chunked(name: str) -> bytes:
    body = b'{"name": "%s"}' % name.encode()
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"


BODY = b'{"name": "foreign"}'
BARE = {
    "204": b"HTTP/1.1 204 No Content\r\n",
    "304": b"HTTP/1.1 304 Not Modified\r\n",
}


def bodiless(status: str, announced: bool) -> bytes:
    lines = b"Content-Length: %d\r\n" % len(BODY) if announced else b""
    return BARE[status] + lines + b"\r\n"


FIRST: dict[str, list[bytes]] = {
    "a second response": [ok("own") + ok("foreign")],
    "a second after chunks": [chunked("own") + chunked("foreign")],
    "half of a second": [ok("own") + ok("foreign")[:20]],
    "a line": [ok("own") + b"\r\n"],
    "bytes": [ok("own") + b"\x00\x01\x02"],
    "a later packet": [ok("own"), ok("foreign")],
    "204 with a body": [bodiless("204", False) + BODY],
    "204 with an announced body": [bodiless("204", True) + BODY],
    "204, then a response": [bodiless("204", False), ok("foreign")],
    "204, then its body": [bodiless("204", True), BODY],
    "204 and a response": [bodiless("204", False) + ok("foreign")],
    "304 and a response": [bodiless("304", True) + ok("foreign")],
}


@contextmanager
def talking(pieces: list[bytes], context: ssl.SSLContext | None) -> Iterator[Any]:
    """Answer the first request so, and all others well; tell when all was sent."""
    listener = create_server(("127.0.0.1", 0))
    sent = threading.Event()
    stopped = threading.Event()
    wires: list[socket] = []

    def serve(plain: socket) -> None:
        try:
            wire = context.wrap_socket(plain, server_side=True) if context else plain
            wires.append(wire)
            number = 0
            while wire.recv(65536):
                if sent.is_set():
                    number += 1
                    wire.sendall(ok(f"right{number}"))
                    continue
                for piece in pieces:
                    wire.sendall(piece)
                    stopped.wait(0.05 if len(pieces) > 1 else 0)
                sent.set()
        except OSError:
            pass

    def accept() -> None:
        try:
            while True:
                plain, _ = listener.accept()
                wires.append(plain)
                thread = threading.Thread(target=serve, args=(plain,), daemon=True)
                thread.start()
        except OSError:
            pass

    threading.Thread(target=accept, daemon=True).start()
    port = listener.getsockname()[1]
    try:
        yield f"{'https' if context else 'http'}://127.0.0.1:{port}", sent
    finally:
        stopped.set()
        for wire in wires:
            wire.close()
        listener.close()


@pytest.mark.parametrize(
    ("kind", "secure"),
    [*((kind, False) for kind in FIRST), ("a second response", True), ("bytes", True)],
)
def test_surplus_bytes_are_no_response(make_any: Make, kind: str, secure: bool) -> None:
    with talking(FIRST[kind], tls() if secure else None) as (url, sent):
        client = make_any(
            base_url=url, max_retries=0, **({"verify": CA} if secure else {})
        )
        try:
            first = client.call("get_pet", "1")
            assert first is None or first.name == "own"
        except Exception:
            pass
        until(sent.is_set)
        for number in ("right1", "right2"):
            assert client.call("get_pet", "1").name == number


@pytest.mark.parametrize("kind", FIRST)
def test_a_given_transport_takes_them_for_none_either(
    make_client: Make, kind: str
) -> None:
    with talking(FIRST[kind], None) as (url, sent):
        client, close = given_one(make_client, "transport", url)
        with suppress(Exception):
            client.call("get_pet", "1")
        until(sent.is_set)
        assert client.call("get_pet", "1").name == "right1"
        close()


@pytest.mark.parametrize("route", ["stream", "other decompression", "download"])
@pytest.mark.parametrize("given", ["transport", "http_client"])
def test_streams_over_what_was_given_take_them_for_none_either(
    make_client: Make, given: str, route: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ok("own")
    if route == "other decompression":
        # It is left to httpx, which reads in another way then.
        monkeypatch.setattr(httpx._decoders, "SUPPORTED_DECODERS", {})
        first = first.replace(b"\r\n", b"\r\nContent-Encoding: br\r\n", 1)
    with talking([first + ok("foreign")], None) as (url, sent):
        client, close = given_one(make_client, given, url)
        if route == "download":
            content = client.do("download", "/file")
        else:
            content = streamed(client, "get_pet", "1", use="read")
        assert content == b'{"name": "own"}'
        until(sent.is_set)
        assert client.call("get_pet", "1").name == "right1"
        close()


def given_one(make: Make, name: str, url: str) -> tuple[Any, Callable[[], object]]:
    """Make a client over a transport or a client of httpx, and what closes these."""
    kinds = {
        "transport": (httpx.HTTPTransport, httpx.AsyncHTTPTransport),
        "http_client": (httpx.Client, httpx.AsyncClient),
    }[name]
    try:
        given: Any = kinds[0]()
        return make(base_url=url, **{name: given}), given.close
    except ConfigurationError:
        given = kinds[1]()
        client: Any = make(base_url=url, **{name: given})
        return client, lambda: client.portal.call(given.aclose)


@pytest.mark.parametrize("head", ["Content-Length: 19\r\n", ""])
def test_a_body_after_a_head_request_is_no_response(make_any: Make, head: str) -> None:
    first = f"HTTP/1.1 200 OK\r\n{head}\r\n".encode() + BODY
    with talking([first], None) as (url, sent):
        client = make_any(base_url=url, max_retries=0)
        with suppress(Exception):
            client.do("request", "HEAD", "/x")
        until(sent.is_set)
        assert client.call("get_pet", "1").name == "right1"


def test_the_libraries_below_have_what_is_looked_at(make_client: Make) -> None:
    """Without it no connection would be used twice."""
    with talking([], None) as (url, sent):
        sent.set()
        client: Any = make_client(base_url=url)
        for number in range(1, 4):
            assert client.call("get_pet", "1").name == f"right{number}"


@pytest.mark.parametrize("kind", [httpx.HTTPTransport, httpx.AsyncHTTPTransport])
def test_pools_have_what_is_replaced(kind: Any) -> None:
    made = kind(limits=ONE_CONNECTION)
    assert {"_network_backend", "_optional_thread_lock"} <= vars(made._pool).keys()
    route = (False, None)
    transports: Any = (
        SyncRoutingTransport if kind is httpx.HTTPTransport else AsyncRoutingTransport
    )
    both = transports(lambda _: made, lambda _: route)
    both._transport_for(httpx.Request("GET", "http://x/"))
    assert made._pool._network_backend is both._backend
