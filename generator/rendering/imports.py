"""Whether files of the runtime that somebody replaced have what others import.

Nothing is executed: what a module binds at its top stands in its text.
"""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from symtable import symtable
from typing import NamedTuple

from ..diagnostics import Diagnostics, SourceSpan
from .templates import Templates, ours

_FOLDER = "runtime/"
_IMPORT = re.compile(r"from \.+_runtime\.(\w+) import (\([^)]*\)|[^\n]+)")
"""As plan and templates print it: documents may hold such a line too."""
_NAME = re.compile(r"(\w+)(?: as \w+)?")


class _Import(NamedTuple):
    """That a file takes a name from a file of the runtime, or the module itself."""

    user: str
    line: int
    file: str
    name: str


def check_imports(
    files: Mapping[str, bytes], templates: Templates, diagnostics: Diagnostics
) -> bool:
    """Tell of what replaced files lack, or import in vain; ``files`` are all others."""
    bound = {name: _bound(templates.text(name)) for name in _replaced(templates)}
    if not bound:
        return True
    lacking: dict[tuple[str, str], str] = {}
    for one in (*_of_the_runtime(templates), *_of_others(files, bound)):
        if one.file in bound:
            known = bound[one.file]
            is_there = known is None or not one.name or one.name in known
        else:
            is_there = one.user not in bound or _is_ours(one)
        if is_there:
            continue
        if one.user in bound and not _is_ours(one):
            span = SourceSpan(templates.file(one.user).as_posix(), one.line)
            is_file = one.file in templates.names
            missing = f"{one.name!r} in {one.file}" if is_file else repr(one.file)
            diagnostics.add("T004", span, reason=f"there is no {missing}")
        else:
            lacking.setdefault((one.file, one.name), one.user)
    for (file, name), user in lacking.items():
        span = SourceSpan(templates.file(file).as_posix(), 0)
        diagnostics.add("T010", span, name=name, user=user)
    return not diagnostics.has_errors


def note_libraries(templates: Templates, diagnostics: Diagnostics) -> None:
    """Note libraries that only somebody else's files import."""
    replaced = _replaced(templates)
    known = set(sys.stdlib_module_names)
    for name in ours().given if replaced else ():
        if name.startswith(_FOLDER):
            known |= {library for library, _ in _libraries(ours().text(name))}
    for name in replaced:
        for library, line in _libraries(templates.text(name)):
            if library not in known:
                span = SourceSpan(templates.file(name).as_posix(), line)
                diagnostics.add("T013", span, name=library)


def _replaced(templates: Templates) -> list[str]:
    return sorted(name for name in templates.replaced if name.startswith(_FOLDER))


def _libraries(text: str) -> Iterator[tuple[str, int]]:
    """What a module imports from outside of its package, with lines."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.partition(".")[0], node.lineno
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0], node.lineno


def _is_ours(one: _Import) -> bool:
    """Whether mdclient's own runtime has what is imported."""
    if one.file not in ours().given:
        return False
    names = _bound(ours().text(one.file))
    return not one.name or names is None or one.name in names


def _of_the_runtime(templates: Templates) -> Iterator[_Import]:
    for name in templates.names:
        if name.startswith(_FOLDER):
            yield from _imports(name, templates.text(name), 1)


def _of_others(
    files: Mapping[str, bytes], bound: Mapping[str, set[str] | None]
) -> Iterator[_Import]:
    """What the rest of a client imports; a file is parsed only where it may lack it."""
    for path, data in files.items():
        if not path.endswith((".py", ".pyi")):
            continue
        text = data.decode()
        for module, names in _IMPORT.findall(text):
            known = bound.get(f"{_FOLDER}{module}.py")
            if known is not None and not set(_NAME.findall(names)) <= known:
                yield from _imports(path, text, None)
                break


def _imports(user: str, text: str, level: int | None) -> Iterator[_Import]:
    """Imports of the runtime: relative ones of a file in it, or by its name."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        module = node.module or ""
        if level is None:
            package, _, module = module.partition(".")
            if package != "_runtime" or not module:
                continue
        elif node.level != level:
            continue
        for alias in node.names:
            name = alias.name if module else ""
            file = f"{_FOLDER}{module or alias.name}.py"
            yield _Import(user, node.lineno, file, "" if name == "*" else name)


def _bound(text: str) -> set[str] | None:
    """The names that a module has; None where that cannot be known."""
    symbols = symtable(text, "module", "exec").get_symbols()
    if "import *" in text or any(s.get_name() == "__getattr__" for s in symbols):
        return None
    return {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}
