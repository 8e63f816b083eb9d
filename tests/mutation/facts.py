"""What a page says, fact by fact: what it is, in which words, and on which lines."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from generator.model import Operation, Parameter, Property, Response, TypeRef
from generator.parsing.platform.class_page import ClassPage
from generator.parsing.platform.definition_page import DefinitionPage
from generator.parsing.platform.index_page import Index
from generator.parsing.platform.page import Page as ReadPage

Kind = Literal["name", "type", "flag", "text", "order"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact; its lines are 0-based, and ``words`` is how the page writes it."""

    kind: Kind
    value: object
    words: str
    start: int
    end: int


Facts = dict[str, Fact]

_SECTION = re.compile(r" {0,3}####\s+(\w+)")


def facts_of(page: ReadPage | None, lines: Sequence[str]) -> Facts:
    """The facts that were read from a page with these lines."""
    match page:
        case None:
            return {}
        case Index():
            return dict(_index(page, lines))
        case DefinitionPage():
            return {**dict(_definition(page, lines)), **dict(_links(page, lines))}
        case ClassPage():
            return {**dict(_class(page, lines)), **dict(_links(page, lines))}


Found = Iterator[tuple[str, Fact]]
_Node = Parameter | Property | Response


def _text(value: str, start: int, end: int) -> Fact:
    return Fact("text", value, value, start, end)


def _type(kind: TypeRef | None, start: int, end: int) -> Fact:
    return Fact("type", kind, kind.notation if kind else "", start, end)


def _ends(nodes: Sequence[_Node], end: int) -> Iterator[tuple[_Node, int, int]]:
    """The nodes with their lines: each ends where the next one begins."""
    ordered = sorted(nodes, key=lambda node: node.span.line)
    below = [*(node.span.line - 1 for node in ordered[1:]), end][: len(ordered)]
    for node, last in zip(ordered, below, strict=True):
        yield node, node.span.line - 1, last


def _order(names: Iterable[str], start: int, end: int) -> Fact:
    return Fact("order", tuple(names), "", start, end)


def _definition(page: DefinitionPage, lines: Sequence[str]) -> Found:
    found = page.definition
    title, end = found.span.line - 1, len(lines)
    table = min((row.span.line for row in found.properties), default=end + 1) - 1
    yield "name", Fact("name", found.name, found.name, title, title + 1)
    yield "description", _text(found.description, title, table)
    yield "order", _order((row.name for row in found.properties), table, end)
    for row, start, last in _ends(found.properties, end):
        assert isinstance(row, Property)
        key = f"property {row.name}"
        yield key, Fact("name", row.name, row.name, start, last)
        yield f"{key} type", _type(row.type, start, last)
        flag = "Yes" if row.required else "No"
        yield f"{key} required", Fact("flag", row.required, flag, start, last)
        yield f"{key} description", _text(row.description, start, last)
        yield f"{key} format", Fact("order", row.format, "", start, last)


def _links(page: DefinitionPage | ClassPage, lines: Sequence[str]) -> Found:
    """The targets of types; the lines are those where each stands."""
    for one in page.references:
        at = [number for number, line in enumerate(lines) if one.page in line]
        start, end = (at[0], at[-1] + 1) if at else (0, len(lines))
        words = " ".join([one.page] * one.count)
        yield f"link {one.name} {one.page}", Fact("type", one.count, words, start, end)


def _class(page: ClassPage, lines: Sequence[str]) -> Found:
    api, end = page.api, len(lines)
    title = api.span.line - 1
    starts = [operation.span.line - 1 for operation in api.operations]
    first = min(starts, default=end)
    yield "name", Fact("name", api.name, api.name, title, title + 1)
    yield "description", _text(api.description, title, first)
    yield "order", _order((one.name for one in api.operations), title, end)
    for operation, start in zip(api.operations, starts, strict=True):
        last = min((other for other in starts if other > start), default=end)
        yield from _operation(operation, lines, start, last)


def _operation(found: Operation, lines: Sequence[str], start: int, end: int) -> Found:
    sections: dict[str, int] = {}
    for number in range(start, end):
        match = _SECTION.match(lines[number])
        if match:
            sections.setdefault(match[1], number)
    above = min(sections.values(), default=end)

    def extent(title: str) -> tuple[int, int]:
        begin = sections.get(title)
        if begin is None:
            return start, end
        return begin, min((at for at in sections.values() if at > begin), default=end)

    key = f"method {found.name}"
    # The list of methods has both once more: that it agrees is for reading to check.
    twice = f"{found.name} {found.name}"
    yield key, Fact("name", found.name, twice, start, start + 1)
    twice = f"{found.summary}\n{found.summary}"
    yield f"{key} summary", Fact("text", found.summary, twice, start, above)
    yield f"{key} deprecated", Fact("order", found.deprecated, "", start, above)
    yield f"{key} deprecation", _text(found.deprecation, start, above)
    yield f"{key} description", _text(found.description, *extent("Description"))
    yield f"{key} method", Fact("name", found.method, found.method, *extent("Endpoint"))
    yield f"{key} path", Fact("name", found.path, found.path, *extent("Endpoint"))
    yield from _parameters(key, found.parameters, *extent("Parameters"))
    yield from _responses(key, found.responses, *extent("Returns"))


_PREFIXES = {"query": "query.", "header": "headers.", "path": "", "body": ""}


