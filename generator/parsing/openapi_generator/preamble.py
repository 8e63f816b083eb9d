"""The text of an operation above its sections.

Signature, notice of deprecation, prose, endpoint and permissions.
"""

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from ...diagnostics import Diagnostics
from ...model import Permissions
from ..page_source import PageSource, Region
from ..stray_text import report_unrecognized
from .fields import plain_text

SIGNATURE = re.compile(r">\s*(?P<type>.*?)\s*\b(?P<name>\w+)\((?P<arguments>[^()]*)\)")
_NOTICE = re.compile(r":::(?P<settings>\{.*\})\s*")
_NOTICE_END = ":::"
_PREVIEW = re.compile(
    r"(?P<name>\w+) is a preview method and is subject to both breaking and "
    r"non-breaking changes at any time without notice\.?"
)
_ENDPOINT = re.compile(r"Wraps (?P<method>[A-Z]+) (?P<path>/\S*)\s*")
_REQUIRES = re.compile(
    r"Requires (?:(?P<require>ANY|ALL) permissions:|(?P<none>no permissions))\s*"
)
_ITEM = re.compile(r"[*-] (?P<text>\S.*?)\s*")
_PERMISSION = re.compile(r"[\w.*-]+(?::[\w.*-]+)*")


class Preamble(msgspec.Struct):
    """Facts above the sections of an operation.

    ``signed`` is the line of the signature, ``wraps`` that of the endpoint.
    """

    signed: int
    wraps: int = 0
    arguments: tuple[str, ...] = ()
    returns: str = ""
    summary: str = ""
    description: str = ""
    deprecation: str = ""
    preview: bool = False
    method: str = ""
    path: str = ""
    permissions: Permissions | None = None


class _Settings(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """Settings of a notice, which say how it looks, but for its title."""

    title: str
    alert: str = ""
    collapsible: bool = False
    auto_collapse: bool = False


class PreambleParser:
    """A parser of the texts above the sections of one page."""

    def __init__(self, source: PageSource, diagnostics: Diagnostics) -> None:
        self._source = source
        self._lines = source.lines
        self._diagnostics = diagnostics

    def read(self, name: str, region: Region) -> Preamble:
        """Read the text of the operation ``name``."""
        region = self._source.trim(region)
        found = Preamble(region.start)
        start = self._signature(name, region, found)
        endpoint = self._endpoint(Region(start, region.end), found)
        end = region.end if endpoint is None else endpoint
        self._prose(name, Region(start, end), found)
        if endpoint is not None:
            self._permissions(Region(endpoint + 1, region.end), found)
        return found

    def _claim(self, number: int) -> None:
        self._source.coverage.claim(number, self._lines[number])

    def _signature(self, name: str, region: Region, found: Preamble) -> int:
        """Read the signature in the first line; return the line below it."""
        if region.start == region.end:
            return region.start
        line = self._lines[region.start].strip()
        match = SIGNATURE.fullmatch(line)
        if match is None or match["name"] != name:
            place = self._source.start(region.start)
            self._diagnostics.add("D222", place, name=name, text=line)
            if not line.startswith(">"):
                return region.start
            self._source.coverage.mark_reported(region.start, region.start + 1)
            return region.start + 1
        self._claim(region.start)
        found.returns = match["type"]
        parts = map(_argument, match["arguments"].split(","))
        found.arguments = tuple(filter(None, parts))
        return region.start + 1

    def _endpoint(self, region: Region, found: Preamble) -> int | None:
        """Read the last line that names an endpoint, and return it."""
        for number in range(region.end - 1, region.start - 1, -1):
            match = _ENDPOINT.fullmatch(self._lines[number])
            if match is not None and number not in self._source.inert:
                found.method, found.path = match["method"], match["path"]
                found.wraps = number
                self._claim(number)
                return number
        return None

    def _prose(self, name: str, region: Region, found: Preamble) -> None:
        """Read the notice of deprecation, and the texts."""
        texts: list[str] = []
        start = self._notice(self._source.trim(region), found)
        for part in self._paragraphs(Region(start, region.end)):
            text = self._source.read(part)
            self._source.coverage.claim(part.start, text)
            mark = _PREVIEW.fullmatch(text)
            if mark is not None and mark["name"] == name:
                found.preview = True
            else:
                texts.append(plain_text(text))
        found.summary, found.description = "", "\n\n".join(texts[1:])
        if texts:
            found.summary = texts[0]

    def _paragraphs(self, region: Region) -> list[Region]:
        """Return the paragraphs, of which blocks of code and comments are a part."""
        found: list[Region] = []
        for number in range(region.start, region.end):
            if not self._lines[number].strip() and number not in self._source.inert:
                continue
            if found and found[-1].end == number:
                found[-1] = Region(found[-1].start, number + 1)
            else:
                found.append(Region(number, number + 1))
        return found

    def _notice(self, region: Region, found: Preamble) -> int:
        """Read a notice at the beginning; return the line below it."""
        if region.start == region.end:
            return region.start
        match = _NOTICE.fullmatch(self._lines[region.start])
        if match is None:
            return region.start
        inside = range(region.start + 1, region.end)
        ends = (n for n in inside if self._lines[n].strip() == _NOTICE_END)
        end = next(ends, None)
        if end is None or _title(match["settings"]) != "Deprecated":
            place = self._source.start(region.start)
            self._diagnostics.add("D117", place, text=self._lines[region.start])
            return region.start
        text = self._source.read(Region(region.start + 1, end))
        found.deprecation = " ".join(plain_text(text).split()) or "Deprecated"
        for number in range(region.start, end + 1):
            self._claim(number)
        return end + 1

    def _permissions(self, region: Region, found: Preamble) -> None:
        """Read the permissions below the endpoint; nothing else stands there."""
        numbers = (
            number
            for number in range(region.start, region.end)
            if self._lines[number].strip()
        )
        first = next(numbers, None)
        if first is None:
            return
        match = _REQUIRES.fullmatch(self._lines[first])
        if match is None:
            self._report_rest(first, region.end)
            return
        self._claim(first)
        if match["none"]:
            found.permissions = Permissions(require="all")
            for number in numbers:
                self._report_rest(number, region.end)
                break
            return
        names = self._names(numbers, region.end)
        if not names:
            self._diagnostics.add("D223", self._source.start(first))
        elif all(names):
            require: Literal["any", "all"] = (
                "any" if match["require"] == "ANY" else "all"
            )
            found.permissions = Permissions(require=require, names=tuple(names))

    def _names(self, numbers: Iterator[int], end: int) -> list[str]:
        """Return the names in a list of permissions; empty ones for other items."""
        names: list[str] = []
        for number in numbers:
            item = _ITEM.fullmatch(self._lines[number])
            if item is None:
                self._report_rest(number, end)
                break
            name = item["text"]
            if _PERMISSION.fullmatch(name) is None:
                place = self._source.start(number)
                self._diagnostics.add("D228", place, text=name)
                self._source.coverage.mark_reported(number, number + 1)
                name = ""
            else:
                self._claim(number)
            names.append(name)
        return names

    def _report_rest(self, start: int, end: int) -> None:
        report_unrecognized(self._source, Region(start, end), self._diagnostics)


def _argument(text: str) -> str:
    """Return the name in ``name`` or ``name=name``; another text stays as it is."""
    name, _, value = text.strip().partition("=")
    return name if value in ("", name) else text.strip()


def _title(settings: str) -> str:
    """Return the title in the settings of a notice."""
    try:
        return msgspec.json.decode(settings, type=_Settings).title
    except msgspec.DecodeError:
        return ""
