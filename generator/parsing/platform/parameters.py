"""The parameters of an operation: a list with an item for each."""

import re
from dataclasses import dataclass

from ...diagnostics import Diagnostics, SourceSpan
from ...model import Location, Parameter
from ..endpoint_rules import variables
from ..formats import temporal_format
from ..page_source import PageSource, Region
from ..stray_text import (
    looks_like_row,
    report_continued,
    report_sentence,
    report_unrecognized,
)
from ..wire_names import check_header, check_name
from .sections import Part
from .type_refs import TypeParser, names_type

_NONE = "This method does not have any parameters."
_ITEM = re.compile(
    r"[-*] `(?P<name>[^`]+)` - "
    r"\*\*\((?P<type>.*?)(?:, (?P<flag>required|optional))?\)\*\*"
    r"(?P<text>.*)",
    re.DOTALL,
)
# Another flag behind the one that was read.
_LEFT_FLAG = re.compile(r"\s*[*_(,;:`{\[]+\s*(?:required|optional)\b", re.IGNORECASE)
_BULLET = re.compile(r"[-*][ \t]")
_BEGINNING = re.compile(r"[-*][ \t]+(?:`|\S+[ \t]+-[ \t]+\*)")
_SEPARATOR = re.compile(r"[ \t]*-(?=\s|$)")
_OF_CONTAINERS = re.compile(
    r"\s*(?:The (?:query string parameters|headers) (?:for|to include in) the request\."
    r" An empty object or `null` is allowed if all (?:query string parameters|headers)"
    r" are optional\.)?\s*"
)
_CONTAINERS: dict[str, Location] = {"query": "query", "headers": "header"}


@dataclass(frozen=True, slots=True)
class _Item:
    """A list item: its lines, and the parts of its parameter."""

    region: Region
    match: re.Match[str]

    def written(self, flag: str | None, text: str) -> str:
        """Return the item with these as the page has it, but for white space."""
        match = self.match
        kind = f"{match['type']},{flag}" if flag else match["type"]
        return f"{match[0][0]}`{match['name']}`-**({kind})**{text}"


def parse_parameters(
    source: PageSource,
    part: Part,
    path: str | None,
    types: TypeParser,
    diagnostics: Diagnostics,
) -> tuple[Parameter, ...]:
    """Parse the section 'Parameters' of the operation with this path template.

    Without a path, which has its own diagnostic, any plain name may be a variable.
    """
    if source.read(part.body) == _NONE:
        source.coverage.claim(source.trim(part.body).start, _NONE)
        return ()
    in_path = None if path is None else frozenset(variables(path))
    parser = _ParameterParser(source, in_path, types, diagnostics)
    errors = diagnostics.count("error")
    for item in parser.items(part.body):
        parser.read(item)
    # An item that could not be read may be the container, or a member of it.
    if diagnostics.count("error") == errors:
        parser.check_containers(part)
    return parser.found


def _looks_like_item(line: str) -> bool:
    """Return True if a line looks like a parameter."""
    return bool(_BEGINNING.match(line)) or _is_flagged(line)


def _is_flagged(line: str) -> bool:
    return "**(" in line or ", required)" in line or ", optional)" in line


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


