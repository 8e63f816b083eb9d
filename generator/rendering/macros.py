"""Whether macros of somebody else's are what templates of ours call.

Jinja would tell only where the call fails, which is in a file that nobody changed.
"""

from collections.abc import Iterator
from typing import NamedTuple

from jinja2 import meta, nodes

from ..diagnostics import Diagnostics, SourceSpan
from .templates import Templates


class _Call(NamedTuple):
    """Where a template calls a macro, and with how many arguments."""

    user: str
    line: int
    file: str
    macro: str
    arguments: int


def check_macros(templates: Templates, diagnostics: Diagnostics) -> None:
    """Tell of macros that are missing, or take less than they are given."""
    worst: dict[tuple[str, str], _Call] = {}
    for user in templates.names:
        if not user.endswith(".j2") or user in templates.replaced:
            continue
        for call in _calls(user, templates):
            before = worst.setdefault((call.file, call.macro), call)
            if before.arguments < call.arguments:
                worst[call.file, call.macro] = call
    for call in worst.values():
        if call.file in templates.replaced:
            _check(call, templates, diagnostics)


def unused_macros(templates: Templates) -> list[str]:
    """Files of macros in the folder of own ones that no template imports by name."""
    made = [name for name in templates.names if name.startswith("distribution/")]
    used = {name for template in made for name in templates.needed(template)}
    spare = {name for name in templates.replaced if name.startswith("macros/")} - used
    return [] if _any_dynamic(templates) else sorted(spare)


def _any_dynamic(templates: Templates) -> bool:
    """Whether the name of a template is the outcome of an expression somewhere."""
    own = (name for name in templates.replaced if name.endswith(".j2"))
    return any(
        None in meta.find_referenced_templates(templates.tree(name)) for name in own
    )


def _calls(user: str, templates: Templates) -> Iterator[_Call]:
    """Calls of imported macros, which our templates call by module and name."""
    tree = templates.tree(user)
    file_by_module = {
        node.target: node.template.value
        for node in tree.find_all(nodes.Import)
        if isinstance(node.template, nodes.Const)
    }
    for call in tree.find_all(nodes.Call):
        called = call.node
        if isinstance(called, nodes.Getattr) and isinstance(called.node, nodes.Name):
            file = file_by_module.get(called.node.name)
            if file:
                yield _Call(user, call.lineno, file, called.attr, len(call.args))


def _check(call: _Call, templates: Templates, diagnostics: Diagnostics) -> None:
    tree = templates.tree(call.file)
    file = templates.file(call.file).as_posix()
    macros = {macro.name: macro for macro in tree.find_all(nodes.Macro)}
    stored = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
    macro = macros.get(call.macro)
    if macro is None and call.macro not in stored:
        span = SourceSpan(file, 0)
        diagnostics.add("T010", span, name=call.macro, user=call.user)
    elif macro and len(macro.args) < call.arguments and not _takes_any_number(macro):
        given = f"{call.arguments} arguments of {call.user}:{call.line}"
        reason = f"it takes {len(macro.args)} of {given}"
        diagnostics.add("T004", SourceSpan(file, macro.lineno), reason=reason)


def _takes_any_number(macro: nodes.Macro) -> bool:
    return any(name.name == "varargs" for name in macro.find_all(nodes.Name))
