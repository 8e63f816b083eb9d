"""What httpx writes to its own logger shows no presigned URL."""

from __future__ import annotations

import logging

import httpx
import pytest

from templates.runtime.errors import APIConnectionError, RedirectError
from tests.runtime.conftest import Make
from tests.runtime.server import Answer, serving
from tests.runtime.tiny import Tiny


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
        client.do("upload", url, b"x")
        assert client.do("download", url) == b"x"
        assert client.do("download", "/f?a=1&sig=s3cret") == b"x"
    assert all("s3cret" in request.target for request in server.requests)
    text = written(caplog)
    assert "s3cret" not in text
    assert text.count("/f?***") == 2
    assert text.count("/f?a=1&sig=***") == 1


@pytest.mark.parametrize("proxied", [False, True])
def test_headers_of_answers_are_not_written(
    make_client: Make,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    proxied: bool,
) -> None:
    caplog.set_level(logging.DEBUG, logger="httpcore")
    leading = {"Location": "http://x/?sig=s3cret", "Set-Cookie": "s3cret"}
    answers = [Answer(302, headers=leading), Answer(200, {"name": "x"}, leading)] * 2

    with serving(lambda r: answers.pop(0)) as server:
        if proxied:
            monkeypatch.setenv("HTTP_PROXY", server.url)
            monkeypatch.setenv("NO_PROXY", "")
        client = make_client(base_url=server.url, access_token="s3cret")
        with pytest.raises(RedirectError):
            client.call("get_pet", "1")
        client.call("get_pet", "1")
        with pytest.raises(RedirectError):
            client.do("upload", server.url.replace("127.0.0.1", "localhost"), b"x")
        answers[:] = [Answer(200, headers={"Bad \x00 s3cret": "s3cret"})]
        with pytest.raises(APIConnectionError):
            client.call("post_pet", {"name": "x"})
    text = "\n".join(r.getMessage() for r in caplog.records)
    assert "s3cret" not in text
    assert (
        text.count("receive_response_headers.complete return_value=(b'HTTP/1.1'") == 3
    )
    assert "exception=RemoteProtocolError(***)" in text


def test_httpcore_of_others_is_written_as_it_was(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, logger="httpcore")
    with serving(lambda r: Answer(200, {"name": "x"}, {"X-Mine": "theirs"})) as server:
        with Tiny(access_token="t", base_url=server.url) as client:
            client.pet.put_pet("1")
        httpx.get(server.url, trust_env=False)
    found = [r.getMessage() for r in caplog.records if "theirs" in r.getMessage()]
    assert len(found) == 1


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
