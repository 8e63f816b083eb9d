"""Which quotes above the sections of a method say that it is deprecated."""

from pathlib import Path

import pytest

from generator.diagnostics import Diagnostics
from generator.parsing.markdown import parse_blocks
from generator.parsing.page_source import PageSource as Page
from generator.parsing.page_source import Region
from generator.parsing.platform.deprecation import Notice, parse_notices
from generator.pipeline import SpecSource, generate, inspect, openapi
from generator.progress import silent


def notices(text: str) -> list[Notice]:
    source = Page("x.md", text)
    end = len(source.lines)
    return parse_notices(source, Region(0, end), parse_blocks(source, end))


KNOWN = "This method is deprecated and may be removed in the future."
SHORT = "This method is deprecated."


@pytest.mark.parametrize(
    ("quote", "deprecation", "rest"),
    [
        (f"> [!WARNING]\n> {KNOWN}", KNOWN, ""),
        (f"> [!WARNING]\n> {KNOWN[:37]}\n>   {KNOWN[37:]}", KNOWN, ""),
        (f"> [!WARNING] {SHORT}", SHORT, ""),
        ("> [!warning]\n> This method is deprecated", SHORT[:-1], ""),
        (f"> [!WARNING]\n>\n> {SHORT}\n>\n> Use `x`: is it?", SHORT, "Use `x`: is it?"),
        (f"> [!WARNING]\n{SHORT}\n\nGet.", SHORT, ""),
        ("> **Warning:** This method is **deprecated**. ", SHORT, ""),
        (f"> [!NOTE]\n> *{SHORT}* **It bites.**", f"*{SHORT}*", "**It bites.**"),
        (f"> Use `x`. {SHORT} So is `z`.", SHORT, "Use `x`. So is `z`."),
    ],
)
def test_the_known_sentence_says_that_a_method_is_deprecated(
    quote: str, deprecation: str, rest: str
) -> None:
    notice = notices(f"Get a pet.\n\n{quote}\n")[0]
    assert notice.deprecation.replace("**", "") == deprecation
    assert notice.rest == rest


PAGE = """# `PetAPI` Class

## Methods

- [`getPet`](#getpet) - Reads a pet.

### `getPet`

Reads a pet.

> [!WARNING]
> This method is deprecated and may be removed in the future. Read `Zebra` instead.

#### Endpoint

`GET /pets`

#### Parameters

This method does not have any parameters.

#### Returns

| HTTP Status Code | Returned type | Description |
|---|---|---|
| `200` | `string` | Fine. |
"""


def test_what_stands_beside_the_sentence_stays_text_everywhere(tmp_path: Path) -> None:
    (tmp_path / "pet-api.md").write_text(PAGE, "utf-8")
    diagnostics = Diagnostics()
    source = SpecSource(specs=tmp_path)
    inspected = inspect(source, diagnostics, silent) or b""
    described = openapi(source, diagnostics, silent, "json") or b""
    generate(source, tmp_path / "out", diagnostics, silent)
    written = (tmp_path / "out" / "api_client" / "api" / "pet.py").read_bytes()
    assert {item.code for item in diagnostics.items} == {"D010"}
    for text in (inspected, described, written):
        assert b"Read `Zebra` instead." in text
        assert b"eprecated" in text


@pytest.mark.parametrize(
    "quote",
    [
        "> [!WARNING]\n> It bites.",
        "> [!WARNING]",
        "> **Warning** It bites.",
        "> [!CAUTION]\n> It bites.",
        "> [!WARNING]\n> This method is not deprecated.",
        "> [!WARNING]\n> This method is **no longer** deprecated.",
        "> [!WARNING]\n> The parameter `a` is deprecated.",
        "> [!WARNING]\n> This method is deprecated?",
        "> [!WARNING]\n> Until 2023: This method is deprecated.",
        '> [!WARNING]\n> Older pages say "This method is deprecated."',
        "> [!WARNING]\n> This method is deprecated in version 3 of the API alone.",
        "> [!WARNING]\n> This method was deprecated and is supported again.",
        "> [!WARNING]\n> Replaces the deprecated `getDog`.",
        "> [!WARNING]\n> DEPRECATED",
        "> [!WARNING]\n> This class is deprecated",
        "> Deprecated: use `x`",
        "> `getPet` has been deprecated",
        "> Is this method deprecated?",
        "> Replaces the deprecated method `getDog`.",
    ],
)
def test_what_else_a_quote_says_of_deprecation_decides_nothing(quote: str) -> None:
    notice = notices(quote)[0]
    assert not notice.deprecation
    assert notice.suspect
