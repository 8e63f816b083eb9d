"""Which files of a folder are pages, and their texts."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from ..config import Documents
from ..diagnostics import Diagnostics, SourceSpan
from .hidden import note_hidden
from .index import CLASS_SUFFIX
from .nesting import check_nesting
from .notes import note_quoted
from .source import Source, decode, undecodable
from .types import DEFINITION_SUFFIX

Kind = Literal["index", "class", "definition"]

INDEX_NAME = "api-classes.md"
_FOLDERS: dict[str, tuple[Kind, ...]] = {
    "classes": ("index", "class"),
    "definitions": ("definition",),
}


class PageFile(msgspec.Struct, frozen=True):
    """A page on disk; ``file`` is its POSIX path relative to the folder of the drop."""

    path: str
    file: str
    kind: Kind
    size: int
    """In bytes, when the page was found."""


def find_pages(
    specs: Path, limits: Documents, diagnostics: Diagnostics
) -> list[PageFile]:
    """All pages below a folder, sorted by name; what cannot be read is diagnosed.

    Pages lie in ``classes/`` and ``definitions/`` or right in the folder. Hidden files
    and files that are no Markdown are left alone. No page is opened: whether there is
    too much to read is known before.
    """
    whole = SourceSpan(specs.as_posix(), 0)
    if not os.path.lexists(specs):
        diagnostics.add("D001", whole)
        return []
    if os.path.exists(specs) and not os.path.isdir(specs):
        diagnostics.add("D002", whole)
        return []
    finder = _Finder(specs, diagnostics)
    flat = finder.flat()
    finder.beside()
    pages = [page for name in _FOLDERS for page in finder.inside(name)]
    pages += flat
    _check_size(pages, limits, whole, diagnostics)
    if not any(page.kind == "class" for page in pages) and not diagnostics.has_errors:
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
    def __init__(self, specs: Path, diagnostics: Diagnostics) -> None:
        self._specs = specs
        self._root = _resolved(specs)
        self._diagnostics = diagnostics

    def flat(self) -> list[PageFile]:
        """Pages right in the folder; beside them, other Markdown files are noted."""
        found: list[PageFile] = []
        others: list[SourceSpan] = []
        for path in self._visible(self._root):
            kind = _kind(path.name, ("index", "class", "definition"))
            if kind is not None and (not os.path.isdir(path) or path.is_symlink()):
                found += self._page(path, kind)
            elif _is_markdown(path):
                others.append(self._place(path))
        for place in others if found else ():
            self._diagnostics.add("D009", place)
        return found

    def inside(self, name: str) -> Iterator[PageFile]:
        """Pages in one of the two folders, where every Markdown file must be one."""
        folder = self._root / name
        if not os.path.lexists(folder):
            return
        if not _resolved(folder).is_relative_to(self._root):
            self._diagnostics.add("D006", self._place(folder))
            return
        for path in self._visible(folder):
            kind = _kind(path.name, _FOLDERS[name])
            if os.path.isdir(path):
                self._diagnostics.add("D008", self._place(path), parent=f"{name}/")
            elif kind is not None:
                yield from self._page(path, kind)
            elif _is_markdown(path):
                code = "D009" if path.stem.lower() == "readme" else "D007"
                self._diagnostics.add(code, self._place(path))

    def beside(self) -> None:
        """Diagnose folders of pages beside the two."""
        for path in sorted(self._visible(self._root)):
            other = path.name not in _FOLDERS and not path.is_symlink()
            if other and path.is_dir() and _holds_pages(path):
                place = self._place(path)
                self._diagnostics.add("D008", place, parent="the documents")

    def _page(self, path: Path, kind: Kind) -> Iterator[PageFile]:
        """The page at a path; to open a pipe or a device would wait for ever."""
        if path.is_symlink() and not _resolved(path).is_relative_to(self._root):
            self._diagnostics.add("D006", self._place(path))
        elif os.path.exists(path) and not os.path.isfile(path):
            self._diagnostics.add("D011", self._place(path))
        elif not path.name.isprintable():
            self._diagnostics.add("D016", self._place(path))
        else:
            yield PageFile(str(path), self._file(path), kind, _size(path))

    def _visible(self, folder: Path) -> list[Path]:
        """What a folder holds but for hidden files; nothing if it cannot be read."""
        try:
            found = list(folder.iterdir())
        except OSError as error:
            place = self._place(folder)
            if folder == self._root:
                place = SourceSpan(self._specs.as_posix(), 0)
            self._diagnostics.add("D005", place, reason=_reason(error))
            return []
        return [path for path in found if not path.name.startswith(".")]

    def _file(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()

    def _place(self, path: Path) -> SourceSpan:
        return SourceSpan(self._file(path), 0)


def _resolved(path: Path) -> Path:
    """Where a path leads; unlike ``Path.resolve``, this ends for links in a circle."""
    return Path(os.path.realpath(path))


def _holds_pages(folder: Path) -> bool:
    """Whether a page lies anywhere in a folder, but for what is hidden in it."""
    for _, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        if any(_kind(name, ("index", "class", "definition")) for name in files):
            return True
    return False


def _size(path: Path) -> int:
    """What a file takes; one that cannot be asked cannot be read either."""
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _is_markdown(path: Path) -> bool:
    return path.suffix.lower() in {".md", ".markdown"}


def _kind(name: str, kinds: tuple[Kind, ...]) -> Kind | None:
    kind: Kind | None = None
    if name == INDEX_NAME:
        kind = "index"
    elif name.endswith(CLASS_SUFFIX) and name != CLASS_SUFFIX:
        kind = "class"
    elif name.endswith(DEFINITION_SUFFIX) and name != DEFINITION_SUFFIX:
        kind = "definition"
    return kind if kind in kinds else None


def load_page(
    page: PageFile, limits: Documents, diagnostics: Diagnostics
) -> Source | None:
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
    try:
        text = decode(data)
    except UnicodeDecodeError as error:
        place = undecodable(page.file, data, error.start)
        reason = f"byte 0x{data[error.start]:02X} at offset {error.start}"
        diagnostics.add("D004", place, reason=reason)
        return None
    source = Source(page.file, text)
    note_quoted(source, diagnostics)
    note_hidden(source, diagnostics)
    check_nesting(source, limits.nesting, diagnostics)
    return source
