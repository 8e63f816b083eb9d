"""Answers that are read piece by piece, with the sync client, asyncio and trio."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from templates.runtime.config.options import RequestOptions
from templates.runtime.errors import APIConnectionError, DecodeError
from templates.runtime.streaming.base import LineDecoder
from tests.runtime.conftest import Make
from tests.runtime.server import Answer, Request, Server, named, serving
from tests.runtime.test_calls import check_clean
from tests.runtime.tiny import Tiny
from tests.runtime.tiny_models import Pet

DATA = bytes(range(256)) * 2000
ETAG = '"v1"'


def streamed(client: Any, name: str, *args: Any, use: str, **values: Any) -> Any:
    """Open an answer with any of the clients and call a method of it.

    ``use`` may be the name of an iterator, whose items are returned as a list.
    """
    method = getattr(client.sync.with_streaming_response.pet, name)
    given = values.pop("given", ())
    with method(*args, **values) as response:
        result = getattr(response, use)(*given)
        return list(result) if use.startswith("iter") else result


class Store:
    """A server that has one file and gives parts of it."""

    def __init__(self, data: bytes = DATA, tag: str = ETAG) -> None:
        self.data = data
        self.tag = tag
        self.ranges = True
        self.cuts: list[int] = []
        """After how many bytes the next answers break off."""
        self.head: dict[str, str] = {}

    def __call__(self, request: Request) -> Answer:
        head = {"Content-Type": "application/octet-stream", **self.head}
        if self.tag:
            head["ETag"] = self.tag
        start, status = 0, 200
        wanted = re.fullmatch(r"bytes=(\d+)-", request.headers.get("range", ""))
        same = request.headers.get("if-range", self.tag) == self.tag
        if wanted and same and self.ranges:
            start, status = int(wanted[1]), 206
            if start >= len(self.data):
                return Answer(416)
            size = len(self.data)
            head["Content-Range"] = f"bytes {start}-{size - 1}/{size}"
        cut = self.cuts.pop(0) if self.cuts else None
        return Answer(status, content=self.data[start:], headers=head, cut_after=cut)


@contextmanager
def store(**values: Any) -> Iterator[tuple[Store, Server]]:
    kept = Store(**values)
    with serving(kept) as server:
        yield kept, server


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let retries follow at once."""
    from templates.runtime.retry import RetryPolicy

    monkeypatch.setattr(RetryPolicy, "backoff", lambda *a: 0.0)


def parts(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name.endswith(".part"))


def test_the_ways_to_read(make_client: Make) -> None:
    body = b'{"name": "x"}\r\nsecond'
    with serving(lambda r: Answer(200, content=body)) as server:
        client = make_client(base_url=server.url)
        assert streamed(client, "get_pet", "1", use="read") == body
        chunks = streamed(client, "get_pet", "1", use="iter_bytes", given=(4,))
        assert b"".join(chunks) == body
        assert {len(chunk) for chunk in chunks[:-1]} == {4}
        lines = streamed(client, "get_pet", "1", use="iter_lines")
        assert lines == ['{"name": "x"}', "second"]
        server.respond = named
        parsed = streamed(client, "get_pet", "a b", use="parse", expand=["e"])
        assert parsed == Pet(name="x")
    assert server.requests[-1].target == "/pets/a%20b?expand=e"
    assert server.requests[-1].headers["authorization"] == "Bearer t0ken"


def test_what_is_known_before_the_body() -> None:
    head = {"X-Correlation-Id": "c1", "X-Two": "a"}
    with (
        serving(lambda r: Answer(200, {"name": "x"}, head)) as server,
        Tiny(access_token="t", base_url=server.url) as client,
    ):
        with client.with_streaming_response.pet.get_pet("1") as response:
            assert (response.status, response.correlation_id) == (200, "c1")
            assert response.headers["x-two"] == "a"
            assert response.elapsed >= 0
            assert "200" in repr(response)
            content = response.read()
            assert response.read() == content
            assert response.parse() == Pet(name="x")
            assert b"".join(response.iter_bytes(3)) == content
            with pytest.raises(RuntimeError, match="already"):
                response.to_file("x")
        with client.with_streaming_response.pet.get_pet("1") as response:
            list(response.iter_bytes())
            with pytest.raises(RuntimeError, match="already"):
                response.read()


@pytest.mark.parametrize(
    "use", ["iter_bytes", "iter_lines", "read", "parse", "to_file"]
)
def test_a_closed_response_is_not_read(make_client: Make, use: str) -> None:
    with serving(lambda r: Answer(200, content=b"{}\n{}\n{}")) as server:
        client = make_client(base_url=server.url)
        with client.sync.with_streaming_response.pet.get_pet("1") as response:
            read = getattr(response, use)
            if use.startswith("iter"):
                read = iter(read()).__next__
                read()
        with pytest.raises(RuntimeError, match="the response is closed"):
            read(*(["x"] if use == "to_file" else []))
        with client.sync.with_streaming_response.pet.get_pet("1") as response:
            assert response.read() == b"{}\n{}\n{}"
        assert list(response.iter_lines()) == ["{}", "{}", "{}"]


def test_an_answer_that_breaks_off(make_client: Make) -> None:
    with store() as (kept, server):
        client = make_client(base_url=server.url)
        for use in ("read", "iter_bytes"):
            kept.cuts = [1000]
            with pytest.raises(APIConnectionError, match="broke off after") as caught:
                streamed(client, "get_pet", "1", use=use)
            error = caught.value
            assert (error.status, error.operation) == (200, "PetAPI.getPet")
            check_clean(error)
        assert len(server.requests) == 2
        kept.head = {"Content-Encoding": "gzip"}
        with pytest.raises(DecodeError, match="coding"):
            streamed(client, "get_pet", "1", use="read")


