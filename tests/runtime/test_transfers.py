"""Uploads and downloads: what goes to which host, and what does not."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from templates.runtime import errors
from templates.runtime.config.options import RequestOptions
from templates.runtime.redaction import Secret
from templates.runtime.streaming.transfers import checked_url
from tests.runtime.conftest import Make
from tests.runtime.server import Answer, Request, Server, serving
from tests.runtime.test_calls import check_clean
from tests.runtime.test_streaming import DATA, Store, quick
from tests.runtime.tiny import Tiny

__all__ = ["quick"]

MINE = RequestOptions(headers={"X-Mine": "1"})
SECRET = "X-Signature=s1gn"


@pytest.fixture
def bucket() -> Iterator[Server]:
    """Another host: it takes uploads and gives the file."""
    with serving(lambda r: Answer(200, headers={"ETag": '"e"'})) as server:
        yield server


def elsewhere(server: Server) -> str:
    """A presigned URL, by another name of the same machine."""
    return f"{server.url.replace('127.0.0.1', 'localhost')}/put/x%20y?{SECRET}&b=1"


def only_ours(request: Request) -> None:
    """Nothing of the client is in a request but its name."""
    assert {"authorization", "cookie", "x-mine"}.isdisjoint(request.headers)
    assert request.headers["user-agent"].startswith("tiny/")


class Unseekable(io.RawIOBase):
    def __init__(self, content: bytes) -> None:
        self._inner = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._inner.readinto(buffer)


def contents(tmp_path: Path) -> dict[str, Callable[[], Any]]:
    path = tmp_path / "given.bin"
    path.write_bytes(DATA)
    return {
        "bytes": lambda: DATA,
        "bytearray": lambda: bytearray(DATA),
        "path": lambda: path,
        "file": lambda: path.open("rb"),
        "memory": lambda: io.BytesIO(DATA),
    }


@pytest.mark.parametrize("kind", ["bytes", "bytearray", "path", "file", "memory"])
def test_uploads_go_out_without_the_token(
    make_any: Make, bucket: Server, tmp_path: Path, kind: str
) -> None:
    content = contents(tmp_path)[kind]()
    client = make_any(base_url=bucket.url)
    head = {"Content-Type": "image/png", "x-amz-acl": "private"}
    answer = client.do("upload", elsewhere(bucket), content, headers=head, options=MINE)
    assert (answer.status, answer.headers["etag"]) == (200, '"e"')
    assert answer.parse() is None
    (request,) = bucket.requests
    assert (request.method, request.body) == ("PUT", DATA)
    assert request.target == f"/put/x%20y?{SECRET}&b=1"
    assert request.headers["content-length"] == str(len(DATA))
    assert "transfer-encoding" not in request.headers
    assert request.headers["content-type"] == "image/png"
    assert request.headers["x-amz-acl"] == "private"
    only_ours(request)
    if hasattr(content, "close"):
        assert not content.closed
        content.close()


def test_an_empty_upload_says_that_it_is(make_any: Make, bucket: Server) -> None:
    make_any(base_url=bucket.url).do("upload", elsewhere(bucket), b"")
    assert bucket.requests[0].headers["content-length"] == "0"


def test_an_open_file_is_sent_from_where_it_stands(
    make_any: Make, bucket: Server, quick: None
) -> None:
    answers = [Answer(500), Answer(cut=True), Answer(200)]
    bucket.respond = lambda r: answers.pop(0)
    file = io.BytesIO(b"head" + b"tail")
    file.seek(4)
    make_any(base_url=bucket.url).do("upload", elsewhere(bucket), file)
    assert [r.body for r in bucket.requests] == [b"tail"] * 3


def test_what_cannot_be_read_again_is_sent_once(
    make_any: Make, bucket: Server, quick: None
) -> None:
    bucket.respond = lambda r: Answer(500, content=b"<Error/>")
    client = make_any(base_url=bucket.url)
    with pytest.raises(errors.InternalServerError) as caught:
        client.do("upload", elsewhere(bucket), Unseekable(b"abc"))
    (request,) = bucket.requests
    assert request.headers["transfer-encoding"] == "chunked"
    assert request.body == b"abc"
    error = caught.value
    assert (error.operation, error.method, error.attempts) == ("upload", "PUT", 1)
    assert error.url == elsewhere(bucket).partition("?")[0]
    assert "s1gn" not in str(error) + repr(vars(error))
    check_clean(error)


@pytest.mark.parametrize(
    ("url", "headers", "content", "kind"),
    [
        ("ftp://x/y", {}, b"", ValueError),
        ("https://user:pw@x/y", {}, b"", ValueError),
        ("https://", {}, b"", ValueError),
        ("//evil.example/x", {}, b"", ValueError),
        ("x/y", {}, b"", ValueError),
        ("https://x/a b", {}, b"", ValueError),
        (5, {}, b"", TypeError),
        ("https://x/y", {"Authorization": "Bearer t"}, b"", ValueError),
        ("https://x/y", {"cookie": "a"}, b"", ValueError),
        ("https://x/y", {"Host": "a"}, b"", ValueError),
        ("https://x/y", {"A": "b\r\nc: d"}, b"", ValueError),
        ("https://x/y", {}, "text", TypeError),
        ("https://x/y", {}, io.StringIO("text"), TypeError),
        ("https://x/y", {}, None, TypeError),
        ("https://x/y", {}, Path("/nowhere/at/all"), FileNotFoundError),
    ],
)
def test_what_cannot_be_uploaded_causes_no_traffic(
    make_client: Make, url: Any, headers: Any, content: Any, kind: type[Exception]
) -> None:
    client = make_client(base_url="https://127.0.0.1:9")
    with pytest.raises(kind) as caught:
        client.do("upload", url, content, headers=headers)
    assert type(caught.value) is kind


def test_plain_http_only_where_the_api_has_it() -> None:
    with (
        Tiny(access_token="t", base_url="https://api.example/v1") as client,
        pytest.raises(ValueError, match="the scheme https, not http"),
    ):
        client.download("http://files.example/x")
    with Tiny(access_token="t", base_url="http://localhost/v1") as client:
        found = checked_url(client._context, Secret("https://x/y#z"))
        assert found == Secret("https://x/y")
        found = checked_url(client._context, Secret("/y"))
        assert found == Secret("http://localhost/v1/y")


def test_downloads_leave_the_token_behind(make_client: Make) -> None:
    with serving(lambda r: Answer(200, content=DATA)) as other:
        location = other.url.replace("127.0.0.1", "localhost") + f"/file?{SECRET}"

        def respond(request: Request) -> Answer:
            if request.target.startswith("/downloads/1"):
                return Answer(302, None, {"Location": "/downloads%2F2?a=b%20c&a="})
            return Answer(303, None, {"Location": location})

        with serving(respond) as server:
            client = make_client(base_url=server.url)
            for url in ("/downloads/1?x=1", server.url + "/downloads/1"):
                assert client.do("download", url, options=MINE) == DATA
    assert [r.target for r in server.requests[:2]] == [
        "/downloads/1?x=1",
        "/downloads%2F2?a=b%20c&a=",
    ]
    for request in server.requests:
        assert request.headers["authorization"] == "Bearer t0ken"
        assert request.headers["x-mine"] == "1"
        assert request.headers["accept"] == "*/*"
        assert request.headers["accept-encoding"] == "identity"
    for request in other.requests:
        only_ours(request)
        assert request.target == f"/file?{SECRET}"


@pytest.mark.parametrize("path", ["/../x", "/%2e%2E/x", "/a/.%2e/../x", "/..", "x"])
def test_the_token_stays_below_the_base_url(make_client: Make, path: str) -> None:
    with serving(lambda r: Answer(200, content=b"end")) as server:
        client = make_client(base_url=f"{server.url}/v1")
        client.do("download", f"{server.url}/v1/in")
        client.do("download", f"{server.url}/v1{path}")
    inside, outside = server.requests
    assert inside.headers["authorization"] == "Bearer t0ken"
    only_ours(outside)


@pytest.mark.parametrize(
    "location",
    [
        "http://[",
        "",
        "ftp://x/y",
        "https://u:p@x/y",
        "file:///etc/passwd",
        "https://",
    ],
)
def test_where_nobody_may_be_led(make_client: Make, location: str) -> None:
    head = {"Location": location} if location else {}
    with serving(lambda r: Answer(302, None, head)) as server:
        client = make_client(base_url=server.url)
        for url in ("/x", server.url.replace("127.0.0.1", "localhost") + "/x"):
            with pytest.raises(errors.RedirectError) as caught:
                client.do("download", url)
            assert (caught.value.location or "") == location
            assert "redirect" in str(caught.value)
            assert "not followed" not in str(caught.value)
            check_clean(caught.value)
    assert len(server.requests) == 2


def test_a_secure_download_is_not_led_to_plain_http() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"Location": "http://files.example/x"})

    with (
        httpx.Client(transport=httpx.MockTransport(answer)) as given,
        Tiny(access_token="t", base_url="https://api", http_client=given) as client,
        pytest.raises(errors.RedirectError),
    ):
        client.download("https://files.example/x")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_redirects_that_go_round_end(make_client: Make, host: str) -> None:
    with serving(lambda r: Answer(302, None, {"Location": "/x"})) as server:
        client = make_client(base_url=server.url)
        with pytest.raises(errors.RedirectError, match="after 10 requests") as caught:
            client.do("download", server.url.replace("127.0.0.1", host) + "/x")
    assert "not followed" not in str(caught.value)
    assert caught.value.attempts == 10
    assert len(server.requests) == 10


def test_nothing_of_a_given_client_goes_elsewhere() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=b"x")

    with (
        httpx.Client(
            transport=httpx.MockTransport(answer),
            headers={"X-Mine": "1", "Authorization": "mine"},
            auth=("user", "password"),
            cookies={"a": "b"},
            params={"key": "secret"},
        ) as given,
        Tiny(access_token="t", base_url="https://api", http_client=given) as client,
    ):
        client.upload("https://bucket.example/x?a=1", b"y")
        assert client.download("https://bucket.example/x?a=1") == b"x"
    for request in asked:
        assert {"authorization", "x-mine", "cookie"}.isdisjoint(request.headers)
        assert str(request.url) == "https://bucket.example/x?a=1"


def test_a_download_that_fails_hides_its_url(make_client: Make, quick: None) -> None:
    with serving(lambda r: Answer(403, content=b"<Error>no</Error>")) as server:
        url = server.url.replace("127.0.0.1", "localhost") + f"/file?{SECRET}"
        client = make_client(base_url=server.url)
        with pytest.raises(errors.ForbiddenError) as caught:
            client.do("download", url)
        error = caught.value
        assert (error.url, error.operation) == (url.partition("?")[0], "download")
        assert "s1gn" not in str(error) + repr(vars(error))
        answers = [Answer(503), Answer(429, headers={"Retry-After": "0"}), Answer(204)]
        server.respond = lambda r: answers.pop(0)
        assert client.do("download", url) == b""
        server.respond = lambda r: Answer(503)
        with pytest.raises(errors.ServiceUnavailableError):
            client.do("download", url, options=RequestOptions(max_retries=0))


def test_a_closed_client_moves_no_files(make_client: Make) -> None:
    with serving(Store()) as server:
        client = make_client(base_url=server.url)
        client.close()
        with pytest.raises(errors.ClientClosedError):
            client.do("upload", server.url + "/x", b"")
        with pytest.raises(errors.ClientClosedError):
            client.do("download", server.url + "/x")
    assert server.requests == []
