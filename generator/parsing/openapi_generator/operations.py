"""The operations of a class page."""

import re
from collections.abc import Container, Sequence

import msgspec

from ...diagnostics import Diagnostics
from ...model import Operation, Parameter, Response, TypeRef
from ..endpoint_rules import METHODS, is_template, variables
from ..page_source import PageSource, Region
from ..stray_text import report_sentence, report_unrecognized
from ..tables import TableKind, TableParser, find_header
from .fields import FieldRow, FieldTable, find_fields, plain_text
from .footer import is_navigation
from .preamble import Preamble, PreambleParser
from .sections import OperationPart
from .type_refs import TypeParser

BODY = "body"

_NO_PARAMETERS = re.compile(r"This endpoint does not need any parameters?\.?")
_VOID = re.compile(r"void \(empty response body\)")
_SCHEME = r"\[[^\]\n]+\]\([\w./#-]*\)"
_AUTHORIZATION = re.compile(rf"No authorization required|{_SCHEME}(?:,? {_SCHEME})*")
_HEADER = re.compile(r"- \*\*(?P<name>[\w-]+)\*\*: (?P<value>.+)")
_ACCOUNT = re.compile(r"[*-] [^|`]*[Aa]uthentication \([^()|`]*\)(?: \([^()|`]*\))?:?")
_LINKED = re.compile(r"\[(.+)\]\([\w.]*\)")
_STATUS = re.compile(r"\*\*(?P<status>[1-5][0-9]{2}|0|default)\*\*")


def _is_status(cells: Sequence[str]) -> bool:
    return _STATUS.fullmatch(cells[0]) is not None


_RESPONSES = TableKind(
    ("Status code", "Description", "Response headers"),
    _is_status,
    needed=2,
    has_cells=lambda parts: any(map(_STATUS.fullmatch, parts)),
)


class Endpoint(msgspec.Struct, frozen=True):
    """The method and the path of an operation in the index of a page."""

    method: str
    path: str