class _ParameterParser:
    def __init__(
        self,
        source: PageSource,
        in_path: frozenset[str] | None,
        types: TypeParser,
        diagnostics: Diagnostics,
    ) -> None:
        self._source = source
        self._coverage = source.coverage
        self._in_path = in_path
        self._types = types
        self._diagnostics = diagnostics
        self._found: dict[tuple[Location, str], Parameter] = {}
        self._containers: dict[Location, int] = {}
        self._flags: dict[Location, str | None] = {}

    def items(self, region: Region) -> list[_Item]:
        """Return the list items of the section; all other text is diagnosed."""
        lines, found = self._source.lines, list[_Item]()
        number = region.start
        while number < region.end:
            line = lines[number].strip()
            if not line or number in self._source.comments:
                number = self._source.comments.get(number, number + 1)
                continue
            bullet = number not in self._source.inert and _BULLET.match(line)
            match = _ITEM.match(line) if bullet else None
            if match is None:
                number = self._skip_broken_item(number, region.end)
                continue
            end = self._item_end(number, region.end, match["name"])
            if end > number + 1:
                text = "\n".join(lines[number:end]).strip()
                match = _ITEM.match(text)
                assert match is not None  # more lines only lengthen the text
            report_continued(self._source, Region(number + 1, end), self._diagnostics)
            first_line = match["text"].partition("\n")[0]
            if looks_like_row(first_line) or _LEFT_FLAG.match(first_line):
                place = self._source.start(number)
                self._diagnostics.add("D118", place, text=line)
            found.append(_Item(Region(number, end), match))
            number = end
        return found

    def _item_end(self, number: int, end: int, name: str) -> int:
        """Return the line below an item.

        Lines directly below a description continue it, as do indented lines and code
        blocks. A comment on separate lines continues it only if the item continues
        below.
        """
        source = self._source
        depth = _indent(source.lines[number]) + 1
        last = following = number + 1
        gap = False
        while following < end:
            raw, inert = source.lines[following], following in source.inert
            line = raw.strip()
            if not inert and not line:
                gap = True
            elif following in source.comments:
                following = source.comments[following]
                continue
            elif gap and _indent(raw) <= depth and not (inert and not line):
                break
            elif not inert and _BULLET.match(line):
                first = following == number + 1
                if _indent(raw) > depth:
                    like = _is_flagged(line)
                else:
                    # Items of a list in a description come after its first line.
                    like = first or _looks_like_item(line)
                if like:
                    break
                place = source.start(following)
                self._diagnostics.add("D115", place, parameter=name, text=line)
                last, gap = following + 1, False
            else:
                last, gap = following + 1, False
            following += 1
        return last

    def _skip_broken_item(self, number: int, end: int) -> int:
        """Report text that is not an item, by list item or paragraph."""
        line = self._source.lines[number].strip()
        if _BULLET.match(line) or _looks_like_item(line):
            self._diagnostics.add("D207", self._source.start(number), text=line)
            self._coverage.mark_reported(number, number + 1)
            return number + 1
        following = number + 1
        while following < end:
            line = self._source.lines[following].strip()
            if not line or _BULLET.match(line) or _looks_like_item(line):
                break
            following += 1
        report_unrecognized(self._source, Region(number, following), self._diagnostics)
        return following

    def read(self, item: _Item) -> None:
        """Read a list item, which is a parameter or a container of parameters."""
        match, line = item.match, item.region.start
        name = match["name"]
        container = _CONTAINERS.get(name)
        if self._in_path is not None and name in self._in_path and match["flag"]:
            container = None
        if container is not None and match["type"] == "object":
            self._add_container(container, item)
            return
        if match["flag"] is None:
            text = self._source.lines[line].strip()
            self._reject(item, "D207", self._source.start(line), text=text)
            return
        at = self._source.find(line, name)
        located = self._locate(name)
        if located is None:
            self._reject(item, "D208", at, name=name)
            return
        location, wire = located
        if location == "header":
            # Case does not matter in their names: RFC 9110, section 5.1.
            located = location, wire.lower()
            check_header(wire, at, self._diagnostics)
        elif not check_name(wire, "parameter", at, self._diagnostics):
            self._coverage.mark_reported(item.region.start, item.region.end)
            return
        if located in self._found:
            first = self._found[located].span
            place = self._source.start(line)
            self._reject(item, "D301", place, kind="parameter", name=name, first=first)
            return
        self._found[located] = self._parameter(item, location, wire)

    def _parameter(self, item: _Item, location: Location, wire: str) -> Parameter:
        match, line = item.match, item.region.start
        cell = match["type"].strip()
        kind = self._types.read(cell, line, item.region.end)
        text, dash = match["text"], None
        if location == "body":
            dash = _SEPARATOR.match(text)
            text = text[dash.end() :] if dash else text
        text = text.strip()
        parameter = Parameter(
            location=location,
            name=wire,
            type=kind,
            required=match["flag"] == "required",
            description=text,
            format=temporal_format(kind, text),
            span=self._source.start(line),
        )
        if names_type(cell, parameter.type):
            flag = "required" if parameter.required else "optional"
            rest = f"{dash[0] if dash else ''}{parameter.description}"
            self._coverage.claim_node(line, item.written(flag, rest))
        return parameter

    def _reject(
        self, item: _Item, code: str, place: SourceSpan, **fields: object
    ) -> None:
        """Diagnose an item that is not read."""
        self._diagnostics.add(code, place, suggestion=None, **fields)
        self._coverage.mark_reported(item.region.start, item.region.end)

    def _add_container(self, location: Location, item: _Item) -> None:
        """Note the list item of a container."""
        line, text = item.region.start, item.match["text"]
        place = self._source.start(line)
        if location in self._containers:
            first = self._source.start(self._containers[location])
            name = item.match["name"]
            self._reject(item, "D301", place, kind="container", name=name, first=first)
            return
        self._containers[location] = line
        self._flags[location] = item.match["flag"]
        self._coverage.claim(line, item.written(item.match["flag"], text))
        if not _OF_CONTAINERS.fullmatch(text):
            column = item.match.start("text") + _indent(self._source.lines[line])
            at = self._source.span(line, column + len(text) - len(text.lstrip()))
            report_sentence(self._source, at, text.strip(), self._diagnostics)

    def _locate(self, name: str) -> tuple[Location, str] | None:
        """Return the location of a parameter and its wire name."""
        if any(map(str.isspace, name)):
            return None
        if self._in_path is not None and name in self._in_path:
            return "path", name
        if name == "body":
            return "body", name
        container, _, member = name.partition(".")
        if member and container in _CONTAINERS:
            return _CONTAINERS[container], member
        return ("path", name) if self._in_path is None else None

    @property
    def found(self) -> tuple[Parameter, ...]:
        """All parameters in document order."""
        return tuple(self._found.values())

    def check_containers(self, part: Part) -> None:
        """Diagnose containers without members, and members without a container."""
        used = {location: True for location, _ in self._found}
        for name, location in _CONTAINERS.items():
            if location in used and location not in self._containers:
                place = self._source.start(part.start)
                self._diagnostics.add(
                    "D310", place, name=name, reason="it has no list item"
                )
            if location in self._containers and location not in used:
                place = self._source.start(self._containers[location])
                self._diagnostics.add(
                    "D310", place, name=name, reason="it has no members"
                )
            self._check_flag(name, location)

    def _check_flag(self, name: str, location: Location) -> None:
        """Diagnose a container that says other than its members if it is required."""
        needed = {
            item.required for key, item in self._found.items() if key[0] == location
        }
        required = {"required": True, "optional": False}.get(
            self._flags.get(location) or ""
        )
        if needed and required is not None and required != any(needed):
            place = self._source.start(self._containers[location])
            count = "one" if any(needed) else "none"
            reason = f"it is {self._flags[location]}, but {count} of them is required"
            self._diagnostics.add("D310", place, name=name, reason=reason)
