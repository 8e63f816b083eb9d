"""Which quotes above the sections of a method say that it is deprecated."""

import pytest

from generator.reading.deprecation import Notice, read_notices
from generator.reading.markdown import read_blocks
from generator.reading.source import Region, Source


def notices(text: str) -> list[Notice]:
    source = Source("x.md", text)
    end = len(source.lines)
    return read_notices(source, "getPet", Region(0, end), read_blocks(source, end))


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        (
            "> [!WARNING]\n> This method is deprecated and may be\n>   removed.",
            "This method is deprecated and may be removed.",
        ),
        ("> [!WARNING] This method is deprecated.", "This method is deprecated."),
        ("> [!warning]\n> DEPRECATED", "DEPRECATED"),
        ("> [!WARNING]\n>\n> Deprecated.\n>\n> Use `x`.", "Deprecated. Use `x`."),
        ("> [!WARNING]\nThis is deprecated.\n\nGet.", "This is deprecated."),
        ("> **Warning**\n> It is deprecated.", "It is deprecated."),
        ("> **Warning:** It is deprecated.", "It is deprecated."),
        ("> ** Caution **: It is **deprecated**.", "It is **deprecated**."),
        ("> Warning: will be deprecated in May", "Warning: will be deprecated in May"),
        ("> [!CAUTION]\n> Marked as deprecated", "Marked as deprecated"),
        ("> [!NOTE]\n> This operation is deprecated", "This operation is deprecated"),
        ("> **Deprecated**: use `x`", "**Deprecated**: use `x`"),
        ("> deprecated since v2.1", "deprecated since v2.1"),
        ("> Do not use it. The endpoint is deprecated", None),
        ("> `getPet` has been deprecated", None),
        ("> This is a deprecated method.", None),
        ("> [!WARNING]\n> Do not use: deprecated", "Do not use: deprecated"),
        (
            "> [!WARNING]\n> Not supported and deprecated",
            "Not supported and deprecated",
        ),
    ],
)
def test_a_method_is_deprecated(quote: str, text: str | None) -> None:
    notice = notices(f"Get a pet.\n\n{quote}\n")[0]
    assert notice.deprecation
    assert notice.text == (text or quote.removeprefix("> "))


@pytest.mark.parametrize(
    "quote",
    [
        "> [!WARNING]\n> It bites.",
        "> [!WARNING]",
        "> **Warning** It bites.",
        "> [!CAUTION]\n> It bites.",
        "> [!WARNING]\n> This method is not deprecated.",
        "> [!WARNING]\n> This method isn't going to be deprecated.",
        "> [!WARNING]\n> This method is **no longer** deprecated.",
        "> [!WARNING]\n> The parameter `a` is deprecated.",
        "> [!WARNING]\n> Replaces the deprecated `getDog`.",
        "> [!WARNING]\n> Undeprecated",
        "> Replaces the deprecated method `getDog`.",
        "> `getDog` is deprecated",
    ],
)
def test_what_else_a_warning_says_is_suspect(quote: str) -> None:
    notice = notices(quote)[0]
    assert not notice.deprecation
    assert notice.suspect


@pytest.mark.parametrize("quote", ["> [!NOTE]\n> It bites.", "> A quote.", ">"])
def test_other_quotes_are_text(quote: str) -> None:
    notice = notices(quote)[0]
    assert not notice.deprecation
    assert not notice.suspect


def test_lines_below_a_quote_belong_to_it_only_if_it_has_no_text() -> None:
    text = "> [!WARNING]\n> Deprecated.\nGet a pet.\n\n> [!WARNING]\nDeprecated.\n# b"
    regions = [notice.region for notice in notices(text)]
    assert regions == [Region(0, 2), Region(4, 6)]