def _parameters(method: str, found: Sequence[Parameter], begin: int, end: int) -> Found:
    names = [_PREFIXES[one.location] + one.name for one in found]
    yield f"{method} parameters", _order(names, begin, end)
    for one, start, last in _ends(found, end):
        assert isinstance(one, Parameter)
        name = _PREFIXES[one.location] + one.name
        key = f"{method} parameter {name}"
        yield key, Fact("name", (one.location, one.name), name, start, last)
        yield f"{key} type", _type(one.type, start, last)
        flag = "required" if one.required else "optional"
        yield f"{key} required", Fact("flag", one.required, flag, start, last)
        yield f"{key} description", _text(one.description, start, last)
        yield f"{key} format", Fact("order", one.format, "", start, last)


def _responses(method: str, found: Sequence[Response], begin: int, end: int) -> Found:
    yield f"{method} statuses", _order((one.status for one in found), begin, end)
    for one, start, last in _ends(found, end):
        assert isinstance(one, Response)
        key = f"{method} status {one.status}"
        yield key, Fact("name", one.status, one.status, start, last)
        yield f"{key} type", _type(one.type, start, last)
        yield f"{key} description", _text(one.description, start, last)


def _index(page: Index, lines: Sequence[str]) -> Found:
    starts = [entry.span.line - 1 for entry in page.entries]
    names = (entry.page for entry in page.entries)
    yield "order", _order(names, min(starts, default=0), len(lines))
    for entry, start in zip(page.entries, starts, strict=True):
        end = min((other for other in starts if other > start), default=len(lines))
        key = f"entry {entry.page}"
        yield key, Fact("name", entry.page, entry.page, start, end)
        yield f"{key} name", Fact("name", entry.name, entry.name, start, end)
        yield f"{key} description", _text(entry.description, start, end)
        yield f"{key} url", Fact("name", entry.url, entry.url or "", start, end)


# Marks that structure a page say nothing by themselves: words are what stands between.
_WORD = re.compile(r"\w+|[^\w\s|`#\-*()\[\]{},:>\\<]")
_NO_FACTS = re.compile(
    r"\]\(#[^()\s]*\)"  # an anchor repeats the name before it
    # Pages are found by their names alone.
    r"|(?<=\]\()(?!https?:)[^()\s]*/(?=[^()\s/]+\.md[)#])"
    r"|(?<=\.md)#[^()\s]*(?=\))"  # a place in a page is in that page
    # The kind of a quote.
    r"|\[!\w+\]|^> \*\*(?i:warning|caution|attention|note|important):?\*\*:?",
    re.MULTILINE,
)
# The title of the index and those of its columns say nothing, nor does "Click here".
_INDEX = re.compile(
    r"^\W*Class Name.*|\[Click here\]|\[[^\[\]]*\](?=\(\w+:)",
    re.MULTILINE | re.IGNORECASE,
)
_SENTENCES = re.compile(
    "|".join(
        sentence.replace(" ", r"\s+")
        for sentence in (
            # The library that it links to is none of the API.
            r"A promise that settles to an \[`\w+`\]\(https?://[\w./-]+\) object"
            r" with the response of the call to the API endpoint\. The promise fulfills"
            r" if the HTTP status code is between 200 and 299\. The promise rejects for"
            r" any other HTTP status code\.",
            r"This method does not have any parameters\.",
            # The marks end before the sentence, with or without a space between.
            r"`headers` - \*\*\(object\)\*\*\s*The headers to include in the request\."
            r" An empty object or `null` is allowed if all headers are optional\.",
            r"`query` - \*\*\(object\)\*\*\s*The query string parameters for the"
            r" request\. An empty object or `null` is allowed if all query string"
            r" parameters are optional\.",
            r"`(?:headers|query)` - \*\*\(object\)\*\*",
        )
    )
)
# The last title needs no pipe behind it.
_HEADS = re.compile(
    r"^(?:[^\n]*\|)?[ \t*_`]*(?:property|http status code|class name)[ \t*_`]*"
    r"(?:\|.*)?$",
    re.MULTILINE | re.IGNORECASE,
)
_KNOWN = re.compile(
    r"(?:^|(?<=\|))[\s*`]*(?:property|type|required|description|http status code"
    r"|returned\s+type|class name)[\s*`]*(?=\||$)"
)
_SECTIONS = re.compile(
    r"^ {0,3}#{2,4}\s+(?:Methods|Description|Endpoint|Parameters|Returns)"
    r"(?:[^\S\n]|#)*$",
    re.MULTILINE,
)
_HEADER = re.compile(r"\bheaders\.[^\s`]+")


def _titles(match: re.Match[str]) -> str:
    """The titles of columns that are not known, without case and emphasis."""
    line, count = _KNOWN.subn("", match[0].lower().replace("_", ""))
    return line if count > 1 else match[0]


def words(text: str) -> Counter[str]:
    """How often each word is in a text, without what says nothing.

    Sentences that all pages repeat are none of it, as they are and only so.
    """
    text = _SECTIONS.sub("", text)
    text = _INDEX.sub("", _SENTENCES.sub("", text))
    text = _NO_FACTS.sub("]", text)
    # Titles of columns are known in any case, and so are names of headers.
    text = _HEADS.sub(_titles, text)
    text = _HEADER.sub(lambda match: match[0].lower(), text)
    return Counter(_WORD.findall(text))
