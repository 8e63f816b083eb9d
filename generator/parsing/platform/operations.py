"""The operations of a class page."""

import re
from collections.abc import Sequence
from itertools import islice

from ...diagnostics import Diagnostics
from ...model import Operation, Parameter, Response
from ..endpoint_rules import METHODS, is_template, variables
from ..page_source import PageSource, Region
from ..stray_text import looks_like_row, report_sentence
from ..tables import Row, TableKind, TableParser, find_header
from .deprecation import parse_notices
from .parameters import parse_parameters
from .sections import OperationPart, Part
from .type_refs import TypeParser, is_link, is_shifted, names_type

_ENDPOINT = re.compile(r"`(?P<method>[A-Za-z]+) (?P<path>/[^\s`?#\\]*)`")
_STATUS = re.compile(r"(?P<tick>`?)(?P<status>[1-5][0-9]{2}|default)(?P=tick)")
_LATE_STATUS = re.compile(r"`(?:[1-5][0-9]{2}|default)`$")
# Without marks it is one only if another cell follows.
_BARE_STATUS = re.compile(r"(?:(?<![0-9])[1-5][0-9]{2}|[.>]\s*default)$")
_SENTENCE = "A promise that "
_PROMISE = re.compile(
    r"A promise that (?:settles|resolves)(?: to an? (?:answer"
    r"|(?:`HTTPResponse`|\[`HTTPResponse`\]\(https?://[\w./-]+\)) object"
    r"(?: with the response of the call to the API endpoint)?))?\."
    r"(?: The promise fulfills if the HTTP status code is between 200 and 299\.)?"
    r"(?: The promise rejects for any other HTTP status code\.)?"
)


def _is_status(cells: Sequence[str]) -> bool:
    return _STATUS.fullmatch(cells[0]) is not None


def _has_cells(parts: Sequence[str]) -> bool:
    """Return True if there is a link to a definition, or a status."""
    return any(map(_BARE_STATUS.search, parts[:-1])) or any(
        _STATUS.fullmatch(part) or _LATE_STATUS.search(part) or is_link(part)
        for part in parts
    )


_RETURNS = TableKind(
    ("HTTP Status Code", "Returned type", "Description"),
    _is_status,
    has_cells=_has_cells,
)


