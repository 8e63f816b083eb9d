"""What an answer means by the status table, where a server is not needed to see it."""

import pickle
from typing import Any

import pytest
from msgspec.structs import replace

from templates.runtime import errors
from templates.runtime.errors import DecodeError
from templates.runtime.headers import Headers
from templates.runtime.operation import Operation, Response
from templates.runtime.responses.mismatches import MismatchLog
from templates.runtime.responses.parsing import Outcome, decode, status_error
from templates.runtime.transport.messages import HttpResponse
from tests.runtime.tiny_models import ErrorBody, Pet

PET = Response("200", lambda: Pet, "")
WORD = Response("200", lambda: str, "")


def outcome(
    *rows: Response,
    status: int = 200,
    content: bytes = b"",
    kind: str = "",
    **others: str,
) -> Outcome:
    operation: Operation[Any] = Operation("A.op", "GET", "/x", (), rows)
    given = others | ({"Content-Type": kind} if kind else {})
    headers = Headers([(k.encode(), v.encode()) for k, v in given.items()])
    answer = HttpResponse(status, headers, content, 0.1)
    return Outcome(operation(), answer, "https://x/x", 1, "")


def test_json_that_is_none_is_no_word() -> None:
    with pytest.raises(DecodeError):
        decode(outcome(WORD, content=b"w", kind="application/json"))
    with pytest.raises(DecodeError, match="empty"):
        decode(outcome(PET, content=b" \r\n"))
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


PAGE = b"<html>\n<title>502 Bad Gateway</title> <b>nginx</b></html>"
TEXT = '{"name":"\u00e4\u20ac"}'


def why(
    row: Response, content: bytes, kind: str = "application/json", **headers: str
) -> str:
    """Return what the error for an unreadable answer says after the colon."""
    answered = outcome(row, content=content, kind=kind, **headers)
    with pytest.raises(DecodeError) as caught:
        decode(answered)
    error = caught.value
    assert (error.status, error.content, error.operation) == (200, content, "A.op")
    assert error.__cause__ is error.__context__ is None
    assert pickle.loads(pickle.dumps(error)).args == error.args
    return str(error).partition("): ")[2]


@pytest.mark.parametrize("kind", ["text/html", "application/json", ""])
def test_a_page_of_a_gateway_is_shown(kind: str) -> None:
    said = why(PET, PAGE, kind)
    assert "gateway" in said
    assert "<title>502 Bad Gateway</title> <b>nginx</b>" in said
    assert len(why(PET, PAGE * 100, kind)) < 400


@pytest.mark.parametrize("content", [b'{"name":"secret', b'{"name":"secret"', b"[{"])
def test_what_was_cut_off_is_not_shown(content: bytes) -> None:
    said = why(PET, content)
    assert "secret" not in said
    assert "truncated" in said


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 \xff\x00", "application/pdf"),
        (b"RIFF\x00\x01", "audio/wav"),
        (b"\x89PNG\x00", ""),
        (b"\x00\xff", "application/octet-stream"),
    ],
)
@pytest.mark.parametrize("row", [PET, WORD])
def test_a_file_is_no_value(content: bytes, kind: str, row: Response) -> None:
    said = why(row, content, kind)
    assert "with_streaming_response" in said
    assert "with_raw_response" in said


def test_a_coding_that_nobody_asked_for_is_named() -> None:
    said = why(PET, b"\x0b\x02\x80", **{"Content-Encoding": "br"})
    assert "'br'" in said


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (TEXT.encode("utf-8-sig"), "application/json"),
        (TEXT.encode("utf-16"), "application/json"),
        (TEXT.encode("utf-16-le"), ""),
        (TEXT.encode("utf-16-be"), "application/json"),
        (TEXT.encode("utf-32"), "text/plain"),
        (TEXT.encode("cp1252"), "application/json; charset=windows-1252"),
        (TEXT.encode("iso8859-15"), 'application/json; x=1; Charset="ISO-8859-15"'),
        (TEXT.encode(), "application/json; charset=latin-1"),
        (TEXT.encode(), "application/json; charset=nonsense"),
        (TEXT.encode(), "text/html; charset=zlib"),
    ],
)
def test_json_in_any_charset(content: bytes, kind: str) -> None:
    assert decode(outcome(PET, content=content, kind=kind)).name == "\u00e4\u20ac"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'{"name":"a\nb"}', "a\nb"),
        (b'{"name":"\\ud800"}', "\ud800"),
        (b'{"name":"x","extra":{"a":NaN,"b":-Infinity}}', "x"),
    ],
)
def test_what_is_nearly_json_is_read_and_told(content: bytes, name: str) -> None:
    log = MismatchLog("ignore")
    pet = decode(outcome(PET, content=content), log)
    assert (type(pet), pet.name) == (Pet, name)
    (told,) = log.counts()
    assert (told.path, told.expected, told.got) == ("$", "JSON", "nearly JSON")


def test_the_error_of_an_answer_names_it() -> None:
    answered = outcome(PET, content=b"{", kind="x/y; z")
    answered = replace(answered, correlation_header="content-type")
    with pytest.raises(DecodeError, match=r"200 OK, x/y; z, correlation id x/y; z\)"):
        decode(answered)


def test_every_error_has_the_same_attributes() -> None:
    classes = [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, errors.APIError)
    ]
    assert len(classes) > 30
    shared = set(vars(errors.APIError("x")))
    for cls in classes:
        made = cls("text")
        assert shared <= set(vars(made))
        assert str(made) == made.message == "text"
        assert cls.__doc__
        same = pickle.loads(pickle.dumps(made))
        assert type(same) is cls
