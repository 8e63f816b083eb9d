"""Templates of somebody else's: checked before and while they are used.

An error in a template of mdclient is a bug, and raised as one. An error in one that
somebody put in its place has a line that can be mended, and is diagnosed.
"""

import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from traceback import walk_tb

from jinja2 import TemplateSyntaxError

from ..diagnostics import Diagnostics, SourceSpan
from .render import Sheet, printed
from .templates import PLAN_VERSION, Templates

VERSION_FILE = "plan.toml"
"""Says for which version of the plan the templates beside it were written."""


def are_usable(templates: Templates, diagnostics: Diagnostics) -> bool:
    """Check all files that stand in for others, as far as this goes without a plan."""
    own = templates.own
    if own is None:
        return True
    if not own.is_dir():
        diagnostics.add("T001", SourceSpan(own.as_posix(), 0))
        return False
    _check_version(own / VERSION_FILE, diagnostics)
    for path in sorted(own.rglob("*")):
        name = path.relative_to(own).as_posix()
        if path.is_file() and name != VERSION_FILE and not _is_hidden(name):
            _check_file(name, path, templates, diagnostics)
    return not diagnostics.has_errors


def copy_templates(names: Iterable[str], folder: Path) -> list[str]:
    """Copy mdclient's files into a folder to be changed there.

    Nothing is written where one of them is there already: returns those.
    """
    given = Templates()
    chosen = list(names)
    present = [name for name in chosen if (folder / name).exists()]
    if present:
        return present
    for name in chosen:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(given.file(name).read_bytes())
    version = folder / VERSION_FILE
    if not version.exists():
        version.write_text(f"version = {PLAN_VERSION}\n", encoding="utf-8")
    return []


def print_sheets(
    wanted: Iterable[Sheet], templates: Templates, diagnostics: Diagnostics
) -> tuple[dict[str, str], set[str]] | None:
    """The texts of files by path, and the paths that are not of mdclient's alone.

    None where a template failed; one that did is not tried again.
    """
    texts: dict[str, str] = {}
    foreign: set[str] = set()
    failed: set[str] = set()
    touched = {name for name in templates.names if _is_touched(name, templates)}
    for sheet in wanted:
        if sheet.template in failed:
            continue
        try:
            text = printed(sheet, templates)
            if sheet.template in touched:
                foreign.add(sheet.path)
                _check_python(sheet, text, templates, diagnostics)
            texts[sheet.path] = text
        except Exception as error:
            place = _place(error, templates)
            if place is None:
                raise
            failed.add(sheet.template)
            diagnostics.add("T005", place, reason=str(error) or type(error).__name__)
    return None if diagnostics.has_errors else (texts, foreign)


def _is_touched(name: str, templates: Templates) -> bool:
    return name.endswith(".j2") and templates.is_touched(name)


def _is_hidden(name: str) -> bool:
    parts = name.split("/")
    return any(part.startswith(".") or part == "__pycache__" for part in parts)


def _check_version(file: Path, diagnostics: Diagnostics) -> None:
    span = SourceSpan(file.as_posix(), 0)
    try:
        version = tomllib.loads(file.read_text(encoding="utf-8")).get("version")
    except FileNotFoundError:
        diagnostics.add("T009", span, version=str(PLAN_VERSION))
    except (OSError, ValueError) as error:
        diagnostics.add("T008", span, reason=_reason(error))
    else:
        if version != PLAN_VERSION:
            current = str(PLAN_VERSION)
            diagnostics.add("T007", span, found=str(version), version=current)


def _check_file(
    name: str, path: Path, templates: Templates, diagnostics: Diagnostics
) -> None:
    span = SourceSpan(path.as_posix(), 0)
    if name not in templates.given:
        if name not in templates.replaced or name.startswith("runtime/"):
            near = next(iter(get_close_matches(name, templates.given, 1)), None)
            diagnostics.add("T002", span, suggestion=near, name=name)
            return
        if name.startswith("distribution/"):
            diagnostics.add("T003", span)
    try:
        text = path.read_text(encoding="utf-8")
        if name.endswith(".py"):
            compile(text, name, "exec", dont_inherit=True)
        else:
            templates.jinja.get_template(name)
    except TemplateSyntaxError as error:
        place = SourceSpan(span.file, error.lineno)
        diagnostics.add("T004", place, reason=error.message or "it is not understood")
    except SyntaxError as error:
        place = SourceSpan(span.file, error.lineno or 0, error.offset or 0)
        diagnostics.add("T004", place, reason=error.msg)
    except (OSError, ValueError) as error:
        diagnostics.add("T008", span, reason=_reason(error))


def _check_python(
    sheet: Sheet, text: str, templates: Templates, diagnostics: Diagnostics
) -> None:
    if not sheet.path.endswith((".py", ".pyi")):
        return
    try:
        compile(text, sheet.path, "exec", dont_inherit=True)
    except SyntaxError as error:
        line = text.splitlines()[(error.lineno or 1) - 1 : error.lineno]
        place = SourceSpan(templates.file(sheet.template).as_posix(), 0)
        diagnostics.add(
            "T006",
            place,
            path=sheet.path,
            line=str(error.lineno),
            reason=error.msg,
            text="".join(line).strip(),
        )


def _place(error: Exception, templates: Templates) -> SourceSpan | None:
    """The line of somebody else's template where an error arose."""
    own = templates.own
    if own is None:
        return None
    if isinstance(error, TemplateSyntaxError) and error.filename:
        return SourceSpan(Path(error.filename).as_posix(), error.lineno)
    found: SourceSpan | None = None
    for frame, line in walk_tb(error.__traceback__):
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(own):
            found = SourceSpan(file.as_posix(), line)
    return found


def _reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)
