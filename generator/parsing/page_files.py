"""Files of a directory that are pages, and their texts."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from posixpath import basename

import msgspec

from ..config import Documents
from ..diagnostics import Diagnostics, SourceSpan
from .invisible_characters import report_hidden
from .page_source import PageSource, decode, undecodable
from .stray_text import report_settings, report_unclosed
from .unfinished import report_unfinished

# The parsers handle lines, so the depth of quotes and lists does not matter to them.
# But programs that render the texts parse Markdown, mostly with a call per level.
# The marker of a level at the start of a line, with the blanks before it.
_LEVEL = re.compile(r"[ \t]*+(?:>|[-*+](?=[ \t])|[0-9]{1,9}+[.)](?=[ \t]))")
_FIRST = frozenset(" \t>-*+0123456789")
_INDENT = 2
"""The columns by which a nested list is indented, at least."""


class PageFile(msgspec.Struct, frozen=True):
    """Page on disk; ``file`` is its relative POSIX path."""

    path: str
    file: str
    kind: str
    size: int
    """In bytes, when the page was found."""

    @property
    def name(self) -> str:
        """The name of the file alone."""
        return basename(self.file)


class Layout(msgspec.Struct, frozen=True):
    """The files that are pages of a dialect.

    ``kind_of`` returns the kind of a page by its file name, or None. ``directories``
    are those that contain pages, with their kinds; pages of all kinds may be at the top
    level as well. There must be a page of the kind ``required``.
    """

    kind_of: Callable[[str], str | None]
    required: str
    other: str = "D009"
    """Code for other Markdown files."""
    directories: Mapping[str, tuple[str, ...]] = {}


def find_pages(
    specs: Path, layout: Layout, limits: Documents, diagnostics: Diagnostics
) -> list[PageFile]:
    """Return all pages below a directory, sorted by name.

    Hidden files and files that are not Markdown are skipped. No page is opened, so
    limits apply before.
    """
    whole = SourceSpan(specs.as_posix(), 0)
    if not os.path.lexists(specs):
        diagnostics.add("D001", whole)
        return []
    if os.path.exists(specs) and not os.path.isdir(specs):
        diagnostics.add("D002", whole)
        return []
    finder = _Finder(specs, layout, diagnostics)
    top_level_pages = finder.top_level_pages()
    finder.check_other_directories()
    pages = [page for name in layout.directories for page in finder.pages_in(name)]
    pages += top_level_pages
    _check_size(pages, limits, whole, diagnostics)
    found = any(page.kind == layout.required for page in pages)
    if not found and not diagnostics.has_errors:
        diagnostics.add("D003", whole)
    return sorted(pages, key=lambda page: page.file)


def _check_size(
    pages: list[PageFile],
    limits: Documents,
    whole: SourceSpan,
    diagnostics: Diagnostics,
) -> None:
    """Diagnose what is more than the configuration lets through."""
    for page in pages:
        if page.size > limits.page_bytes:
            _too_large(page, limits, diagnostics)
    if len(pages) > limits.pages:
        diagnostics.add("D013", whole, count=len(pages), limit=limits.pages)
    total = sum(page.size for page in pages)
    if total > limits.total_bytes:
        diagnostics.add("D014", whole, size=total, limit=limits.total_bytes)


def _too_large(page: PageFile, limits: Documents, diagnostics: Diagnostics) -> None:
    place = SourceSpan(page.file, 0)
    diagnostics.add("D012", place, size=page.size, limit=limits.page_bytes)


class _Finder:
    def __init__(self, specs: Path, layout: Layout, diagnostics: Diagnostics) -> None:
        self._specs = specs
        self._layout = layout
        self._root = _resolved(specs)
        self._diagnostics = diagnostics

    @cached_property
    def _top(self) -> "list[os.DirEntry[str]]":
        """The entries at the top level."""
        return self._visible(self._root)

    def top_level_pages(self) -> list[PageFile]:
        """Return the pages at the top, and report other Markdown files."""
        found: list[PageFile] = []
        others: list[SourceSpan] = []
        for entry in self._top:
            kind = self._layout.kind_of(entry.name)
            if kind is not None and (entry.is_symlink() or not _is_directory(entry)):
                found += self._page(entry, entry.name, kind)
            elif _is_markdown(entry.name):
                others.append(SourceSpan(entry.name, 0))
        for place in others if found else ():
            self._diagnostics.add(self._layout.other, place)
        return found

    def pages_in(self, name: str) -> Iterator[PageFile]:
        """Return the pages of a directory that contains only pages."""
        directory = self._root / name
        if not os.path.lexists(directory):
            return
        if not _resolved(directory).is_relative_to(self._root):
            self._diagnostics.add("D006", SourceSpan(name, 0))
            return
        kinds = self._layout.directories[name]
        for entry in self._visible(directory):
            kind = self._layout.kind_of(entry.name)
            file = f"{name}/{entry.name}"
            if _is_directory(entry):
                self._diagnostics.add("D008", SourceSpan(file, 0), parent=f"{name}/")
            elif kind in kinds:
                yield from self._page(entry, file, kind)
            elif _is_markdown(entry.name):
                readme = os.path.splitext(entry.name)[0].lower() == "readme"
                code = "D009" if readme else "D007"
                self._diagnostics.add(code, SourceSpan(file, 0))

    def check_other_directories(self) -> None:
        """Report directories of pages other than those of the layout."""
        for entry in sorted(self._top, key=lambda entry: entry.name):
            known = entry.name in self._layout.directories or entry.is_symlink()
            if not known and entry.is_dir() and self._holds_pages(entry):
                place = SourceSpan(entry.name, 0)
                self._diagnostics.add("D008", place, parent="the documents")

    def _page(
        self, entry: os.DirEntry[str], file: str, kind: str
    ) -> Iterator[PageFile]:
        """Yield the page of an entry; a pipe or device is diagnosed unopened."""
        place = SourceSpan(file, 0)
        if entry.is_symlink() and not _resolved(entry).is_relative_to(self._root):
            self._diagnostics.add("D006", place)
        elif not _is_file(entry) and os.path.exists(entry):
            self._diagnostics.add("D011", place)
        elif not entry.name.isprintable():
            self._diagnostics.add("D016", place)
        else:
            yield PageFile(entry.path, file, kind, _size(entry))

    def _holds_pages(self, directory: os.DirEntry[str]) -> bool:
        """Return True if a directory contains a visible page at any depth."""
        for _, directories, files in os.walk(directory):
            directories[:] = [name for name in directories if not name.startswith(".")]
            if any(map(self._layout.kind_of, files)):
                return True
        return False

    def _visible(self, directory: Path) -> list[os.DirEntry[str]]:
        """Return the visible entries of a directory; none if it cannot be read."""
        try:
            with os.scandir(directory) as entries:
                return [entry for entry in entries if not entry.name.startswith(".")]
        except OSError as error:
            place = self._specs if directory == self._root else Path(directory.name)
            span = SourceSpan(place.as_posix(), 0)
            self._diagnostics.add("D005", span, reason=_reason(error))
            return []


def _resolved(path: "Path | os.DirEntry[str]") -> Path:
    """Resolve a path; unlike ``Path.resolve``, end for links in a circle."""
    return Path(os.path.realpath(path))


# Entries know what they are without asking the system again; links do not.
def _is_directory(entry: os.DirEntry[str]) -> bool:
    return os.path.isdir(entry) if entry.is_symlink() else entry.is_dir()


def _is_file(entry: os.DirEntry[str]) -> bool:
    return os.path.isfile(entry) if entry.is_symlink() else entry.is_file()


def _size(entry: os.DirEntry[str]) -> int:
    """Return the size of a file; 0 if it is unknown."""
    try:
        return entry.stat().st_size
    except OSError:
        return 0


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _is_markdown(name: str) -> bool:
    return os.path.splitext(name)[1].lower() in {".md", ".markdown"}


def read_bytes(
    page: PageFile, limits: Documents, diagnostics: Diagnostics
) -> bytes | None:
    """Read a page from disk; None if it cannot be read, which is diagnosed."""
    try:
        with open(page.path, "rb") as stream:
            # It may have grown since it was found.
            data = stream.read(limits.page_bytes + 1)
    except OSError as error:
        diagnostics.add("D005", SourceSpan(page.file, 0), reason=_reason(error))
        return None
    if len(data) > limits.page_bytes:
        _too_large(msgspec.structs.replace(page, size=len(data)), limits, diagnostics)
        return None
    return data


def load_page(
    page: PageFile,
    data: bytes,
    canonicalize: Callable[[str], str],
    limits: Documents,
    diagnostics: Diagnostics,
) -> PageSource | None:
    """Return the text of a page; None if it is none, which is diagnosed.

    ``canonicalize`` brings a text into the form that the parsers of a dialect read.
    """
    try:
        text = decode(data)
    except UnicodeDecodeError as error:
        place = undecodable(page.file, data, error.start)
        reason = f"byte 0x{data[error.start]:02X} at offset {error.start}"
        diagnostics.add("D004", place, reason=reason)
        return None
    source = PageSource(page.file, canonicalize(text), text)
    report_unclosed(source, diagnostics)
    report_settings(source, diagnostics)
    report_hidden(source, diagnostics)
    report_unfinished(source, diagnostics)
    check_nesting(source, limits.nesting, diagnostics)
    return source


def check_nesting(source: PageSource, limit: int, diagnostics: Diagnostics) -> None:
    """Diagnose the first line of a page that nests deeper than it may."""
    for number, line in enumerate(source.lines):
        # A character is two levels at most, a tab; and most lines are rows.
        if 2 * len(line) <= limit or line[0] not in _FIRST or number in source.inert:
            continue
        depth = _depth(line)
        if depth > limit:
            place = source.start(number)
            diagnostics.add("D015", place, depth=depth, limit=limit)
            return


def _depth(line: str) -> int:
    """Return the depth of quotes and lists that a line opens."""
    blanks = line[: len(line) - len(line.lstrip(" \t"))].expandtabs(4)
    levels, end = 0, 0
    while match := _LEVEL.match(line, end):
        levels, end = levels + 1, match.end()
    if not levels or not line[end:].strip():
        return 0  # it is text, or a rule
    return levels + len(blanks) // _INDENT
