"""A deadline bounds everything that a call does, with each client."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from templates.runtime.config.options import RequestOptions
from templates.runtime.errors import APITimeoutError
from templates.runtime.timeouts import DeadlineExceeded, set_deadline
from templates.runtime.transport import network_backend
from tests.runtime.conftest import Make
from tests.runtime.server import Answer, Request, grant_at, serving
from tests.runtime.slow import HEAD, drip, greedless, listening
from tests.runtime.test_calls import check_clean
from tests.runtime.test_streaming import streamed
from tests.runtime.tiny import Tiny

SOON = RequestOptions(deadline=0.3)
ENOUGH = RequestOptions(deadline=1.5)
"""Enough for a slow machine to get the first bytes of a response."""
LONG = b"Content-Length: 100000\r\n\r\n"


@contextmanager
def in_time(text: str = r"deadline of (0\.3|1\.5) s") -> Iterator[None]:
    """Expect the error of a deadline, and that it comes long before all others."""
    began = time.monotonic()
    with pytest.raises(APITimeoutError, match=text) as caught:
        yield
    # What drips goes on for a minute.
    assert time.monotonic() - began < 40
    check_clean(caught.value)


@pytest.mark.parametrize(
    "first", [b"HTTP/1.1 200 ", HEAD + b"X-Long: ", HEAD + LONG], ids=repr
)
def test_a_response_that_drips(make_client: Make, first: bytes) -> None:
    with listening(drip(first)) as url:
        client = make_client(base_url=url)
        with in_time():
            client.call("get_pet", "1", options=SOON)


def test_a_request_that_is_hardly_read(make_client: Make) -> None:
    with listening(greedless) as url:
        client = make_client(base_url=url)
        with in_time():
            client.call("post_pet", {"name": "x" * 30_000_000}, options=SOON)


def test_an_upload_that_is_hardly_read(make_client: Make, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x" * 30_000_000)
    with listening(greedless) as url:
        client = make_client(base_url=url)
        for content in (file, b"x" * 30_000_000):
            with in_time():
                client.do("upload", f"{url}/file", content, options=SOON)


@pytest.mark.parametrize("path", ["/file", "http://localhost:{port}/file"])
def test_a_download_that_drips(make_client: Make, path: str, tmp_path: Path) -> None:
    with listening(drip(HEAD + LONG)) as url:
        client = make_client(base_url=url)
        target = path.format(port=url.rpartition(":")[2])
        with in_time():
            client.do("download", target, options=SOON)
        with in_time():
            client.do("download", target, tmp_path / "file", options=SOON)
    assert list(tmp_path.iterdir()) == []


def test_a_body_that_is_read_steadily_is_not_sent_to_its_end() -> None:
    written = 0

    class Steady(network_backend.Socket):
        def send(self, data: Any, flags: int = 0) -> int:
            nonlocal written
            written += len(data)
            time.sleep(0.02)
            return len(data)

    content = b"x" * 1_000_000
    set_deadline(0.1)
    with pytest.raises(DeadlineExceeded):
        network_backend.Stream(network_backend.Backend(), Steady()).write(content)
    assert written < len(content)


def test_a_stream_that_stalls(make_client: Make) -> None:
    with listening(drip(HEAD + LONG, b"")) as url:
        client = make_client(base_url=url, timeout=3.0)
        with in_time(
            r"deadline of 1\.5 s passed while the response was read after 0 bytes"
        ):
            streamed(client, "get_pet", "1", use="read", options=ENOUGH)


@pytest.mark.parametrize("use", ["read", "iter_bytes", "iter_lines", "parse"])
def test_a_stream_that_drips(make_client: Make, use: str) -> None:
    with listening(drip(HEAD + LONG)) as url:
        client = make_client(base_url=url)
        with in_time(
            r"deadline of 1\.5 s passed while the response was read after \d+ bytes"
        ):
            streamed(client, "get_pet", "1", use=use, options=ENOUGH)


def test_a_file_that_breaks_off_again_and_again(
    make_client: Make, tmp_path: Path
) -> None:
    head = {"ETag": '"v1"', "Content-Type": "x/y"}

    def respond(request: Request) -> Answer:
        time.sleep(0.02)
        start = int(request.headers.get("range", "bytes=0-")[6:-1])
        more = {**head, "Content-Range": f"bytes {start}-99999/100000"}
        status = 206 if "range" in request.headers else 200
        content = b"x" * (100_000 - start)
        return Answer(status, headers=more, content=content, cut_after=10)

    with serving(respond) as server:
        client = make_client(base_url=server.url)
        with in_time():
            client.do("download", "/file", tmp_path / "file", options=SOON)


def test_time_between_pieces_counts() -> None:
    with (
        serving(lambda r: Answer(200, content=b"x" * 5_000_000)) as server,
        Tiny(access_token="t", base_url=server.url) as client,
        in_time(),
        client.with_streaming_response.pet.get_pet("1", options=SOON) as response,
    ):
        for _ in response.iter_bytes(500_000):
            time.sleep(0.1)


def test_a_token_that_drips(make_client: Make) -> None:
    with listening(drip(HEAD + b"X-Long: ")) as url:
        client = make_client(**grant_at(url))
        with in_time():
            client.call("get_pet", "1", options=SOON)
        # The deadline of a client bounds connecting.
        client.client = client.client.with_options(deadline=0.3)
        with in_time():
            client.do("connect")


def test_a_given_transport_is_bounded_between_pieces() -> None:
    class Dripping(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            for _ in range(500):
                time.sleep(0.02)
                yield b"x"

    transport = httpx.MockTransport(lambda r: httpx.Response(200, stream=Dripping()))
    with Tiny(access_token="t", base_url="http://x", transport=transport) as client:
        with in_time():
            client.pet.get_pet("1", options=SOON)
        view = client.with_streaming_response.pet
        with in_time(), view.get_pet("1", options=SOON) as response:
            response.read()


@pytest.mark.parametrize("name", ["HTTP_PROXY", "ALL_PROXY"])
def test_a_proxy_of_the_environment_is_bounded_too(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with listening(drip(HEAD + b"X-Long: ")) as url:
        monkeypatch.setenv(name, url)
        monkeypatch.setenv("NO_PROXY", "")
        with Tiny(access_token="t", base_url="http://api.example") as client, in_time():
            client.pet.get_pet("1", options=SOON)


def test_a_host_of_several_addresses_has_one_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[float] = []

    class Late(network_backend.Socket):
        def connect(self, address: Any) -> None:
            tried.append(self.gettimeout() or 0)
            time.sleep(0.05)
            raise TimeoutError

    places = [(2, 1, 6, "", (f"10.0.0.{n}", 80)) for n in range(1, 4)]
    monkeypatch.setattr(network_backend, "Socket", Late)
    monkeypatch.setattr(network_backend, "resolve_addresses", lambda *a, **k: places)
    with (
        Tiny(access_token="t", base_url="http://x", max_retries=0) as client,
        pytest.raises(APITimeoutError),
    ):
        client.pet.get_pet("1", options=RequestOptions(deadline=30))
    assert len(tried) == 3
    assert tried[0] > tried[1] > tried[2]
