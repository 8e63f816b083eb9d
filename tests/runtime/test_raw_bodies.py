"""Bodies of ``client.request`` other than JSON, and uploads by POST."""

from __future__ import annotations

import io
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import anyio
import httpx
import pytest

from templates.runtime.config.options import RequestOptions
from templates.runtime.errors import (
    APIStatusError,
    ServiceUnavailableError,
    UnauthorizedError,
)
from tests.runtime.conftest import Make
from tests.runtime.server import Answer, Request, grant_at, logging_in, serving
from tests.runtime.test_streaming import quick
from tests.runtime.test_transfers import Unseekable
from tests.runtime.tiny import AsyncTiny, Tiny

__all__ = ["quick"]


def parts(request: Request) -> list[tuple[str, str | None, str, bytes]]:
    """Name, file name, type and content of each part of a form."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    found: list[tuple[str, str | None, str, bytes]] = []
    for part in BytesParser().parsebytes(head + request.body).walk():
        if part.is_multipart():
            continue
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        kind = part.get("Content-Type", "")
        found.append((name, part.get_filename(), kind, content))
    return found


def test_every_body_says_its_type(make_any: Make, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"a,b\n1,2\n")
    opened = path.open("rb")
    octets, csv = "application/octet-stream", "text/csv"
    cases: list[tuple[dict[str, Any], str, bytes]] = [
        ({"content": b"\x00\xff"}, octets, b"\x00\xff"),
        ({"content": bytearray(b"x")}, octets, b"x"),
        ({"content": memoryview(b"x")}, octets, b"x"),
        ({"content": b""}, octets, b""),
        ({"body": b"\x00\xff"}, octets, b"\x00\xff"),
        ({"content": "\u00fc"}, "text/plain; charset=utf-8", b"\xc3\xbc"),
        ({"content": path}, csv, b"a,b\n1,2\n"),
        ({"body": path}, csv, b"a,b\n1,2\n"),
        ({"content": io.BytesIO(b"xyz")}, octets, b"xyz"),
        ({"content": opened}, csv, b"a,b\n1,2\n"),
        ({"content": Unseekable(b"once")}, octets, b"once"),
        ({"body": "text"}, "application/json", b'"text"'),
        ({"body": {"a": None}}, "application/json", b'{"a":null}'),
        ({"form": {"a b": "\u00fc&=", "n": [1, True], "no": None}},
         "application/x-www-form-urlencoded", b"a+b=%C3%BC%26%3D&n=1&n=true"),
        ({"form": {}}, "application/x-www-form-urlencoded", b""),
    ]  # fmt: skip
    with serving(lambda r: Answer(200, {"ok": True})) as server, opened:
        client = make_any(base_url=server.url)
        for values, kind, sent in cases:
            assert client.do("request", "POST", "/x", **values) == {"ok": True}
            request = server.requests[-1]
            assert request.headers["content-type"] == kind, values
            assert request.body == sent, values
            assert request.headers["authorization"] == "Bearer t0ken"
        for name in ("Content-Type", "content-TYPE"):
            own = {name: "text/csv; charset=latin-1"}
            for values in ({"content": b"a"}, {"body": [1]}, {"form": {"a": 1}}):
                client.do("request", "PUT", "/x", headers=own, **values)
                got = server.requests[-1].headers["content-type"]
                assert got == "text/csv; charset=latin-1"


def test_a_form_with_files(make_any: Make, tmp_path: Path) -> None:
    path = tmp_path / "li st.csv"
    path.write_bytes(b"a,b")
    files: dict[str, Any] = {
        "plain": b"\r\n--x\r\n",
        "text": "t\u00fc",
        "path": path,
        "pair": ('q"uo\r\nte.bin', b"p"),
        "triple": ("x.bin", io.BytesIO(b"q"), "audio/wav"),
        "both": [b"1", ("two.txt", "2")],
    }
    with serving(lambda r: Answer(200, {"ok": True})) as server:
        client = make_any(base_url=server.url)
        client.do("request", "POST", "/x", form={"id": "l1", "n": [1, 2]}, files=files)
        request = server.requests[-1]
        assert request.headers["content-length"] == str(len(request.body))
        assert request.headers["authorization"] == "Bearer t0ken"
        assert parts(request) == [
            ("id", None, "", b"l1"),
            ("n", None, "", b"1"),
            ("n", None, "", b"2"),
            ("plain", "plain", "application/octet-stream", b"\r\n--x\r\n"),
            ("text", "text", "text/plain; charset=utf-8", "t\u00fc".encode()),
            ("path", path.name, "text/csv", b"a,b"),
            ("pair", "q%22uo%0D%0Ate.bin", "application/octet-stream", b"p"),
            ("triple", "x.bin", "audio/wav", b"q"),
            ("both", "both", "application/octet-stream", b"1"),
            ("both", "two.txt", "text/plain; charset=utf-8", b"2"),
        ]
        client.do("request", "POST", "/x", files={"f": ("\u00fc.csv", b"x")})
        assert 'name="f"; filename="\u00fc.csv"'.encode() in server.requests[-1].body
        client.do("request", "POST", "/x", files={"f": Unseekable(b"once")})
        assert parts(server.requests[-1])[0][3] == b"once"
        for own, kept in (
            ("multipart/form-data; boundary=abc", "multipart/form-data; boundary=abc"),
            ("multipart/related", "multipart/related; boundary="),
        ):
            client.do(
                "request",
                "POST",
                "/x",
                files={"f": b"x"},
                headers={"content-type": own},
            )
            assert server.requests[-1].headers["content-type"].startswith(kept)
            assert parts(server.requests[-1])[0][3] == b"x"


def test_a_body_is_sent_again_from_its_start(
    make_any: Make, tmp_path: Path, quick: None
) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"xyz")
    file = io.BytesIO(b"..xyz")
    file.seek(2)
    answers: list[Answer] = []
    with serving(lambda r: answers.pop(0)) as server:
        client = make_any(base_url=server.url)
        for content in (b"xyz", path, file):
            answers[:] = [Answer(503), Answer(429, headers={"Retry-After": "0"})]
            answers += [Answer(200, {"ok": 1})]
            assert client.do("request", "PUT", "/x", content=content) == {"ok": 1}
            assert [r.body for r in server.requests] == [b"xyz"] * 3
            server.requests.clear()
        answers[:] = [Answer(503), Answer(200)]
        file.seek(2)
        client.do("request", "PUT", "/x", files={"f": file})
        first, second = server.requests
        assert first.body == second.body
        assert parts(second)[0][3] == b"xyz"
        server.requests.clear()
        answers[:] = [Answer(503)]
        with pytest.raises(ServiceUnavailableError):
            client.do("request", "PUT", "/x", content=Unseekable(b"once"))
        assert len(server.requests) == 1


def test_a_body_that_is_used_up_is_not_sent_with_another_token() -> None:
    with serving(logging_in(lambda r: Answer(401))) as server:
        once: Any = Unseekable(b"once")
        with Tiny(**grant_at(server.url)) as client:
            with pytest.raises(UnauthorizedError):
                client.request("POST", "/x", content=once)
            assert len(server.calls("/x")) == 1
            with pytest.raises(UnauthorizedError):
                client.request("POST", "/x", content=io.BytesIO(b"twice"))
            assert [r.body for r in server.calls("/x")[1:]] == [b"twice"] * 2


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"body": {}, "content": b"x"}, TypeError),
        ({"content": b"x", "form": {}}, TypeError),
        ({"body": {}, "files": {}}, TypeError),
        ({"content": b"x", "files": {}}, TypeError),
        ({"content": {"a": 1}}, TypeError),
        ({"content": 7}, TypeError),
        ({"content": io.StringIO("text")}, TypeError),
        ({"content": Path("/nowhere/at/all")}, OSError),
        ({"content": "\ud800"}, ValueError),
        ({"form": [("a", "b")]}, TypeError),
        ({"form": {1: "a"}}, TypeError),
        ({"form": {"a": object()}}, TypeError),
        ({"files": [b"x"]}, TypeError),
        ({"files": {"a": 7}}, TypeError),
        ({"files": {"a": ("x",)}}, TypeError),
        ({"files": {"a": (7, b"x")}}, TypeError),
        ({"files": {"a": ("x", b"x", "a\r\nb")}}, ValueError),
        ({"files": {7: b"x"}}, TypeError),
    ],
)
def test_what_is_no_body_is_refused_before_anything_is_sent(
    values: dict[str, Any], kind: type[Exception]
) -> None:
    with (
        Tiny(access_token="t", base_url="http://127.0.0.1:9", max_retries=0) as client,
        pytest.raises(kind),
    ):
        client.request("POST", "/x", **values)


def test_a_given_client_sends_files_too() -> None:
    with (
        serving(lambda r: Answer(200, {"ok": 1})) as server,
        httpx.Client(headers={"X-Own": "1"}) as http,
        Tiny(access_token="t", base_url=server.url, http_client=http) as client,
    ):
        client.request("POST", "/x", content=io.BytesIO(b"xyz"))
        client.request("POST", "/x", files={"f": b"abc"})
        first, second = server.requests
    assert (first.body, first.headers["x-own"]) == (b"xyz", "1")
    assert first.headers["content-length"] == "3"
    assert parts(second)[0][3] == b"abc"

    async def main(url: str) -> None:
        async with httpx.AsyncClient() as http:
            client = AsyncTiny(access_token="t", base_url=url, http_client=http)
            await client.request("POST", "/x", content=io.BytesIO(b"xyz"))

    with serving(lambda r: Answer(200, {"ok": 1})) as server:
        anyio.run(main, server.url)
        assert server.requests[0].body == b"xyz"


def test_the_log_shows_the_size_of_a_file(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="templates")
    once: Any = Unseekable(b"s3cret")
    with (
        serving(lambda r: Answer(200, {"ok": 1})) as server,
        Tiny(access_token="t0ken", base_url=server.url, log_bodies=True) as client,
    ):
        for content in (io.BytesIO(b"s3cret"), once, b"s3cret", "s3cret"):
            client.request("POST", "/x", content=content)
        client.request("POST", "/x", form={"password": "s3cret", "a": "b"})
    sent = [r.getMessage() for r in caplog.records if "attempt" in r.getMessage()]
    ends = ["(6 bytes)", "(a file)", "(6 bytes)", "(6 bytes)", "password=***&a=b"]
    assert [text[-len(end) :] for text, end in zip(sent, ends, strict=True)] == ends


def test_a_raw_view_sends_them_too() -> None:
    with (
        serving(lambda r: Answer(200, {"ok": 1})) as server,
        Tiny(access_token="t", base_url=server.url) as client,
    ):
        raw = client.with_raw_response.request("POST", "/x", form={"a": 1})
        assert raw.parse() == {"ok": 1}
        assert parse_qsl(server.requests[0].body.decode()) == [("a", "1")]


@pytest.mark.parametrize("base", ["", "/base"])
def test_absolute_urls_of_the_api_are_taken(make_client: Make, base: str) -> None:
    with serving(lambda r: Answer(200, {"ok": 1})) as server:
        client = make_client(base_url=server.url + base)
        url = f"{server.url}{base}/api/x%2Fy?a=%41&b"
        assert client.do("request", "GET", url) == {"ok": 1}
        assert client.do("request", "GET", url.replace("http", "HTTP"), query={"c": 1})
        assert [r.target for r in server.requests] == [
            f"{base}/api/x%2Fy?a=%41&b",
            f"{base}/api/x%2Fy?a=%41&b&c=1",
        ]
        assert server.requests[0].headers["authorization"] == "Bearer t0ken"


OWN = "https://api.test/base"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.test/base/x",
        "http://api.test/base/x",
        "https://user@api.test/base/x",
        "https://api.test@evil.test/base/x",
        "https://api.test:444/base/x",
        "https://api.test:0443/base/x",
        "https://api.test./base/x",
        "https://api.test.evil/base/x",
        "https://\uff41pi.test/base/x",
        "https://api\u3002test/base/x",
        "https://\u212api.test/base/x",
        "https://api.test/base",
        "https://api.test/based/x",
        "https://api.test/other/x",
        "https://api.test/BASE/x",
        "https://api.test/base/../x",
        "https://api.test/base/%2e%2e/x",
        "https://api.test/base//evil.test/x",
        "https://api.test\\@evil.test/base/x",
        "https://api.test/base/x#y",
        "https://api.test/base/x?a b",
        "https://api.test\t/base/x",
        "https:///base/x",
        "https://",
        "ftp://api.test/base/x",
        "https:api.test/base/x",
        "//api.test/base/x",
    ],
)
def test_urls_that_only_look_like_the_apis_are_refused(url: str) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={})

    transport = httpx.MockTransport(answer)
    with Tiny(access_token="t", base_url=OWN, transport=transport) as client:
        with pytest.raises(ValueError, match="path"):
            client.request("GET", url)
        assert sent == []
        for right in (f"{OWN}/x", "https://API.test:443/base/x"):
            client.request("GET", right)
        assert {str(request.url) for request in sent} == {f"{OWN}/x"}


def test_an_upload_by_post(make_any: Make, quick: None) -> None:
    answers = [Answer(503), Answer(201)]
    with serving(lambda r: answers.pop(0)) as server:
        client = make_any(base_url=server.url)
        other = server.url.replace("127.0.0.1", "localhost") + "/f"
        with pytest.raises(APIStatusError):
            client.do("upload", other, b"x", method="POST")
        assert client.do("upload", other, b"x", method="POST").status == 201
        assert [r.method for r in server.requests] == ["POST", "POST"]
        assert "authorization" not in server.requests[1].headers
        answers[:] = [Answer(503), Answer(201)]
        unsafe = RequestOptions(retry_unsafe=True)
        client.do("upload", other, b"x", method="POST", options=unsafe)
        answers[:] = [Answer(503), Answer(201)]
        client.do("upload", other, b"x")
        assert server.requests[-1].method == "PUT"
        for method in ("GET", "post", "", None):
            with pytest.raises(ValueError, match="PUT or POST"):
                client.do("upload", other, b"x", method=method)
