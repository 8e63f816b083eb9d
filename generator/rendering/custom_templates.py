"""Custom templates: checks before and while mdclient uses them.

An error in a template of mdclient is a bug and raises. An error in a custom template
is a diagnostic with its line.
"""

import os
import re
import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path
from traceback import walk_tb

from jinja2 import TemplateNotFound, TemplateSyntaxError

from ..diagnostics import Diagnostics, SourceSpan
from ..portable_paths import check_paths
from ..template_files import TemplateFile
from .output_files import OutputFile, render_file
from .plan import ClientPlan
from .templates import PLAN_VERSION, Templates

VERSION_FILE = "plan.toml"
"""Says for which version of the plan the templates beside it were written."""


def check_custom_templates(templates: Templates, diagnostics: Diagnostics) -> bool:
    """Check all custom templates, as far as this is possible without a plan."""
    custom = templates.custom
    if custom is None:
        return True
    if not os.path.isdir(custom):
        diagnostics.add("T001", SourceSpan(custom.as_posix(), 0))
        return False
    _check_version(custom / VERSION_FILE, diagnostics)
    for file in templates.custom_files:
        if file.is_template:
            _check_syntax(file, templates, diagnostics)
        elif file.name != VERSION_FILE:
            near = next(iter(get_close_matches(file.name, templates.builtin, 1)), None)
            span = SourceSpan(file.path.as_posix(), 0)
            diagnostics.add("T002", span, suggestion=near, name=file.name)
    return not diagnostics.has_errors


def check_added_files(
    outputs: Iterable[OutputFile],
    others: Iterable[str],
    templates: Templates,
    diagnostics: Diagnostics,
) -> bool:
    """Check the files that custom templates add to the client.

    ``others`` are the paths of files without a template.
    """
    added: dict[str, str] = {}
    paths: set[str] = set(others)
    for output in outputs:
        if output.template in templates.builtin:
            paths.add(output.path)
        else:
            added[output.template] = output.path
    for template, path in added.items():
        span = SourceSpan(templates.file(template).as_posix(), 0)
        try:
            if path in paths:
                raise ValueError(f"{path!r} is already generated")
            check_paths([*paths, path])
        except ValueError as error:
            diagnostics.add("T011", span, reason=str(error))
        else:
            paths.add(path)
            diagnostics.add("T003", span)
    return not diagnostics.has_errors


def copy_templates(names: Iterable[str], directory: Path) -> list[str]:
    """Copy mdclient's templates into a directory for editing.

    If any of them already exists there, write nothing and return those names.
    """
    builtin = Templates()
    chosen = list(names)
    present = [name for name in chosen if os.path.lexists(directory / name)]
    if present:
        return present
    for name in chosen:
        target = directory / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(builtin.file(name).read_bytes())
    version = directory / VERSION_FILE
    if not os.path.lexists(version):
        version.write_text(f"version = {PLAN_VERSION}\n", encoding="utf-8")
    return []


def render_files(
    outputs: Iterable[OutputFile], templates: Templates, diagnostics: Diagnostics
) -> tuple[dict[str, str], set[str]] | None:
    """Return the texts of files by path, and the paths of custom ones.

    Return None if a template failed; a failed template is not tried again.
    """
    texts: dict[str, str] = {}
    foreign: set[str] = set()
    failed: set[str] = set()
    custom_span_of = cache(partial(_custom_part, templates))
    for output in outputs:
        if output.template in failed:
            continue
        custom_span = custom_span_of(output.template)
        try:
            text = render_file(output, templates)
            if custom_span:
                foreign.add(output.path)
                text.encode()
                if not _check_text(output.path, text, custom_span, diagnostics):
                    failed.add(output.template)
            texts[output.path] = text
        except Exception as error:
            if not custom_span:
                raise
            failed.add(output.template)
            _report_failure(error, custom_span, templates, diagnostics)
    return None if diagnostics.has_errors else (texts, foreign)


