"""Where blocks of code and comments begin and end."""

import pytest

from generator.parsing.code_and_comments import find_verbatim


def found(text: str) -> list[tuple[str, int, int, bool]]:
    """Kind, first line, line below the last one, and whether there is an end."""
    parts = find_verbatim(text, text.split("\n"))
    return [(part.kind, part.start, part.end, part.closed) for part in parts]


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("```\na\n```", True),
        ("```\na\n````  \n", True),
        ("````\na\n```\n", False),
        ("```\na", False),
        ("```", False),
        ("```\n~~~\n", False),
        ("```\n``` |\n", False),
        ("   ~~~ a `b`\n~~~\nb", True),
        ("```js\n```js\n```", True),
    ],
)
def test_whether_code_is_closed(text: str, closed: bool) -> None:
    assert found(text)[0][3] == closed


@pytest.mark.parametrize(
    "text",
    ["``", "``` a`b\n```x`", "    ```\n    ```", "a ```\nb", "a <!- b -->"],
)
def test_what_is_neither_code_nor_comment(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "| a | b ```json\n| c |\n``` |",
        "| a | b ```json\n| c |\n}``` |",
        "| a | b\n```json\n| c |\n``` |",
        "- `a`\n\n      ~~~\n- `b`\n      ~~~",
    ],
)
def test_code_in_rows_and_items_ends_with_its_fence(text: str) -> None:
    ends = len(text.split("\n"))
    assert [(part[0], part[2], part[3]) for part in found(text + "\n| d |")] == [
        ("code", ends, True)
    ]


def test_a_fence_that_opens_again_in_a_table_shows_that_one_is_missing() -> None:
    text = "| a | ```json\n| b | c |\n| d | ```json\nx\n``` |"
    assert found(text) == [("code", 0, 1, False), ("code", 2, 5, True)]
    assert found("- a ```\n- b ```\nx\n```") == [
        ("code", 0, 1, False),
        ("code", 1, 4, True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "| a | ```\n| b | ```",
        "| a | ```\n| b | c |\n| d |\n```\nx\n``` |",
        "- a ```\n- b ```",
    ],
)
def test_no_row_is_lost_in_the_code_of_another_without_a_word(text: str) -> None:
    assert not found(text)[-1][3]


def test_comments() -> None:
    text = "<!-- a\n\nb --> <!-- c --> d\nx <!-- y\nz --> `<!--` <!-- q -->"
    assert found(text) == [
        ("comment", 0, 3, True),
        ("comment", 2, 3, True),
        ("comment", 3, 5, True),
        ("comment", 4, 5, True),
    ]


def test_a_comment_inside_of_a_paragraph_ends_there_or_is_none() -> None:
    assert found("a <!-- b\n\nc -->") == []
    assert found("a\n<!-- b\n\nc") == [("comment", 1, 2, False)]


def test_what_stands_in_code_opens_nothing() -> None:
    assert found("```\n<!--\n```\n-->") == [("code", 0, 3, True)]
    assert found("<!--\n```\n-->\n```") == [
        ("comment", 0, 3, True),
        ("code", 3, 4, False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "```a\n" * 50_000 + "x```",
        "x <!-- b\n" * 50_000 + "\n-->",
        "`" * 500_000,
        "| a | ```" + " " * 500_000 + "x",
        "- " + "``` x " * 100_000,
        "<!-- " * 100_000,
        "<!-- -->" * 50_000,
        "| ```a\n" * 50_000 + "```",
        "\n".join("`" * (1500 - i) + "a" for i in range(1490)) + "\n```" * 100_000,
    ],
)
def test_pages_of_any_size_end_in_a_result(text: str) -> None:
    assert len(find_verbatim(text, text.split("\n"))) <= 100_000
