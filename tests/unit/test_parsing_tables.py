"""The rules of rows, on tables of three columns."""

import pytest

from generator.diagnostics import Diagnostics
from generator.parsing.page_source import PageSource, Region
from generator.parsing.tables import TableKind, TableParser, find_header

COLUMNS = ("Key", "Type", "Description")
KIND = TableKind(COLUMNS, lambda cells: cells[0].isdecimal(), needed=2)
HEAD = "| Key | Type | Description |\n|---|---|---|\n"


def read(body: str, head: str = HEAD) -> tuple[list[list[str]], list[str]]:
    """The rows' cells, and what was said: line and code."""
    source = PageSource("x.md", head + body)
    diagnostics = Diagnostics()
    header = find_header(source, Region(0, len(source.lines)), KIND)
    assert header is not None
    region = Region(header, len(source.lines))
    table = TableParser(source, region, KIND, diagnostics)
    rows = [row.cells for row in table.rows()] if table.check_columns() else []
    return rows, [f"{item.span.line}:{item.code}" for item in diagnostics.items]


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        ("| 1 | a | b |\n| 2 | c | d |\n", [["1", "a", "b"], ["2", "c", "d"]]),
        ("|1|a|b|", [["1", "a", "b"]]),
        ("| 1 |  |  |", [["1", "", ""]]),
        ("| 1 | a | b", [["1", "a", "b"]]),
        ("   | 1 | a | b |   ", [["1", "a", "b"]]),
        ("| 1 | a | b\nc |\n| 2 | d | e |", [["1", "a", "b\nc"], ["2", "d", "e"]]),
        (
            "| 1 | a | b\n\n  c\n |\n| 2 | d | e |",
            [["1", "a", "b\n\n  c"], ["2", "d", "e"]],
        ),
        ("| 1 | a |\nb |", [["1", "a", "b"]]),
        ("| 1 | a | b\nc\n\n| 2 | d | e |", [["1", "a", "b\nc"], ["2", "d", "e"]]),
        ("| 1 | a | b\n|\n| 2 | d | e |", [["1", "a", "b"], ["2", "d", "e"]]),
        ("| 1 | a | b | c |", [["1", "a", "b | c"]]),
        ("| 1 | a | b | c", [["1", "a", "b | c"]]),
        ("| 1 | a | b| |", [["1", "a", "b|"]]),
        ("| 1 | a | b || |", [["1", "a", "b ||"]]),
        (r"| 1 | a\|b | c \| d |", [["1", r"a\|b", r"c \| d"]]),
        (r"| 1 | a | b \|", [["1", "a", r"b \|"]]),
        ("| 1 | a | b \\ |", [["1", "a", "b \\"]]),
        ("| 1 | a | # b\n# c |", [["1", "a", "# b\n# c"]]),
        (
            "| 1 | a | b\n```\n| 2 | x | y |\n\n| 3 |\n``` |\n| 4 | c | d |",
            [["1", "a", "b\n```\n| 2 | x | y |\n\n| 3 |\n```"], ["4", "c", "d"]],
        ),
        (
            "| 1 | a | ```js\n| 2 | x | y |\n}``` |\n| 4 | c | d |",
            [["1", "a", "```js\n| 2 | x | y |\n}```"], ["4", "c", "d"]],
        ),
        (
            "| 1 | a | b\n~~~\n| 2 | x | y |\n~~~\nmore |\n| 4 | c | d |",
            [["1", "a", "b\n~~~\n| 2 | x | y |\n~~~\nmore"], ["4", "c", "d"]],
        ),
        (
            "| 1 | a | b <!-- c\n| 2 | x | y |\n--> d |\n| 4 | c | d |",
            [["1", "a", "b <!-- c\n| 2 | x | y |\n--> d"], ["4", "c", "d"]],
        ),
        (
            "| 1 | a | b\n<!--\n| 2 | x | y |\n-->\n| 4 | c | d |",
            [["1", "a", "b"], ["4", "c", "d"]],
        ),
        (
            "\n\n| 1 | a | b |\n\n\n| 2 | c | d |\n\n",
            [["1", "a", "b"], ["2", "c", "d"]],
        ),
    ],
)
def test_rows_are_read_as_a_person_reads_them(body: str, rows: list[list[str]]) -> None:
    assert read(body) == (rows, [])


