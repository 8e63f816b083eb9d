"""Mutants of pages by openapi-generator: what they say is read, or reported.

The oracle writes the model of a page as the page has it. A word of the page that is
neither there, nor in a diagnostic's lines, nor left over from the page before its
change, is lost.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from random import Random

from generator.config import Documents
from generator.diagnostics import Diagnostic, Diagnostics
from generator.model import Coverage, Field, Format, Operation, TypeRef
from generator.parsing.openapi_generator.class_page import ClassPage
from generator.parsing.openapi_generator.page import Page, parse_page
from generator.parsing.page_files import PageFile
from generator.parsing.page_lookup import PageLookup
from generator.parsing.page_source import PageSource

Mutator = Callable[[list[str], int, Random], None]
"""Changes lines at the line of a number."""

_WORD = re.compile(r"\w+")
_SCALARS = {"string": "str", "number": "int", "boolean": "bool", "Array": "list"}
_TIMES = {"date-time": "datetime", "local-date-time": "LocalDateTime", "date": "date"}
_PERMISSIONS = re.compile(r"^Requires .*$|^[*-] .*$", re.MULTILINE)
"""A list of permissions with an item that is none is reported as a whole."""
_REPEATED = re.compile(
    r"^\s*\|?Method.*?(?=^#|\Z)|^\s*>[^\n]*$|^\s*_\w+ [\w.]+_\s*$"
    r"|^##? \w+\.\w+\s*$|^All URIs are [^\n]*$",
    re.MULTILINE | re.DOTALL,
)
"""The index and signatures, which repeat what sections say, and names of packages."""


def _cut(lines: list[str], at: int, random: Random) -> None:
    start = random.randrange(len(lines[at]) + 1)
    lines[at] = lines[at][:start] + lines[at][start + random.randint(1, 12) :]


def _insert(lines: list[str], at: int, random: Random) -> None:
    start = random.randrange(len(lines[at]) + 1)
    extra = random.choice(_EXTRAS)
    lines[at] = lines[at][:start] + extra + lines[at][start:]


def _drop_line(lines: list[str], at: int, random: Random) -> None:
    del lines[at]


def _repeat_line(lines: list[str], at: int, random: Random) -> None:
    lines.insert(random.randrange(len(lines) + 1), lines[at])


def _move_line(lines: list[str], at: int, random: Random) -> None:
    lines.insert(random.randrange(len(lines)), lines.pop(at))


def _break_line(lines: list[str], at: int, random: Random) -> None:
    start = random.randrange(len(lines[at]) + 1)
    lines[at : at + 1] = [lines[at][:start], lines[at][start:]]


def _join_lines(lines: list[str], at: int, random: Random) -> None:
    if at + 1 < len(lines):
        lines[at : at + 2] = [lines[at] + " " * random.randint(0, 1) + lines[at + 1]]


def _drop_mark(lines: list[str], at: int, random: Random) -> None:
    mark = random.choice(_MARKS)
    lines[at] = lines[at].replace(mark, "", 1)


def _add_mark(lines: list[str], at: int, random: Random) -> None:
    lines[at] = f"{random.choice(_PREFIXES)}{lines[at]}"


def _swap_word(lines: list[str], at: int, random: Random) -> None:
    words = _WORD.findall(lines[at])
    if words:
        lines[at] = lines[at].replace(random.choice(words), random.choice(_WORDS), 1)


def _truncate(lines: list[str], at: int, random: Random) -> None:
    del lines[at:]


MUTATORS: dict[str, Mutator] = {
    "cut": _cut,
    "insert": _insert,
    "drop line": _drop_line,
    "repeat line": _repeat_line,
    "move line": _move_line,
    "break line": _break_line,
    "join lines": _join_lines,
    "drop mark": _drop_mark,
    "add mark": _add_mark,
    "swap word": _swap_word,
    "truncate": _truncate,
}
_EXTRAS = (" zz9 ", "|", " | zz9 ", "**zz9**", "`zz9`", "<!-- zz9 -->", "[zz9](Zz)")
_MARKS = ("|", "**", "`", "#", "[", "]", "(", ")", "```", "* ", "> ", ":", "_")
_PREFIXES = ("# ", "### ", "> ", "* ", "- ", "| ", "    ", "\t", "```", "<!-- ")
_WORDS = ("int", "str", "float", "ALL", "ANY", "no", "zz9", "GET", "Parameters", "zz_9")


@dataclass(frozen=True)
class Reading:
    """A page as it was read: diagnostics, and words that the model does not have."""

    is_read: bool
    said: tuple[Diagnostic, ...]
    left: Counter[str]


class Reader:
    """Reads pages as the generator does; ``names`` are those of all pages."""

    def __init__(self, names: Sequence[str]) -> None:
        self._lookup = PageLookup(names, (".md",))

    def read(self, name: str, text: str) -> Reading:
        """Read a page with this text."""
        data, found = text.encode("utf-8", "surrogatepass"), Diagnostics()
        file, coverage = PageFile("", name, "page", len(data)), Coverage()
        page = parse_page(file, data, self._lookup, Documents(), found, coverage)
        assert coverage.claimed + coverage.reported <= coverage.characters
        return Reading(page is not None, found.items, self._left(text, page, found))

    def _left(self, text: str, page: Page | None, found: Diagnostics) -> Counter[str]:
        lines = text.split("\n")
        for item in found.items:
            first = last = min(item.span.line, len(lines)) - 1
            # What is said of a row or a text stands where it begins.
            while last + 1 < len(lines) and lines[last + 1].strip(" |"):
                last += 1
            told = range(first, last + 1)
            lines = [
                "" if number in told and not line.startswith("```") else line
                for number, line in enumerate(lines)
            ]
        code = PageSource("", "\n".join(lines)).code
        prose = (line for number, line in enumerate(lines) if number not in code)
        plain = _REPEATED.sub("", "\n".join(prose))
        if any(item.code == "D228" for item in found.items):
            plain = _PERMISSIONS.sub("", plain)
        left = Counter(_WORD.findall(unescape(plain)))
        left.subtract(_WORD.findall(" ".join(item.message for item in found.items)))
        if page is not None:
            left.subtract(_WORD.findall(" ".join(_written(page))))
        return left


def silent_loss(base: Reading, mutant: Reading) -> str:
    """Return the words that are neither read nor reported; empty if there are none."""
    if any(item.severity == "error" for item in mutant.said):
        return ""
    more = [word for word, n in mutant.left.items() if n > max(base.left[word], 0)]
    return " ".join(more)


def mutants(text: str, random: Random) -> Iterator[tuple[str, str]]:
    """Yield one mutant for each mutator, with its name."""
    for name, change in MUTATORS.items():
        lines = text.split("\n")
        filled = [number for number, line in enumerate(lines) if line.strip()]
        change(lines, random.choice(filled), random)
        yield name, "\n".join(lines)


def _written(page: Page) -> Iterator[str]:
    """Yield the facts of a page as the page has them."""
    if not isinstance(page, ClassPage):
        yield from (page.definition.name, page.definition.description, *page.values)
        for item in page.definition.properties:
            yield from _field(item)
        return
    yield from (page.api.name, page.api.description)
    for operation in page.api.operations:
        yield from _operation(operation)


def _operation(operation: Operation) -> Iterator[str]:
    yield from (operation.name, operation.summary, operation.description)
    yield from (operation.deprecation, operation.method, operation.path)
    if operation.preview:
        yield operation.name
    if operation.permissions is not None:
        require = operation.permissions.require.upper()
        yield from (require if operation.permissions.names else "no permissions",)
        yield from operation.permissions.names
    for parameter in operation.parameters:
        yield from _field(parameter)
    for row in operation.responses:
        yield row.description
        if row.span != operation.span:
            yield row.status
        if row.type is not None:
            yield _type(row.type, None)


def _field(field: Field) -> Iterator[str]:
    yield from (field.name, field.description, _type(field.type, field.format))
    if not field.required:
        yield "optional"
    if field.default is not None:
        yield f"default to {field.default}"
    yield from field.values


def _type(kind: TypeRef | None, form: Format | None) -> str:
    if kind is None:
        return ""
    if kind.values is not None:
        return f"dict str {_type(kind.values.type, kind.values.format)}"
    name = kind.name if kind.definition else _SCALARS.get(kind.name, kind.name)
    if form == "float":
        name = "float"
    name = _TIMES.get(form or "", name)
    # A link has the name once more.
    return f"{'list' * kind.array} {name} {name * kind.definition}"