class OperationParser:
    """A parser of the operations of one page."""

    def __init__(
        self, source: PageSource, types: TypeParser, diagnostics: Diagnostics
    ) -> None:
        self._source = source
        self._types = types
        self._diagnostics = diagnostics
        self._fields = FieldTable(source, types, diagnostics)
        self._preamble = PreambleParser(source, diagnostics)

    def read(self, part: OperationPart, listed: Endpoint | None) -> Operation:
        """Read an operation; ``listed`` is its endpoint in the index."""
        name = part.heading.text
        preamble = self._preamble.read(name, part.body)
        endpoint = self._endpoint(part, preamble, listed)
        rows = self._parameters(part)
        self._check_signature(part, preamble, rows)
        returned = self._returned(part, preamble)
        self._other_sections(part)
        self._source.coverage.nodes += 1
        return Operation(
            name=name,
            method=endpoint.method,
            path=endpoint.path,
            summary=preamble.summary,
            description=preamble.description,
            deprecated=bool(preamble.deprecation),
            deprecation=preamble.deprecation,
            parameters=self._located(part, rows, endpoint),
            responses=self._responses(part, returned),
            permissions=preamble.permissions,
            preview=preamble.preview,
            span=self._source.start(part.heading.line),
        )

    def _endpoint(
        self, part: OperationPart, preamble: Preamble, listed: Endpoint | None
    ) -> Endpoint:
        """Return the endpoint, which one of two places has, or both have alike."""
        here = Endpoint(preamble.method, preamble.path) if preamble.method else None
        place = self._source.start(part.heading.line)
        found = here or listed
        if found is None:
            self._diagnostics.add("D224", place, name=part.heading.text)
            return Endpoint("", "")
        text = f"{found.method} {found.path}"
        if here and listed and here != listed:
            other = f"{listed.method} {listed.path}"
            self._diagnostics.add("D225", place, endpoint=text, other=other)
        if found.method not in METHODS:
            self._diagnostics.add("D205", place, method=found.method)
        if not is_template(found.path):
            at = self._source.start(preamble.wraps) if here else place
            self._diagnostics.add("D206", at, text=text)
            return Endpoint(found.method, "")
        return found

    def _section(self, part: OperationPart, title: str) -> Region | None:
        region = part.sections.get(title)
        if region is None:
            self._diagnostics.add(
                "D102",
                self._source.start(part.heading.line),
                owner=f"method {part.heading.text!r}",
                section=title,
                heading=f"### {title}",
            )
        return region

    def _parameters(self, part: OperationPart) -> list[FieldRow]:
        region = self._section(part, "Parameters")
        if region is None:
            return []
        header = find_fields(self._source, region)
        above = self._source.paragraphs(
            Region(region.start, region.end if header is None else header)
        )
        for paragraph in above:
            text = self._source.read(paragraph)
            if header is None and _NO_PARAMETERS.fullmatch(text):
                self._source.coverage.claim(paragraph.start, text)
            else:
                report_unrecognized(self._source, paragraph, self._diagnostics)
        if header is not None:
            return list(self._fields.read(Region(header, region.end), "parameter"))
        if not above:
            self._diagnostics.add(
                "D108",
                self._source.start(region.start - 1),
                owner=f"section 'Parameters' of {part.heading.text!r}",
                columns="Name, Type, Description, Notes",
            )
        return []

    def _check_signature(
        self, part: OperationPart, preamble: Preamble, rows: Sequence[FieldRow]
    ) -> None:
        """Diagnose arguments that only the signature or only the table has."""
        names = [row.name for row in rows]
        if preamble.arguments and sorted(preamble.arguments) != sorted(names):
            different = {*preamble.arguments} ^ {*names}
            self._diagnostics.add(
                "D226",
                self._source.start(preamble.signed),
                name=part.heading.text,
                names=", ".join(sorted(different)),
            )

    def _located(
        self, part: OperationPart, rows: Sequence[FieldRow], endpoint: Endpoint
    ) -> tuple[Parameter, ...]:
        """Return the parameters: those of the path by its names, one body, the query.

        The body is called so, or it is the only model in a request that has one.
        """
        in_path = {spelling_key(name): name for name in variables(endpoint.path)}
        body = body_of(rows, endpoint.method, in_path)
        found: list[Parameter] = []
        for row in rows:
            # A name of two parameters is that of the first.
            variable = in_path.pop(spelling_key(row.name), None)
            is_body = row is body
            found.append(
                Parameter(
                    name=variable or (BODY if is_body else row.name),
                    type=row.type,
                    required=row.notes.required or variable is not None,
                    description=row.description,
                    format=row.format,
                    values=row.notes.values,
                    default=row.notes.default,
                    span=row.span,
                    location="path" if variable else "body" if is_body else "query",
                )
            )
        place = self._source.start(part.heading.line)
        for name in in_path.values():
            self._diagnostics.add("D306", place, path=endpoint.path, name=name)
        return tuple(found)

    def _returned(self, part: OperationPart, preamble: Preamble) -> TypeRef | None:
        region = self._section(part, "Return type")
        if region is None:
            return None
        found: TypeRef | None = None
        for number, paragraph in enumerate(self._source.paragraphs(region)):
            text = self._source.read(paragraph)
            if is_navigation(text):
                self._source.coverage.claim(paragraph.start, text)
            elif number:
                report_unrecognized(self._source, paragraph, self._diagnostics)
            elif _VOID.fullmatch(text):
                self._source.coverage.claim(paragraph.start, text)
                self._check_returned(part, preamble, "")
            elif typed := self._types.read(text, paragraph.start, paragraph.end):
                found = typed.type
                self._source.coverage.claim(paragraph.start, text)
                self._check_returned(part, preamble, text)
        return found

    def _check_returned(
        self, part: OperationPart, preamble: Preamble, text: str
    ) -> None:
        """Diagnose a signature that returns something else than its section says."""
        if bare_type(preamble.returns) != bare_type(text):
            self._diagnostics.add(
                "D229",
                self._source.start(preamble.signed),
                name=part.heading.text,
                signed=preamble.returns,
                returned=text,
            )

    def _responses(
        self, part: OperationPart, returned: TypeRef | None
    ) -> tuple[Response, ...]:
        """Return the documented statuses; the returned type is that of the first 2xx.

        Without a table the operation has one status, 200.
        """
        region = part.sections.get("HTTP response details")
        place = self._source.start(part.heading.line)
        if region is None:
            row = Response(status="200", type=returned, description="", span=place)
            return (row,)
        header = find_header(self._source, region, _RESPONSES)
        if header is None:
            report_unrecognized(self._source, region, self._diagnostics)
            return ()
        above = Region(region.start, header)
        report_unrecognized(self._source, above, self._diagnostics)
        end = self._claim_navigation(Region(header, region.end))
        table = TableParser(
            self._source, Region(header, end), _RESPONSES, self._diagnostics
        )
        return self._rows(table, returned) if table.check_columns() else ()

    def _rows(
        self, table: TableParser, returned: TypeRef | None
    ) -> tuple[Response, ...]:
        found: dict[str, Response] = {}
        for row in table.rows():
            cell, text, headers = row.cells
            place = self._source.start(row.line)
            match = _STATUS.fullmatch(cell)
            status = match["status"] if match else ""
            if status == "0":  # so the templates write it
                status = "default"
            if not status or status in found:
                self._diagnostics.add("D204", place, value=cell)
                self._source.coverage.mark_reported(row.line, row.end)
                continue
            if headers not in ("", "-"):
                text = f"{text} {headers}".strip()
            found[status] = Response(
                status=status, type=None, description=plain_text(text), span=place
            )
            self._source.coverage.claim_node(row.line, row.written(*row.cells))
        successes = sorted(status for status in found if status.startswith("2"))
        for status in successes[:1]:
            found[status] = msgspec.structs.replace(found[status], type=returned)
        return tuple(found.values())

    def _claim_navigation(self, region: Region) -> int:
        """Claim the links at the end of a region; return the line of the first."""
        end = self._source.trim(region).end
        while end > region.start and is_navigation(self._source.lines[end - 1]):
            end -= 1
            self._source.coverage.claim(end, self._source.lines[end])
            end = self._source.trim(Region(region.start, end)).end
        return end

    def _other_sections(self, part: OperationPart) -> None:
        """Claim what says nothing about the API that other sections do not say."""
        known = {
            "Example": _ACCOUNT,
            "Authorization": _AUTHORIZATION,
            "HTTP request headers": _HEADER,
        }
        for title, pattern in known.items():
            region = part.sections.get(title)
            for number in range(region.start, region.end) if region else ():
                line = self._source.lines[number].strip()
                self._claim_known(number, line, pattern)

    def _claim_known(self, number: int, line: str, pattern: re.Pattern[str]) -> None:
        """Claim a line of code or of a known form; diagnose any other."""
        is_code = number in self._source.code and pattern is _ACCOUNT
        is_known = is_code or pattern.fullmatch(line) or is_navigation(line)
        if line and not is_known:
            place = self._source.start(number)
            report_sentence(self._source, place, line, self._diagnostics)
            self._source.coverage.mark_reported(number, number + 1)
        elif line:
            self._source.coverage.claim(number, self._source.lines[number])


def bare_type(text: str) -> str:
    """Return a type without its link and its emphasis."""
    return _LINKED.sub(r"\1", text).replace("*", "")


def spelling_key(name: str) -> str:
    """Return the same for the spellings of a name on the wire and in Python."""
    return "".join(filter(str.isalnum, name)).casefold()


def body_of(
    rows: Sequence[FieldRow], method: str, in_path: Container[str]
) -> FieldRow | None:
    """Return the row of the body: the one with its name, else the only model."""
    others = [row for row in rows if spelling_key(row.name) not in in_path]
    for row in others:
        if row.name == BODY:
            return row
    if method not in ("POST", "PUT", "PATCH", "DELETE"):
        return None
    models = [row for row in others if row.type is not None and row.type.definition]
    return models[0] if len(models) == 1 else None
