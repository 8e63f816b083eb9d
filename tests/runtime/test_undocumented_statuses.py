"""Every body of 2xx is read, and every 2xx that the undocumented status is told."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from templates.runtime.config.options import RequestOptions
from templates.runtime.errors import DecodeError, PagingError, ResponseMismatchError
from templates.runtime.operation import Call, Operation, Paging, Response, query
from templates.runtime.responses.mismatches import MismatchLog
from templates.runtime.responses.parsing import decode
from tests.runtime.conftest import Make
from tests.runtime.server import Answer, serving
from tests.runtime.test_parsing import outcome
from tests.runtime.tiny_models import Listing, Owner, Pet

PET = Response("200", lambda: Pet, "")
LISTING = Response("201", lambda: Listing, "")
WORD = Response("200", lambda: str, "")
OPEN = Response("200", lambda: Any, "")
LATER = Response("202", None, "")
DONE = Response("204", None, "")
REST = Response("default", None, "")
NOT_200 = "status is {}, not 200"
A_BODY = "$ is object, not nothing"


def read(
    *rows: Response,
    status: int = 200,
    content: bytes = b"",
    kind: str = "application/json",
) -> tuple[Any, list[str]]:
    """Return the value of a response, and what is told of it."""
    log = MismatchLog("ignore")
    value = decode(outcome(*rows, status=status, content=content, kind=kind), log)
    return value, [str(mismatch).removeprefix("A.op: ") for mismatch in log.counts()]


@pytest.mark.parametrize("status", [203, 205, 206, 207, 208, 226, 299])
def test_a_body_under_another_status_has_the_one_type(status: int) -> None:
    value, told = read(PET, status=status, content=b'{"name":"x"}')
    assert value == Pet(name="x")
    assert told == [NOT_200.format(status)]


@pytest.mark.parametrize("status", [201, 202, 204, 205, 206, 299])
def test_another_status_without_a_body_is_told(status: int) -> None:
    assert read(PET, status=status) == (None, [NOT_200.format(status)])
    assert read(DONE, status=status) == (
        None,
        [f"status is {status}, not 204"] if status != 204 else [],
    )


def test_a_status_without_a_type_is_read_as_the_type_that_fits() -> None:
    value, told = read(PET, LATER, status=202, content=b'{"id":"m1","name":"x"}')
    assert (value, told) == (Pet(id="m1", name="x"), [A_BODY])
    value, told = read(PET, LATER, status=202, content=b'{"id":"m1"}')
    assert value.id == "m1"
    assert "$.name is nothing, not a required value" in told
    assert read(PET, LATER, status=202) == (None, [])


@pytest.mark.parametrize(
    ("content", "kind", "value", "got"),
    [
        (b'{"job":"j"}', "application/json", {"job": "j"}, "object"),
        (b'{"id":{"a":1}}', "", {"id": {"a": 1}}, "object"),
        (b"[1]", "application/json", [1], "array"),
        (b'"j"', "", "j", "string"),
        (b"5", "application/json", 5, "number"),
        (b"OK", "text/plain", "OK", "text"),
        (b"5", "text/plain", "5", "text"),
        (b"OK", "application/json", "OK", "text"),
        ("\u00e4".encode("latin-1"), "text/plain;charset=latin-1", "\u00e4", "text"),
        (b"RIFF\x00", "audio/wav", b"RIFF\x00", "bytes"),
        (b"\xff\xfe\xfd", "text/plain;charset=utf-8", b"\xff\xfe\xfd", "bytes"),
    ],
)
@pytest.mark.parametrize(
    ("rows", "status", "expected"),
    [
        ((PET, LATER), 202, "nothing"),
        ((DONE,), 204, "nothing"),
        ((REST,), 200, "nothing"),
        ((PET,), 299, "Pet"),
        ((DONE,), 200, "nothing"),
        ((), 200, "nothing"),
        ((PET, LISTING), 203, "Pet or Listing"),
    ],
)
def test_a_body_that_fits_no_type_is_what_it_is(
    rows: tuple[Response, ...],
    status: int,
    expected: str,
    content: bytes,
    kind: str,
    value: Any,
    got: str,
) -> None:
    if content.startswith(b"\xff\xfe"):
        content = content[::-1]
        value = content
    found, told = read(*rows, status=status, content=content, kind=kind)
    assert (found, type(found)) == (value, type(value))
    assert f"$ is {got}, not {expected}" in told


def test_of_several_types_the_one_that_fits_best() -> None:
    owner = Response("202", lambda: list[Owner], "")
    rows = PET, LISTING, owner
    assert read(*rows, status=203, content=b'{"name":"x"}')[0] == Pet(name="x")
    entities = b'{"entities":[{"name":"x"}],"pageCount":1}'
    listing, told = read(*rows, status=203, content=entities)
    assert listing == Listing(entities=[Pet(name="x")], page_count=1)
    assert told == ["status is 203, not 200 or 201 or 202"]
    owners = b'[{"full-name":"y","pets":[]}]'
    assert read(*rows, status=203, content=owners)[0] == [Owner(full_name="y", pets=[])]
    assert read(WORD, PET, status=203, content=b"w", kind="text/plain")[0] == "w"


def test_only_a_success_without_rows_of_its_own_is_named_by_default() -> None:
    for status in (200, 202, 204):
        assert read(REST, status=status) == (None, [])
    assert read(PET, REST, status=202) == (None, [NOT_200.format(202)])
    assert read(status=204) == (None, ["status is 204, not a documented status"])


def _same(kind: Any) -> Any:
    return kind


def test_what_may_come_without_content() -> None:
    assert read(OPEN) == (None, [])
    assert read(OPEN, content=b'{"a":[null]}') == ({"a": [None]}, [])
    assert read(WORD) == (None, ["$ is nothing, not string"])
    for kind in (Pet, list[str], dict[str, Any], int, bool):
        with pytest.raises(DecodeError, match="empty"):
            read(Response("200", partial(_same, kind), ""))
    head: Operation[Any] = Operation("A.op", "HEAD", "/x", (), (PET,))
    answered = replace(outcome(PET), call=head())
    assert decode(answered, MismatchLog("raise")) is None


def test_every_way_to_call_tells_it(make_client: Make) -> None:
    with serving(lambda request: Answer(299, {"name": "x"})) as server:
        client = make_client(base_url=server.url, on_mismatch="ignore")
        assert client.call("get_pet", "1") == Pet(name="x")
        assert client.raw("get_pet", "1").parse() == Pet(name="x")
        (count,) = client.client.mismatches.values()
        assert count == 2
        strict = make_client(base_url=server.url, on_mismatch="raise")
        with pytest.raises(ResponseMismatchError, match="status is 299, not 200"):
            strict.call("get_pet", "1")


PAGES: Operation[Any] = Operation(
    "PetAPI.getPets",
    "GET",
    "/pets",
    (query("pageNumber", "number"),),
    (Response("200", lambda: Listing, ""), LATER, Response("206", None, "")),
    Paging("number", "entities", "pageNumber", "", "page_count"),
)


def _pages(url: str, call: Call[Any]) -> list[Any]:
    from templates.runtime.pagination import Pages
    from tests.runtime.tiny import Tiny

    with Tiny(access_token="t", base_url=url, on_mismatch="ignore") as client:
        options: RequestOptions | None = None
        return list(Pages[Any, Any](client, call, None, None, options))


@pytest.mark.parametrize("status", [202, 206, 203])
def test_items_of_a_page_under_any_status_are_read(status: int) -> None:
    body = {"entities": [{"name": "x"}], "pageCount": 1}
    with serving(lambda request: Answer(status, body)) as server:
        assert _pages(server.url, PAGES()) == [Pet(name="x")]


@pytest.mark.parametrize(
    ("status", "body"),
    [(202, None), (206, None), (204, None), (202, {"job": 1}), (206, ["x"])],
)
def test_a_page_that_is_none_ends_no_listing(status: int, body: Any) -> None:
    with (
        serving(lambda request: Answer(status, body)) as server,
        pytest.raises(PagingError, match=r"content|no list of items"),
    ):
        _pages(server.url, PAGES())


@pytest.mark.parametrize(
    ("kind", "content", "value", "told"),
    [
        ("text/plain", b"hello", "hello", ["$ is text, not JSON"]),
        ("image/png", b"\x89PNG\x00", b"\x89PNG\x00", ["$ is bytes, not JSON"]),
        ("text/plain", b'{"a":1}', {"a": 1}, []),
    ],
)
def test_what_may_be_any_value_is_read_whatever_it_is(
    kind: str, content: bytes, value: object, told: list[str]
) -> None:
    assert read(OPEN, content=content, kind=kind) == (value, told)
