"""Checks of page names against titles."""

from collections.abc import Sequence
from posixpath import basename

from ...diagnostics import Diagnostics, SourceSpan
from ...model import ApiClass, Definition
from .index_page import CLASS_SUFFIX
from .type_refs import DEFINITION_SUFFIX


def check_titles(
    classes: Sequence[ApiClass],
    definitions: Sequence[Definition],
    diagnostics: Diagnostics,
) -> None:
    """Diagnose pages that are about one thing, and names that do not fit together."""
    _check("class", classes, diagnostics)
    _check("definition", definitions, diagnostics)


def _check(
    kind: str,
    nodes: Sequence[ApiClass] | Sequence[Definition],
    diagnostics: Diagnostics,
) -> None:
    names = _NameRegister(kind, diagnostics)
    files = _NameRegister("page", diagnostics)
    for node in nodes:
        file = basename(node.file)
        new = names.add(node.name, node.span)
        if files.add(file, node.span) and new:
            _check_file(node.name, file, node.span, diagnostics)


class _NameRegister:
    """Names by their nodes; some file systems ignore case."""

    def __init__(self, kind: str, diagnostics: Diagnostics) -> None:
        self._kind = kind
        self._diagnostics = diagnostics
        self._first: dict[str, SourceSpan] = {}
        self._folded: dict[str, str] = {}

    def add(self, name: str, span: SourceSpan) -> bool:
        """Return True if the name is new; one that is not, or hardly, is diagnosed."""
        if name in self._first:
            first = self._first[name]
            self._diagnostics.add("D301", span, kind=self._kind, name=name, first=first)
            return False
        other = self._folded.setdefault(name.casefold(), name)
        if other != name:
            first = self._first[other]
            self._diagnostics.add(
                "D318", span, kind=self._kind, name=name, other=other, first=first
            )
        self._first[name] = span
        return True


def _check_file(
    title: str, file: str, span: SourceSpan, diagnostics: Diagnostics
) -> None:
    """Check a page's file name against its title, by their letters and digits."""
    suffix = CLASS_SUFFIX if file.endswith(CLASS_SUFFIX) else DEFINITION_SUFFIX
    bare = title
    if suffix == CLASS_SUFFIX and title[-3:].casefold() == "api":
        bare = title[:-3]
    stem = _letters(file.removesuffix(suffix))
    if stem not in (_letters(bare), _letters(title)):
        expected = f"{bare.lower()}{suffix}"
        diagnostics.add("D314", span, title=title, file=file, expected=expected)


def _letters(name: str) -> str:
    folded = name.casefold()
    # Nearly all names are, and there are thousands.
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))
