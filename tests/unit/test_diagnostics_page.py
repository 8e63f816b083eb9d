"""``docs/diagnostics.md``: what every code means, with an example that is true.

The prose is the page's own; all else is made from the catalogue and the cases, and
`make golden` makes it anew. A code without prose fails here.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from generator.diagnostics import printable
from generator.diagnostics.codes import CATALOGUE
from tests.conftest import Golden

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "diagnostics.md"
CASES: Final = ROOT / "tests" / "cases"
LONGEST: Final = 160

SECTION: Final = re.compile(r"^## ([A-Z]\d+)\n(.*?)(?=^## [A-Z]\d+$|\Z)", re.M | re.S)
MADE: Final = re.compile(r"\A\n```text\n.*?\n```\n\n|^For example.*\Z", re.M | re.S)
SAID: Final = re.compile(
    r"^(?P<file>[^\n]*?)(?::(?P<line>\d+):\d+)?: (?P<severity>error|warning|note)"
    r"\[(?P<code>\w+)\]: (?P<message>.*)$"
)


class Example(NamedTuple):
    """Something that a case says, and the line that it says it about."""

    size: int
    case: str
    said: str
    file: str
    line: str


def examples() -> dict[str, Example]:
    """The shortest case of each code: it has the least beside the point."""
    best: dict[str, Example] = {}
    for path in sorted(CASES.glob("*/*/stderr.txt")):
        lines = path.read_text("utf-8").splitlines()
        for number, line in enumerate(lines):
            match = SAID.match(line)
            if match is None or lines[number + 1].startswith("  allowed:"):
                continue
            bad = source_line(path.parent, match["file"], match["line"])
            said = f"{line}\n{lines[number + 1]}"
            found = Example(len(lines), path.parent.name, said, match["file"], bad)
            if match["code"] not in best or found < best[match["code"]]:
                best[match["code"]] = found
    return best


def source_line(case: Path, file: str, line: str | None) -> str:
    """A line of a document of a case; none where a whole file is meant."""
    path = case / file if (case / file).exists() else case / "docs" / file
    if line is None:
        return ""
    lines = path.read_bytes().decode("utf-8", "replace").splitlines()
    return lines[int(line) - 1] if int(line) <= len(lines) else ""


def fenced(text: str, language: str) -> str:
    fence = "````" if "```" in text else "```"
    return f"{fence}{language}\n{text}\n{fence}\n"


def short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def shown(template: str) -> str:
    """A template as people read it."""
    return re.sub(r"\{(\w+)(?:![rs])?\}", r"{\1}", template).replace("{{", "{")


def prose_of(page: str) -> dict[str, str]:
    """What people wrote, by code."""
    return {
        code: MADE.sub("", section).strip() for code, section in SECTION.findall(page)
    }


def sections(prose: dict[str, str]) -> Iterator[str]:
    """A section for each code: what is said, what it means, an example."""
    known = examples()
    for code in sorted(CATALOGUE):
        entry = CATALOGUE[code]
        said = f"{entry.severity}[{code}]: {shown(entry.message)}"
        yield f"## {code}\n\n{fenced(said, 'text')}\n{prose.get(code, '')}\n"
        example = known.get(code)
        if example is not None:
            yield "\nFor example"
            if example.line.strip():
                bad = fenced(short(printable(example.line)), "markdown")
                yield f", in `{example.file}`:\n\n{bad}"
            else:
                yield ":\n"
            yield f"\n{fenced(example.said, 'text')}"
        yield "\n"


def summary() -> str:
    """The table of all codes."""
    rows = "".join(
        f"| [{code}](#{code.lower()}) | {CATALOGUE[code].severity} "
        f"| {in_cell(shown(CATALOGUE[code].message))} |\n"
        for code in sorted(CATALOGUE)
    )
    return f"| Code | Severity | Message |\n|---|---|---|\n{rows}"


def in_cell(text: str) -> str:
    return re.sub(r"([|<>*_\[\]])", r"\\\1", text)


def test_the_page_is_that_of_the_catalogue_and_the_cases(golden: Golden) -> None:
    page = PAGE.read_text("utf-8")
    head = page[: page.index("| Code | Severity |")]
    body = "".join(sections(prose_of(page))).rstrip() + "\n"
    golden(PAGE, f"{head}{summary()}\n{body}")


def test_the_letters_of_all_codes_are_explained() -> None:
    _, _, rest = PAGE.read_text("utf-8").partition("\nThe first letters of a code")
    letters = re.findall(r"`([A-Z]\d)` ", rest.partition("\n")[0])
    assert letters == sorted({code[:2] for code in CATALOGUE})


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_code_is_explained_and_shown(code: str) -> None:
    section = dict(SECTION.findall(PAGE.read_text("utf-8")))[code]
    prose = prose_of(PAGE.read_text("utf-8"))[code]
    meaning, _, rest = prose.partition("\n\n")
    # What it means, and what to do.
    assert len(meaning.split()) > 5
    assert len(rest.split()) > 2
    printed = [SAID.match(line) for line in section.splitlines()]
    shown_here = [match for match in printed if match and match["code"] == code]
    assert shown_here
    for match in shown_here:
        assert match["severity"] == CATALOGUE[code].severity
        assert template(code).fullmatch(match["message"])


def template(code: str) -> re.Pattern[str]:
    """What fits the message of a code, whatever its fields hold."""
    parts = re.split(r"\{\w+(?:![rs])?\}", CATALOGUE[code].message.replace("{{", "{"))
    return re.compile(".*".join(map(re.escape, parts)))


def test_templates_fit_only_their_own_message() -> None:
    assert template("D302").fullmatch("no page 'x'") is None
    assert template("D009").fullmatch("Markdown file that is not a page was ignored")


def test_the_page_is_linked() -> None:
    assert "docs/diagnostics.md" in (ROOT / "README.md").read_text("utf-8")
    program = (ROOT / "generator" / "cli" / "app.py").read_text("utf-8")
    assert "docs/diagnostics.md" in program
