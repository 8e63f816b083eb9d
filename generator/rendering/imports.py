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
_IMPORT = re.compile(r"from \.+(?:_runtime\.)?(\w+) import (\([^)]*\)|[^\n]+)")
"""As files of ours write it: documents may hold such a line too."""
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
    for one in _wanted(files, templates, bound):
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
    for name in _replaced(templates):
        for library, line in _libraries(templates.text(name)):
            if not _is_known(library, name):
                span = SourceSpan(templates.file(name).as_posix(), line)
                diagnostics.add("T013", span, name=library)


def _is_known(library: str, user: str) -> bool:
    """Whether Python has a library, or mdclient's runtime needs it.

    Looks first into the file that was replaced.
    """
    if library in sys.stdlib_module_names:
        return True
    runtime = [name for name in ours().given if name.startswith(_FOLDER)]
    return any(
        library == known
        for name in sorted(runtime, key=lambda name: name != user)
        if library in ours().text(name)
        for known, _ in _libraries(ours().text(name))
    )


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


def _wanted(
    files: Mapping[str, bytes],
    templates: Templates,
    bound: Mapping[str, set[str] | None],
) -> Iterator[_Import]:
    """What a client imports of its runtime, from files that may do so in vain."""
    for name in templates.names:
        if name.startswith(_FOLDER):
            text = templates.text(name)
            if name in bound or _may_lack(text, bound):
                yield from _imports(name, text, "")
    for path, data in files.items():
        if path.endswith((".py", ".pyi")):
            text = data.decode()
            if _may_lack(text, bound):
                yield from _imports(path, text, "_runtime.")


def _may_lack(text: str, bound: Mapping[str, set[str] | None]) -> bool:
    """Whether a file is worth parsing, which takes long."""
    for module, names in _IMPORT.findall(text):
        known = bound.get(f"{_FOLDER}{module}.py")
        if known is not None and not set(_NAME.findall(names)) <= known:
            return True
    return False


def _imports(user: str, text: str, package: str) -> Iterator[_Import]:
    """Relative imports of modules of the runtime, which is here or in a package."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        module = node.module or ""
        if not (module.startswith(package) if package else node.level == 1):
            continue
        module = module.removeprefix(package)
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