class OperationParser:
    """A parser of the operations of one page."""

    def __init__(
        self, source: PageSource, types: TypeParser, diagnostics: Diagnostics
    ) -> None:
        self._source = source
        self._coverage = source.coverage
        self._types = types
        self._diagnostics = diagnostics
        self.headlines: dict[str, str] = {}
        """Summaries by method, without what stands in a quote beside a deprecation."""

    def read(self, part: OperationPart) -> Operation:
        """Read an operation; what it lacks is diagnosed."""
        method, path = self._endpoint(part)
        parameters = self._parameters(part, path)
        summary, deprecation = self._summary(part.summary)
        if method:
            self._report_paragraphs(part.summary)
        self._coverage.claim_node(part.summary.start, part.summary.written)
        return Operation(
            name=part.summary.title,
            method=method,
            path=path or "",
            summary=summary,
            description=self._description(part),
            deprecated=bool(deprecation),
            deprecation=deprecation,
            parameters=parameters,
            responses=self._responses(part),
            span=self._source.start(part.summary.start),
        )

    def _section(self, part: OperationPart, title: str) -> Part | None:
        section = part.sections.get(title)
        if section is None:
            place = self._source.start(self._similar_line(part, title))
            self._diagnostics.add(
                "D102",
                place,
                owner=f"method {part.summary.title!r}",
                section=title,
                heading=f"#### {title}",
            )
        else:
            self._coverage.claim(section.start, section.written)
        return section

    def _similar_line(self, part: OperationPart, title: str) -> int:
        """Return the line with the title of a missing section, else the first."""
        parts = [part.summary, *part.sections.values()]
        for number in range(part.summary.body.start, parts[-1].body.end):
            line = self._source.lines[number].lstrip("#*_ \t").casefold()
            if line.startswith((f"{title} ".casefold(), f"{title}:".casefold())):
                return number
        return part.summary.start

    def _report_empty(self, part: OperationPart, section: Part) -> None:
        """Diagnose a section without text: it was forgotten, or its text got lost."""
        if not self._source.paragraphs(section.body):
            place = self._source.start(section.start)
            owner = f"method {part.summary.title!r}"
            self._diagnostics.add("D133", place, owner=owner, section=section.title)

    def _summary(self, part: Part) -> tuple[str, str]:
        """Return the summary, and the deprecation of a quote in it.

        The rest of the quote stays part of the summary.
        """
        deprecations: list[str] = []
        own: list[str] = []
        kept: list[str] = []
        number = part.body.start
        for notice in parse_notices(self._source, part.body, part.blocks):
            region = notice.region
            if notice.deprecation:
                own.append(self._text(Region(number, region.start)))
                kept += [own[-1], notice.rest]
                deprecations.append(notice.deprecation)
                self._coverage.claim(region.start, notice.written)
                number = region.end
            if notice.suspect:
                text = notice.rest if notice.deprecation else self._source.read(region)
                self._diagnostics.add(
                    "D117", self._source.start(region.start), text=text
                )
        own.append(self._text(Region(number, part.body.end)))
        kept.append(own[-1])
        self.headlines.setdefault(part.title, "\n".join(own))
        return "\n".join(kept).strip(), " ".join(deprecations)

    def _report_paragraphs(self, part: Part) -> None:
        """Diagnose the paragraphs after the first one of a summary.

        They may be a description without its heading. Quotes and headings have their
        own diagnostics.
        """
        prose = (
            (region.start, text)
            for region in self._source.paragraphs(part.body)
            if not (text := self._source.read(region)).startswith((">", "#"))
        )
        for line, text in islice(prose, 1, 2):
            place = self._source.start(line)
            self._diagnostics.add("D131", place, name=part.title, text=text)

    def _text(self, region: Region) -> str:
        """Return lines that are a text of the model."""
        text = "\n".join(self._source.lines[region.start : region.end])
        self._coverage.claim(region.start, text)
        return text

    def _description(self, part: OperationPart) -> str:
        section = part.sections.get("Description")
        if section is None:
            return ""
        self._report_empty(part, section)
        notices = parse_notices(self._source, section.body, section.blocks)
        for notice in notices:
            place = self._source.start(notice.region.start)
            if notice.deprecation:
                self._diagnostics.add("D116", place)
            elif notice.suspect:
                text = self._source.read(notice.region)
                self._diagnostics.add("D117", place, text=text)
        self._coverage.claim(section.start, section.written)
        return self._text(section.body).strip()

    def _endpoint(self, part: OperationPart) -> tuple[str, str | None]:
        """Return method and path template; no path where it cannot be read."""
        section = self._section(part, "Endpoint")
        if section is None:
            return "", None
        paragraphs = self._source.paragraphs(section.body)
        text = "\n\n".join(map(self._source.read, paragraphs))
        line = paragraphs[0].start if paragraphs else section.start
        place = self._source.start(line)
        match = _ENDPOINT.fullmatch(text)
        if match is None or not is_template(match["path"]):
            self._diagnostics.add("D206", place, text=text)
            self._coverage.mark_reported(section.body.start, section.body.end)
            return "", None
        method = match["method"]
        self._coverage.claim(line, f"`{method} {match['path']}`")
        if method not in METHODS:
            self._diagnostics.add("D205", place, method=method)
        return method, match["path"]

    def _parameters(
        self, part: OperationPart, path: str | None
    ) -> tuple[Parameter, ...]:
        section = self._section(part, "Parameters")
        if section is None:
            return ()
        self._report_empty(part, section)
        errors = self._diagnostics.count("error")
        found = parse_parameters(
            self._source, section, path, self._types, self._diagnostics
        )
        # An item that could not be read may be the one that fills a variable.
        broken = self._diagnostics.count("error") > errors
        filled = {item.name for item in found if item.location == "path"}
        place = self._source.start(section.start)
        seen: set[str] = set()
        for name in variables(path or ""):
            if name not in filled and not broken:
                self._diagnostics.add("D306", place, path=path, name=name)
            if name in seen:
                self._diagnostics.add(
                    "D301", place, kind="path variable", name=name, first=place
                )
            seen.add(name)
        return found

    def _responses(self, part: OperationPart) -> tuple[Response, ...]:
        section = self._section(part, "Returns")
        if section is None:
            return ()
        header = find_header(self._source, section.body, _RETURNS)
        if header is None:
            columns = ", ".join(_RETURNS.columns)
            owner = f"section 'Returns' of {part.summary.title!r}"
            place = self._source.start(section.start)
            self._diagnostics.add("D108", place, owner=owner, columns=columns)
            self._coverage.mark_reported(section.body.start, section.body.end)
            return ()
        for region in self._source.paragraphs(Region(section.body.start, header)):
            self._claim_promise(region)
        region = Region(header, section.body.end)
        table = TableParser(self._source, region, _RETURNS, self._diagnostics)
        if not table.check_columns():
            return ()
        return self._rows(table, part.summary.title, header)

    def _claim_promise(self, region: Region) -> None:
        """Take the sentence before the table, which says the same of all methods."""
        text = self._source.read(region)
        if not text.startswith(_SENTENCE):
            place = self._source.start(region.start)
            facts = any(map(looks_like_row, text.split("\n")))
            self._diagnostics.add("D105" if facts else "D114", place, text=text)
            self._coverage.mark_reported(region.start, region.end)
            return
        if _PROMISE.fullmatch(text):
            self._coverage.claim(region.start, text)
            return
        place = self._source.start(region.start)
        report_sentence(self._source, place, text, self._diagnostics)
        self._coverage.mark_reported(region.start, region.end)

    def _rows(
        self, table: TableParser, owner: str, header: int
    ) -> tuple[Response, ...]:
        found: dict[str, Response] = {}
        row: Row | None = None
        for row in table.rows():
            cell, kind, description = row.cells
            response_type = self._types.read(kind, row.line, row.end)
            place = self._source.start(row.line)
            if is_shifted(kind, description):
                self._diagnostics.add("D118", place, text=description)
            match = _STATUS.fullmatch(cell)
            if match is None:
                at = self._source.find(row.line, cell)
                self._diagnostics.add("D204", at, value=cell)
                self._coverage.mark_reported(row.line, row.end)
                continue
            status = match["status"]
            if status in found:
                first = found[status].span
                self._diagnostics.add(
                    "D301", place, kind="status", name=status, first=first
                )
                self._coverage.mark_reported(row.line, row.end)
                continue
            found[status] = response = Response(
                status=status, type=response_type, description=description, span=place
            )
            if names_type(kind, response.type):
                status_text = f"{match['tick']}{response.status}{match['tick']}"
                text = row.written(status_text, kind, response.description)
                self._coverage.claim_node(row.line, text)
        if row is None:
            self._diagnostics.add("D130", self._source.start(header), name=owner)
        return tuple(found.values())
