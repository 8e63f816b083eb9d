"""Files that are written in parts: which are the same, and who may write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from templates.runtime.config.options import RequestOptions
from templates.runtime.errors import APIConnectionError
from templates.runtime.headers import Headers
from templates.runtime.operation import Call, Operation
from templates.runtime.responses.parsing import Outcome
from templates.runtime.streaming.resumable import PartFile, representation_of
from templates.runtime.transport.messages import HttpResponse
from tests.runtime.conftest import Make
from tests.runtime.server import Answer, Request, serving
from tests.runtime.test_streaming import ETAG, Store, parts, quick, store
from tests.runtime.tiny import Tiny

__all__ = ["quick"]

ONCE = RequestOptions(max_retries=0)


def outcome(url: str, tag: str = ETAG, query: str = "") -> Outcome:
    operation: Operation[Any] = Operation("download", "GET", "/f", (), ())
    call = Call(operation, "/f", raw_query=query)
    head = Headers([(b"etag", tag.encode())])
    return Outcome(call, HttpResponse(200, head, b"", 0.0), url, 1, "")


def key(url: str, **values: str) -> str:
    found = outcome(url, **values)
    return representation_of(found).resume_key(found, True)


def test_keys_tell_files_apart() -> None:
    given = [
        key("https://a/f"),
        key("https://b/f"),
        key("https://a/v2/f"),
        key("https://a/f?id=1"),
        key("https://a/f?id=2"),
        key("https://a/f", query="id=3"),
        key("https://a/f", query="X-Signature=1"),
        key("https://a/f", tag='"v2"'),
    ]
    assert len(set(given)) == len(given)
    assert "" not in given


def test_who_signed_a_url_makes_no_other_file_of_it() -> None:
    signed = "id=1&X-Amz-Date={0}&X-Amz-Signature={0}&x-goog-expires={0}"
    first = key("https://a/f", query=signed.format(1))
    assert first == key("https://a/f", query=signed.format(2))
    assert first != key("https://a/f", query=signed.format(1).replace("id=1", "id=2"))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_another_file_of_the_same_tag_is_not_gone_on_with(
    make_client: Make, tmp_path: Path, quick: None, host: str
) -> None:
    kept = {"1": Store(b"1" * 500_000), "2": Store(b"2" * 500_000)}
    with serving(lambda r: kept[r.target[-1]](r)) as server:
        client = make_client(base_url=server.url)
        base = server.url.replace("127.0.0.1", host)
        kept["1"].cuts = [100_000, 0, 0]
        with pytest.raises(APIConnectionError):
            client.do("download", base + "/f?i=1", tmp_path / "x", options=ONCE)
        client.do("download", base + "/f?i=2", tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == kept["2"].data


def test_a_redirect_to_another_file_begins_anew(
    make_client: Make, tmp_path: Path, quick: None
) -> None:
    kept = [Store(b"1" * 500_000), Store(b"2" * 500_000)]
    kept[0].cuts = [100_000]
    led: list[Request] = []

    def respond(request: Request) -> Answer:
        if request.target == "/start":
            led.append(request)
            place = f"/file{min(len(led), 2)}"
            return Answer(302, None, {"Location": place})
        return kept[int(request.target[-1]) - 1](request)

    with serving(respond) as server:
        client = make_client(base_url=server.url)
        client.do("download", "/start", tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == kept[1].data
    assert parts(tmp_path) == []


def test_a_part_of_another_version_is_no_whole(
    make_client: Make, tmp_path: Path, quick: None
) -> None:
    with store() as (kept, server):

        def respond(request: Request) -> Answer:
            if "range" in request.headers:
                # A server that does not heed If-Range.
                kept.data, kept.tag = b"new" * 200_000, '"v2"'
                head = {**request.headers, "if-range": '"v2"'}
                request = Request(request.method, request.target, head, b"")
            return kept(request)

        server.respond = respond
        kept.cuts = [100_000]
        client = make_client(base_url=server.url)
        client.do("download", "/f", tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == kept.data


def test_two_that_write_the_same_do_not_meet(tmp_path: Path) -> None:
    path = tmp_path / "x"
    first, second, third = (PartFile(path, "key") for _ in range(3))
    assert first.open() == 0
    first.write(b"first")
    assert second.open() == 0
    second.write(b"second")
    second.truncate()
    second.write(b"2nd")
    assert len(parts(tmp_path)) == 2
    first.finish()
    assert path.read_bytes() == b"first"
    second.finish()
    assert path.read_bytes() == b"2nd"
    assert third.open() == 0
    third.restart("other")
    third.write(b"3")
    third.abandon()
    assert len(parts(tmp_path)) == 1
    fourth = PartFile(path, "other")
    assert fourth.open() == 1
    fourth.close()


def test_two_downloads_to_one_place(tmp_path: Path) -> None:
    with (
        store() as (kept, server),
        Tiny(access_token="t", base_url=server.url) as client,
        client.with_streaming_response.pet.get_pet("1") as response,
    ):
        known: Any = vars(response)["_outcome"]
        part = PartFile(
            tmp_path / "x", representation_of(known).resume_key(known, True)
        )
        part.open()
        part.write(b"another")
        response.to_file(tmp_path / "x")
        assert (tmp_path / "x").read_bytes() == kept.data
        part.abandon()
        assert len(parts(tmp_path)) == 1
