import pytest

from generator.parsing.markdown import parse_blocks
from generator.parsing.page_source import PageSource


def blocks(text: str) -> list[tuple[str, int, int, str]]:
    source = PageSource("x.md", text)
    found = parse_blocks(source, len(source.lines))
    return [(block.kind, block.start, block.end, block.text) for block in found]


def test_headings_have_their_line_level_and_text() -> None:
    source = PageSource(
        "x.md", "# `A` Class\n\ntext\n   ### b ###\n####### seven\n#no\n"
    )
    found = [
        (block.start, block.level, block.text)
        for block in parse_blocks(source, len(source.lines))
    ]
    assert found == [(0, 1, "`A` Class"), (3, 3, "b")]


@pytest.mark.parametrize(
    "text",
    [
        "```\n# a\n```\n",
        "~~~ md\n# a\n~~~~\n",
        "> # a\n",
        "    # a\n",
        "| # a |\n",
        "text # a\n",
        "- # a\n",
        "<!--\n# a\n-->\n",
        "- b\n\n      ```\n# a\n      ```\n",
    ],
)
def test_what_looks_like_a_heading_inside_of_something_is_none(text: str) -> None:
    assert not [block for block in blocks(text) if block[0] == "heading"]


@pytest.mark.parametrize(
    "above",
    [
        "[a]: https://example.com\n",
        "<div>\n",
        "<!-- open\n",
        "text\n",
        "| a |\n",
        "- item\n",
        "1. item\n",
        "> quote\n",
        "``` a`b\n",
        "---\n",
        "    indented\n",
        "\x0b\n",
        "\r\n",
    ],
)
def test_no_text_swallows_the_heading_below_it(above: str) -> None:
    assert blocks(above + "## b\n")[-1] == ("heading", 1, 2, "b")


def test_underlined_text_is_no_heading() -> None:
    assert blocks("Title\n===\nother\n---\n") == []


def test_quotes_have_their_lines_and_code_and_comments_are_no_blocks() -> None:
    text = "a\n```x\n> b\n# b\n```\n> c\n>> d\n\n> e\n<!--\n# f\n-->"
    assert blocks(text) == [("quote", 5, 7, ""), ("quote", 8, 9, "")]
