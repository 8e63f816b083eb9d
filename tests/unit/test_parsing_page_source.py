import pytest

from generator.diagnostics import SourceSpan
from generator.parsing.page_source import PageSource, decode, undecodable


def test_only_a_line_feed_ends_a_line() -> None:
    assert PageSource("x", "a\x0bb\x0cc\u2028d\x85e\nf").lines[1] == "f"


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"\xff", (1, 1)),
        (b"ab\ncd\xe9e", (2, 3)),
        ("é\r\nüx".encode() + b"\x80", (2, 3)),
        (b"\xef\xbb\xbfa\xff", (1, 2)),
        (b"a\n\xe2\x82", (2, 1)),
    ],
)
def test_the_place_of_a_byte_that_is_not_utf8(
    data: bytes, place: tuple[int, int]
) -> None:
    with pytest.raises(UnicodeDecodeError) as error:
        decode(data)
    assert undecodable("x", data, error.value.start) == SourceSpan("x", *place)
