"""Uploads and downloads over each of the transports: what goes out, and what breaks."""

from __future__ import annotations

import io
import socket
import struct
import threading
from pathlib import Path

import aiohttp
import httpx
import pytest

from templates.runtime import errors
from templates.runtime.transport.aiohttp_transport import map_aiohttp_errors
from tests.runtime.conftest import Make
from tests.runtime.server import Answer, Request, Server, serving
from tests.runtime.slow import listening
from tests.runtime.test_calls import check_clean
from tests.runtime.test_streaming import DATA, Store, quick
from tests.runtime.test_transfers import SECRET, Unseekable, bucket, elsewhere

__all__ = ["bucket", "quick"]


def test_no_other_header_goes_with_an_upload(make_any: Make, bucket: Server) -> None:
    """One that a presigned URL's signature does not cover would break it."""
    make_any(base_url=bucket.url).do("upload", elsewhere(bucket), b"x")
    (request,) = bucket.requests
    assert set(request.headers) - {"connection"} == {
        "host",
        "user-agent",
        "content-length",
    }


@pytest.mark.parametrize("content", [b"x" * 3_000_000, None])
def test_an_upload_that_breaks_off_shows_no_secret(
    make_any: Make, content: bytes | None
) -> None:
    def hang_up(connection: socket.socket, released: threading.Event) -> None:
        connection.recv(100)
        connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )

    with listening(hang_up) as url:
        client = make_any(base_url=url, max_retries=0)
        given = Unseekable(DATA * 9) if content is None else content
        with pytest.raises(errors.APIConnectionError) as caught:
            client.do("upload", f"{url}/x?{SECRET}", given)
    assert "s1gn" not in str(caught.value) + repr(vars(caught.value))
    check_clean(caught.value)


def test_a_file_that_cannot_be_read_is_an_error_of_the_system(
    make_any: Make, bucket: Server
) -> None:
    class BrokenFile(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if size:
                raise OSError(5, "the disk is gone")
            return b""

    with pytest.raises(OSError, match="the disk is gone") as caught:
        make_any(base_url=bucket.url).do("upload", elsewhere(bucket), BrokenFile(DATA))
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("kept", [1000, 100_000])
def test_nothing_that_came_is_lost_where_the_cut_comes_quickly(
    make_any: Make, tmp_path: Path, quick: None, kept: int
) -> None:
    """The last bytes and the end of the connection are there at once."""
    asked: list[str] = []

    def respond(request: Request) -> Answer:
        asked.append(request.headers.get("range", ""))
        return file(request)

    file = Store(DATA[: 4 * kept])
    with serving(respond) as server:
        client = make_any(base_url=server.url, max_retries=0)
        for cuts in ([kept], [kept] * 2, [kept] * 2):
            file.cuts = cuts
            with pytest.raises(errors.APIConnectionError):
                client.do("download", elsewhere(server), tmp_path / "f")
        client.do("download", elsewhere(server), tmp_path / "f")
    assert [a for a in asked if a] == [f"bytes={n * kept}-" for n in (1, 2, 3)]
    assert (tmp_path / "f").read_bytes() == DATA[: 4 * kept]


def test_what_gets_on_may_break_as_often_as_it_likes(
    make_any: Make, tmp_path: Path, quick: None
) -> None:
    file = Store()
    file.cuts = [50_000] * 6
    with serving(file) as server:
        client = make_any(base_url=server.url, max_retries=1)
        path = client.do("download", elsewhere(server), tmp_path / "f")
    assert path.read_bytes() == DATA
    assert len(server.requests) == 7


def test_no_url_of_aiohttp_is_told() -> None:
    url = f"http://x/y?{SECRET}"
    told = httpx.ConnectTimeout(url)
    told.__cause__ = aiohttp.ClientOSError(32, f"Can not write request body for {url}")
    with pytest.raises(httpx.ReadError) as caught, map_aiohttp_errors(connected=True):
        raise told
    assert "s1gn" not in str(caught.value)
