"""What an answer means by the status table, where a server is not needed to see it."""

from typing import Any

import pytest

from templates.runtime.answers import Outcome, decode, status_error
from templates.runtime.errors import DecodeError
from templates.runtime.exchange import Incoming
from templates.runtime.headers import Headers
from templates.runtime.operation import Operation, Response
from tests.runtime.tiny_models import ErrorBody, Pet

PET = Response("200", lambda: Pet, "")
WORD = Response("200", lambda: str, "")


def outcome(
    *rows: Response, status: int = 200, content: bytes = b"", kind: str = ""
) -> Outcome:
    operation: Operation[Any] = Operation("A.op", "GET", "/x", (), rows)
    headers = Headers([(b"Content-Type", kind.encode())] if kind else [])
    answer = Incoming(status, headers, content, 0.1)
    return Outcome(operation(), answer, "https://x/x", 1, "")


@pytest.mark.parametrize("status", [204, 205])
def test_no_content_is_none_whatever_is_documented(status: int) -> None:
    row = Response(str(status), lambda: Pet, "")
    assert decode(outcome(row, status=status)) is None


def test_an_empty_body_is_none_only_where_the_status_is_not_documented() -> None:
    assert decode(outcome(PET, status=202)) is None
    with pytest.raises(DecodeError, match="empty"):
        decode(outcome(PET))


def test_json_that_is_none_is_no_word() -> None:
    with pytest.raises(DecodeError):
        decode(outcome(WORD, content=b"w", kind="application/json"))
    assert decode(outcome(WORD, content=b"w", kind="text/plain")) == "w"
    with pytest.raises(DecodeError):
        decode(outcome(PET, content=b"w", kind="text/plain"))


def test_default_types_the_errors_without_a_row() -> None:
    rows = (
        Response("404", None, ""),
        Response("default", lambda: ErrorBody, ""),
    )
    content = b'{"code":"c"}'
    other = status_error(outcome(*rows, status=400, content=content), None)
    assert other.body == ErrorBody(code="c")
    assert not other.documented
    untyped = status_error(outcome(*rows, status=404, content=content), None)
    assert untyped.body == {"code": "c"}
    assert untyped.documented


def test_headers_by_any_name() -> None:
    headers = Headers([(b"X-A", b"1"), (b"x-a", b"\xe4"), (b"Set-Cookie", b"s3cret")])
    assert headers["x-A"] == "1, ä"
    assert headers.get_list("X-a") == ["1", "ä"]
    assert headers.get("none") is None
    assert headers.get_list("none") == []
    assert list(headers) == ["x-a", "set-cookie"]
    assert len(headers) == 2
    assert "X-A" in headers
    assert "s3cret" not in repr(headers)