def _custom_part(templates: Templates, name: str) -> SourceSpan | None:
    """Return the custom file that a template is or needs, or None."""
    dependencies = (
        templates.dependencies(name) & templates.replaced if templates.replaced else ()
    )
    if not dependencies:
        return None
    chosen = name if name in dependencies else min(dependencies)
    return SourceSpan(templates.file(chosen).as_posix(), 0)


def _check_version(file: Path, diagnostics: Diagnostics) -> None:
    span = SourceSpan(file.as_posix(), 0)
    try:
        version = tomllib.loads(file.read_text("utf-8-sig")).get("version")
    except FileNotFoundError:
        diagnostics.add("T009", span, version=str(PLAN_VERSION))
    except (OSError, ValueError, RecursionError) as error:
        diagnostics.add("T008", _place_in(span, error), reason=_reason(error))
    else:
        if type(version) is not int or version != PLAN_VERSION:
            current = str(PLAN_VERSION)
            diagnostics.add("T007", span, found=str(version), version=current)


def _check_syntax(
    file: TemplateFile, templates: Templates, diagnostics: Diagnostics
) -> None:
    """Check that a template can be read, and is one."""
    span = SourceSpan(file.path.as_posix(), 0)
    try:
        if os.path.exists(file.path) and not os.path.isfile(file.path):
            raise OSError("it is not a regular file")
        templates.text(file.name)
    except (OSError, ValueError) as error:
        diagnostics.add("T008", _place_in(span, error), reason=_reason(error))
        return
    try:
        templates.jinja.get_template(file.name)
    except TemplateSyntaxError as error:
        place = SourceSpan(span.file, error.lineno)
        diagnostics.add("T004", place, reason=error.message or "syntax error")
    except Exception as error:
        diagnostics.add("T004", span, reason=_reason(error))


def _check_text(
    path: str, text: str, custom_span: SourceSpan, diagnostics: Diagnostics
) -> bool:
    """Return True if a text that is to be Python or TOML is some."""
    kind = "TOML" if path.endswith(".toml") else "Python"
    try:
        if kind == "TOML":
            tomllib.loads(text)
        elif path.endswith((".py", ".pyi")):
            # Bytes, as Python reads them: the first line may name an encoding.
            compile(text.encode(), path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else _reason(error)
        in_toml = re.search(r"at line (\d+)", reason)
        number = int(in_toml[1]) if in_toml else getattr(error, "lineno", None) or 1
        line = "".join(text.splitlines()[number - 1 : number]).strip()
        diagnostics.add(
            "T006",
            custom_span,
            kind=kind,
            path=path,
            line=str(number),
            reason=reason,
            text=line,
        )
        return False
    return True


def _report_failure(
    error: Exception,
    custom_span: SourceSpan,
    templates: Templates,
    diagnostics: Diagnostics,
) -> None:
    """Report the place where a template failed: the last custom line, if any."""
    name_by_file = {str(templates.file(name)): name for name in templates.names}
    span, builtin_line = custom_span, ""
    for frame, line in walk_tb(error.__traceback__):
        file = frame.f_code.co_filename
        if file not in name_by_file:
            continue
        if name_by_file[file] in templates.replaced:
            span, builtin_line = SourceSpan(Path(file).as_posix(), line), ""
        elif span is custom_span:
            builtin_line = f", in {name_by_file[file]} line {line}"
    reason = f"{_reason(error)}{builtin_line}"
    diagnostics.add("T005", span, reason=reason)


def _place_in(span: SourceSpan, error: Exception) -> SourceSpan:
    """Return the place of bytes that are not text, or of the whole file."""
    if not isinstance(error, UnicodeDecodeError):
        return span
    return SourceSpan(span.file, error.object.count(b"\n", 0, error.start) + 1)


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it nests too deeply"
    if isinstance(error, TemplateNotFound):
        return f"unknown template {error.name!r}"
    message = (isinstance(error, OSError) and error.strerror) or str(error)
    return message.replace(f"{ClientPlan.__module__}.", "") or type(error).__name__
