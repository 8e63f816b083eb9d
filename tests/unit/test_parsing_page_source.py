import pytest

from generator.diagnostics import Diagnostics, SourceSpan
from generator.parsing.page_source import PageSource, Region, decode, undecodable
from generator.parsing.platform.footer import parse_footer


def test_marks_and_line_breaks_of_windows_are_normalised() -> None:
    assert decode("\ufeffa\r\nb\rc\ufeff".encode()) == "a\nb\rc\ufeff"


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


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n\n---\n\n*Made on Monday*", 2),
        ("a\n---\n_Generated_\n\n", 1),
        ("a\n\n---\n", 2),
        ("a\n---\nb\n---\n*by x on 2025-04-24T15:04:25.410Z*", 3),
        ("a\n***\nExported by x", 1),
        ("a\n___\n\n<sub>This file was generated.</sub>\n<sub>Thanks.</sub>", 1),
        ("a\n-----\nfrom the API\n24.04.2025", 1),
        ("a\n - - -\n\n*Generated.*\n\n*24 April 2025: Apr 24, 2025*", 1),
        ("a\n---\n<!-- generated -->", 1),
        ("", 1),
        # None of these is one.
        ("a\n\n---\n\nb", 5),
        ("a\n---\n*Beware of the dog.*", 3),
        ("a\n*Generated*", 2),
        ("a\n--\n*Generated*", 3),
        ("a\n* * *\nAt 15:04", 3),
        ("a\n***\nBuilt with x", 3),
        ("a\n---\nb\n\n*Generated*", 5),
        ("a\n---\nb\nc\n*Generated*", 5),
        ("a\n---\n| b | when it was generated |", 3),
        ("a\n---\n- `b` - **(string, required)** generated", 3),
        ("a\n---\n## Generated", 3),
        ("```\n---\nGenerated\n```", 4),
    ],
)
def test_the_footer_is_the_last_thing_on_a_page(text: str, line: int) -> None:
    assert parse_footer(PageSource("x", text), Diagnostics()) == line


def test_comments_part_paragraphs_and_code_does_not() -> None:
    source = PageSource("x", "a\n<!-- b\n\nc -->\nd\n```\n\n```\n\ne <!-- f -->")
    assert source.paragraphs(Region(0, 10)) == [
        Region(0, 1),
        Region(4, 8),
        Region(9, 10),
    ]


def test_places_and_paragraphs() -> None:
    source = PageSource("x", "  a b\n\nc\nd\n\n")
    assert source.start(0) == SourceSpan("x", 1, 3)
    assert source.find(0, "b\nmore") == SourceSpan("x", 1, 5)
    assert source.find(0, "z") == SourceSpan("x", 1, 3)
    assert source.paragraphs(Region(0, 6)) == [Region(0, 1), Region(2, 4)]
    assert source.trim(Region(1, 6)) == Region(2, 4)
    assert source.read(Region(1, 6)) == "c\nd"