@pytest.mark.parametrize(
    ("body", "rows", "said"),
    [
        ("| 1 | a |x\n", [["1", "a", "x"]], []),
        ("| 1 |\n| 2 | a | b |", [["2", "a", "b"]], ["3:D112"]),
        ("|", [], ["3:D112"]),
        ("text\n| 2 | a | b |", [["2", "a", "b"]], ["3:D105"]),
        ("| 1 | a | b |\ntext\nmore\n\nlast", [["1", "a", "b"]], ["4:D105", "7:D105"]),
        ("| 1 | a | b\n\ntext\n", [["1", "a", "b"]], ["5:D105"]),
        ("| 1 | a | b |\n| x |\n", [["1", "a", "b"]], ["4:D112"]),
        ("| 1 | a | b\n| x |\n", [["1", "a", "b\n| x"]], ["4:D118"]),
        ("| 1 | a | b\n | x\nc |", [["1", "a", "b\n | x\nc"]], ["4:D118"]),
        ("| 1 | a | b\n\n| x |\n", [["1", "a", "b"]], ["5:D112"]),
        ("| 1 | a | b\n| 2 |\n", [["1", "a", "b"]], ["4:D112"]),
        ("| 1 | a | b\n| x | y |\n", [["1", "a", "b"], ["x", "y", ""]], ["4:D129"]),
        ("| 1 | a |\n| x |\n", [["1", "a", ""]], ["3:D129", "4:D112"]),
        (
            "| 1 | a | \n| 2 | c |",
            [["1", "a", ""], ["2", "c", ""]],
            ["3:D129", "4:D129"],
        ),
        (
            "| 1 | a\n| 2 | b |",
            [["1", "a", ""], ["2", "b", ""]],
            ["3:D129", "4:D129"],
        ),
        (
            "| 1 | a | b <!-- |\n| 2 | c | d |\n--> |\n| 3 | e | f |",
            [["1", "a", "b <!--"], ["3", "e", "f"]],
            ["4:D105"],
        ),
        ("|---|---|---|\n", [], ["3:D121"]),
        ("| 1 | a | b |\n| :- | - | |\n", [["1", "a", "b"]], ["4:D121"]),
        (
            "| 1 | a | b |\n| Key | Type | Description |\n|-|-|-|\n| 2 | c | d |",
            [["1", "a", "b"], ["2", "c", "d"]],
            ["4:D121", "5:D121"],
        ),
        ("| -1 | a | b |\n| - | | |", [["-1", "a", "b"], ["-", "", ""]], []),
        ("| 1 | a | b\n2 | c | d |\n", [["1", "a", "b"]], ["4:D105"]),
        ("| 1 | a | b |\n---\n*made*\n", [["1", "a", "b"]], ["4:D105"]),
    ],
)
def test_what_is_no_row_is_said(
    body: str, rows: list[list[str]], said: list[str]
) -> None:
    assert read(body) == (rows, said)


def test_columns_are_known_by_title() -> None:
    head = "intro\n\n| Description | Since | Key | Type |\n|-|-|-|-|\n"
    rows, said = read("| a | b | 1 | 2 | x |\n| c\nd | 3 | 4 | y |\n", head)
    assert rows == [["2", "x", "a | b"], ["4", "y", "c\nd"]]
    # Which of five cells is the text's own pipe, nobody can tell.
    assert said == ["3:D110", "5:D118"]


def test_a_text_that_is_not_the_last_column_goes_on_below_a_blank_line() -> None:
    head = "| Key | Description | Type |\n|---|---|---|\n"
    body = "| 1 | a\n\nb | c\n| 2 | d | e\n\nf\n\n| 3 | g |\n"
    assert read(body, head) == (
        [["1", "c", "a\n\nb"], ["2", "e", "d"]],
        ["8:D105", "10:D112"],
    )