def test_packed_answers_are_written_unpacked(make_client: Make, tmp_path: Path) -> None:
    target = tmp_path / "file.bin"
    with store(data=gzip.compress(DATA)) as (kept, server):
        kept.head = {"Content-Encoding": "gzip"}
        client = make_client(base_url=server.url, max_retries=0)
        streamed(client, "get_pet", "1", use="to_file", given=(target,))
        assert target.read_bytes() == DATA
        kept.cuts = [500]
        with pytest.raises((APIConnectionError, DecodeError)):
            streamed(client, "get_pet", "1", use="to_file", given=(target,))
    assert len(server.requests) == 2
    assert [p.name for p in tmp_path.iterdir()] == ["file.bin"]


def test_a_later_try_goes_on_with_an_earlier_one(
    make_client: Make, tmp_path: Path
) -> None:
    target = tmp_path / "file.bin"
    once = RequestOptions(max_retries=0)
    with store() as (kept, server):
        client = make_client(base_url=server.url)
        kept.cuts = [100_000, 0, 0]
        with pytest.raises(APIConnectionError, match="broke off"):
            streamed(
                client, "get_pet", "1", options=once, use="to_file", given=(target,)
            )
        assert not target.exists()
        assert len(parts(tmp_path)) == 1
        kept.cuts = []
        before = len(server.requests)
        streamed(client, "get_pet", "1", use="to_file", given=(target,))
    assert target.read_bytes() == DATA
    assert parts(tmp_path) == []
    assert [r.headers.get("range") is None for r in server.requests[before:]] == [
        True,
        False,
    ]


@pytest.mark.parametrize("tag", ["", 'W/"v1"'])
def test_without_a_strong_tag_nothing_is_left_and_nothing_gone_on_with(
    tmp_path: Path, tag: str
) -> None:
    with (
        store(tag=tag) as (kept, server),
        Tiny(access_token="t", base_url=server.url, max_retries=0) as client,
        client.with_streaming_response.pet.get_pet("1") as response,
    ):
        kept.cuts = []
        response.close()
        kept.cuts = [1000]
        with (
            client.with_streaming_response.pet.get_pet("1") as cut,
            pytest.raises(APIConnectionError),
        ):
            cut.to_file(tmp_path / "x")
    assert list(tmp_path.iterdir()) == []
    assert len(server.requests) == 2


def test_another_version_is_written_from_its_start(tmp_path: Path, quick: None) -> None:
    other = DATA[::-1]
    with store() as (kept, server):
        kept.cuts = [100_000]
        with (
            Tiny(access_token="t", base_url=server.url) as client,
            client.with_streaming_response.pet.get_pet("1") as response,
        ):
            kept.data, kept.tag = other, '"v2"'
            response.to_file(tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == other
    assert parts(tmp_path) == []


def test_a_server_without_parts_is_asked_for_all_again(
    tmp_path: Path, quick: None
) -> None:
    with store() as (kept, server):
        kept.ranges = False
        kept.cuts = [100_000, 50_000]
        with (
            Tiny(access_token="t", base_url=server.url) as client,
            client.with_streaming_response.pet.get_pet("1") as response,
        ):
            response.to_file(tmp_path / "x")
        assert (tmp_path / "x").read_bytes() == DATA
        kept.cuts = [1000] * 100
        with (
            Tiny(access_token="t", base_url=server.url, max_retries=3) as client,
            client.with_streaming_response.pet.get_pet("1") as response,
            pytest.raises(APIConnectionError),
        ):
            response.to_file(tmp_path / "y")
    assert len(server.requests) < 12


def test_resuming_can_be_declined(tmp_path: Path, quick: None) -> None:
    with store() as (kept, server):
        kept.cuts = [100_000, 0, 0, 0, 0, 0, 0]
        with (
            Tiny(access_token="t", base_url=server.url, max_retries=1) as client,
            client.with_streaming_response.pet.get_pet("1") as response,
            pytest.raises(APIConnectionError),
        ):
            response.to_file(tmp_path / "x", resume=False)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_an_error_of_the_system(
    make_client: Make, tmp_path: Path
) -> None:
    with store() as (_, server):
        client = make_client(base_url=server.url)
        with pytest.raises(FileNotFoundError):
            streamed(client, "get_pet", "1", use="to_file", given=(tmp_path / "a/b",))
        assert streamed(client, "get_pet", "1", use="read") == DATA


@pytest.mark.parametrize("step", [1, 2, 3, 100])
def test_lines_wherever_the_pieces_end(step: int) -> None:
    text = "a\r\nb\rc\n\n\u00e4\u2028e\u0085\nlast"
    content = text.encode()
    lines = LineDecoder("text/plain")
    found: list[str] = []
    for start in range(0, len(content), step):
        found += lines.decode(content[start : start + step])
    found += lines.flush()
    assert found == ["a", "b", "c", "", "\u00e4\u2028e\u0085", "last"]


def test_lines_in_their_charset() -> None:
    lines = LineDecoder("text/plain; charset=iso-8859-1")
    assert [*lines.decode(b"\xe4\n"), *lines.flush()] == ["\u00e4"]
    broken = LineDecoder("")
    assert [*broken.decode(b"\xff\n"), *broken.flush()] == ["\ufffd"]
    assert list(LineDecoder("").flush()) == []
