"""What httpx writes to its own logger shows no presigned URL."""

from __future__ import annotations

import logging
from collections.abc import Callable

import httpx
import pytest

from tests.runtime.conftest import Client
from tests.runtime.server import Answer, serving
from tests.runtime.test_files import run
from tests.runtime.tiny import Tiny

Make = Callable[..., Client]


def written(caplog: pytest.LogCaptureFixture) -> str:
    records = [r for r in caplog.records if r.name == "httpx"]
    return "\n".join(r.getMessage() for r in records)


@pytest.mark.parametrize("proxied", [False, True])
def test_transfers_are_written_without_their_query(
    make_client: Make,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    proxied: bool,
) -> None:
    caplog.set_level(logging.INFO, logger="httpx")
    with serving(lambda r: Answer(200, content=b"x")) as server:
        if proxied:
            monkeypatch.setenv("HTTP_PROXY", server.url)
            monkeypatch.setenv("NO_PROXY", "")
        client = make_client(base_url=server.url)
        url = server.url.replace("127.0.0.1", "localhost") + "/f?plain=s3cret"
        run(client, "upload", url, b"x")
        assert run(client, "download", url) == b"x"
        assert run(client, "download", "/f?a=1&sig=s3cret") == b"x"
    assert all("s3cret" in request.target for request in server.requests)
    text = written(caplog)
    assert "s3cret" not in text
    assert text.count("/f?***") == 2
    assert text.count("/f?a=1&sig=***") == 1


def test_the_requests_of_others_are_written_as_they_were(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, logger="httpx")
    transport = httpx.MockTransport(lambda r: httpx.Response(200, content=b"x"))
    with (
        httpx.Client(transport=transport) as given,
        Tiny(access_token="t", base_url="https://api", http_client=given) as client,
    ):
        client.download("https://b.example/f?sig=s3cret")
        assert "s3cret" not in written(caplog)
        given.get("https://c.example/f?sig=theirs")
    assert "https://c.example/f?sig=theirs" in written(caplog)
    assert len(written(caplog).splitlines()) == 2
