"""The synthetic drop holds what it promises, seen by other means than its own."""

import re
from pathlib import Path
from typing import Any

import pytest

from generator.config import Config
from generator.diagnostics import Diagnostics
from generator.parsing import parse_documents
from tests.synthetic import Fact, make_drop

SMALL: dict[str, Any] = {"classes": 6, "operations": 120, "definitions": 300}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Fact]:
    folder = tmp_path_factory.mktemp("drop")
    return folder, make_drop(folder)


def pages(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*.md")
    }


def test_same_seed_gives_same_bytes_and_facts(tmp_path: Path) -> None:
    first = make_drop(tmp_path / "a", **SMALL)
    assert make_drop(tmp_path / "b", **SMALL) == first
    assert pages(tmp_path / "a") == pages(tmp_path / "b")
    make_drop(tmp_path / "c", seed=1, **SMALL)
    assert pages(tmp_path / "c") != pages(tmp_path / "a")


def test_its_pages_agree(whole: tuple[Path, Fact]) -> None:
    diagnostics = Diagnostics()
    parse_documents(whole[0], Config(), diagnostics)
    # That some deprecations are said in prose alone is meant.
    assert {item.code for item in diagnostics.items} == {"D216"}


IRREGULAR_DEFINITIONS = {
    "a cell of several lines": r"^\| \w+ \| [^\n]*[^|\n]\n[^|\n]+",
    "a closing pipe alone": r"^ \|$",
    "no closing pipe": r"[^|]\n\n?(\| \w+ \||---)",
    "unescaped pipes": r"^\| \w+ \| [^\n]* \|\| [^\n]* \|$",
    "a text that ends in a pipe": r"\| \|$",
    "an array of anything": r"\| `Array\[\]` \|",
    "no property": r"^\|-[-|]+\|\n\n---$",
    "an empty description": r"\| (Yes|No) \|  \|$",
    "HTML": r"<br/>",
    "a backslash at the end": r"\\ \|$",
    "a quotation mark at the end": r'" \|$',
    "beyond ASCII": r"[^\x00-\x7f]",
    "a date-time": r"Date time is represented as an ISO-8601 string\.",
    "a local date-time": r"Date time is .* string without a timezone",
    "a date": r"Dates are represented",
    "an interval": r"Intervals are represented",
    "a URN": r"^\| urn:",
    "a property called self": r"^\| self \|",
    "a property called $ref": r"^\| \$ref \|",
    "a long name": r"^# `\w{119}`",
    "a definition called Number": r"^# `Number` Definition",
    "no line break at the end": r"\*\Z",
}

IRREGULAR_CLASSES = {
    "a HEAD": r"^`HEAD /",
    "no parameters": r"^This method does not have any parameters\.$",
    "deprecated": r"^> \[!WARNING\]\n> This method is deprecated",
    "deprecated in prose": r"^Deprecated\. ",
    "several paragraphs": r"#### Description\n\n[^#\n]+\n[^#\n]+\n\n[^#\n]+\n",
    "an indented block": r"#### Description\n\n[^#\n]+\n\n    \w+ ->",
    "a status row of two lines, not closed": r"^\| `\d+` [^\n]*[^|\n]\n[^|\n]+[^|\n]\n",
    "a status row of three lines": r"^\| `\d+` [^\n]*[^|\n]\n[^|\n]+\n[^|\n]+ \|\n",
    "a parameter of two lines": r"^- `[\w.-]+` - \*\*[^\n]*\n\w",
    "only a default": r"`504` [^\n]*\n\| `default` \|  \| ",
    "two results of two types": r"`200` \| \[(\w+)\][^\n]*\n\| `202` \| \[(?!\1\])",
    "a redirect": r"^\| `302` \| \[",
    "a dotted query": r"^- `query\.\w+\.id` - ",
    "a header": r"^- `headers\.If-Match` - ",
    "an optional query before a required one": (
        r"^- `query\.\w+` - \*\*\([^\n]*optional\)\*\* [^\n]*"
        r"\n- `query\.\w+` - \*\*\([^\n]*required\)"
    ),
    "an array as a body": r"^- `body` - \*\*\(\[\w+\[\]\]\(",
    "a keyword": r"^- `query\.async` - ",
    "an untyped 409": r"^\| `409` \|  \|",
    "a long name": r"^### `\w{117}`$",
    "an empty text of a parameter": r"\)\*\* $",
    "no description of the class": r"\A# `\w+` Class\n\n## Methods",
    "no line break at the end": r"\*\Z",
}


@pytest.mark.parametrize("seed", [0, 1])
def test_every_irregularity_is_there(tmp_path: Path, seed: int) -> None:
    make_drop(tmp_path, seed=seed, **SMALL)
    missing = [
        f"{kind}: {what}"
        for kind, patterns in (
            ("definitions", IRREGULAR_DEFINITIONS),
            ("classes", IRREGULAR_CLASSES),
        )
        for what, pattern in patterns.items()
        if not any(
            re.search(pattern, page.read_text("utf-8"), re.MULTILINE)
            for page in (tmp_path / kind).iterdir()
        )
    ]
    assert missing == []
