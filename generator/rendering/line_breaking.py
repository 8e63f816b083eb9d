"""Line breaking as black does it, so that black leaves rendered text unchanged.

Templates print calls, lists and signatures exploded, with a trailing comma; ``joined``
puts those that fit on one line. The rules below break type annotations. They need not
cover every case: ``is_black_stable`` finds text that is certainly formatted, and black
formats the rest.
"""

import re
from collections.abc import Sequence

from .escaping import LINE_LENGTH

_STEP = 4

_GROUP = re.compile(
    r"^(?P<indent> *)(?P<head>(?:\S[^\n]*)?[(\[{])\n"
    r"(?P<items>(?:(?P=indent)    \S[^\n]*,\n)+)"
    r"(?P=indent)(?P<tail>[)\]}](?:[^\n]*[^(\[{\n])?)$",
    re.MULTILINE,
)
"""An exploded group of one-line items, each with a comma."""

_KEEPS_ITS_COMMA = re.compile(r"(?:^|.*[^\w\])])\(|.*[\w\])]\[")
"""Opens what a comma makes a tuple, even behind a single item."""


def joined(code: str) -> str:
    """Put exploded groups on one line if they fit, the innermost first.

    ``code`` has no comments, and no strings of several lines.
    """
    before = ""
    while before != code:
        before, code = code, _GROUP.sub(_on_one_line, code)
    return code


def _on_one_line(group: re.Match[str]) -> str:
    head, tail = group["head"], group["tail"]
    items = [line.strip() for line in group["items"].splitlines()]
    if head.endswith(" import (") or (
        len(items) == 1 and _KEEPS_ITS_COMMA.fullmatch(head)
    ):
        return group[0]
    line = f"{group['indent']}{head}{' '.join(items).removesuffix(',')}{tail}"
    return line if len(line) <= LINE_LENGTH else group[0]


def field(name: str, operands: Sequence[str], default: str, indent: int) -> str:
    """``name: A | B = default``, a statement indented by ``indent``.

    A default with arguments comes exploded. The first line carries no indentation.
    """
    left = f"{name}: {' | '.join(operands)} = "
    head = default.partition("\n")[0]
    if indent + len(left) + len(head) <= LINE_LENGTH or head != default:
        return left + default
    if _has_text(operands):
        return left + default
    margin = " " * indent
    if indent + len(left) + 1 <= LINE_LENGTH:
        return f"{left}(\n{margin}    {default}\n{margin})"
    return f"{name}: {_broken(operands, indent)} = {default}"


def parameter(name: str, operands: Sequence[str], default: str, indent: int) -> str:
    """``name: A | B = default,``, a line of a signature; without an empty default."""
    tail = f" = {default}," if default else ","
    line = f"{name}: {' | '.join(operands)}{tail}"
    if indent + len(line) <= LINE_LENGTH:
        return line
    return f"{name}: {_broken(operands, indent)}{tail}"


def returns(operands: Sequence[str], indent: int) -> str:
    """``) -> A | B:``, the last line of an exploded signature."""
    line = f") -> {' | '.join(operands)}:"
    if indent + len(line) <= LINE_LENGTH:
        return line
    return f") -> {_broken(operands, indent)}:"


def constant(name: str, generic: str, operands: Sequence[str], call: str) -> str:
    """Return ``NAME: Generic[A | B] = Call(``, the head of an exploded call.

    If that is too long, declare the name first, and bind it on a line of its own.
    """
    declared = f"{name}: {generic}[{' | '.join(operands)}]"
    if len(declared) + len(call) + 4 <= LINE_LENGTH:
        return f"{declared} = {call}("
    if len(declared) > LINE_LENGTH:
        declared = f"{name}: {_subscript(generic, operands, 0)}"
    return f"{declared}\n{name} = {call}("


def reexport(module: str, name: str, indent: int) -> str:
    """Return ``from .module import Name as Name``, which re-exports a name.

    The template indents the first line.
    """
    head, alias = f"from .{module} import ", f"{name} as {name}"
    if indent + len(head) + len(alias) <= LINE_LENGTH:
        return head + alias
    margin = " " * indent
    return f"{head}(\n{margin}    {alias},\n{margin})"


def lambda_(operand: str, indent: int) -> str:
    """``lambda: A,``, an argument of an exploded call."""
    line = f"lambda: {operand},"
    generic, bracket, inner = operand.partition("[")
    if indent + len(line) <= LINE_LENGTH or not bracket:
        return line
    return f"lambda: {_subscript(generic, [inner.removesuffix(']')], indent)},"


def _has_text(operands: Sequence[str]) -> bool:
    """Return True if a type contains strings, which must not be cut."""
    return any('"' in operand or "'" in operand for operand in operands)


def _broken(operands: Sequence[str], indent: int) -> str:
    """Return a type on lines of its own, in brackets or parentheses."""
    if len(operands) == 1 and operands[0].endswith("]"):
        return _exploded(operands[0], indent)
    return f"({_union(operands, indent + _STEP)}\n{' ' * indent})"


def _exploded(operand: str, indent: int) -> str:
    """Return ``Generic[A | B]`` with what is in the brackets on lines of its own."""
    generic, _, inner = operand.partition("[")
    return _subscript(generic, _split(inner.removesuffix("]"), " | "), indent)


def _split(text: str, separator: str) -> list[str]:
    """Split a type at separators outside of brackets and strings."""
    parts, depth, start = list[str](), 0, 0
    for match in _TOKEN.finditer(text):
        depth += {"[": 1, "]": -1}.get(match[0], 0)
        if match[0] == separator and not depth:
            parts.append(text[start : match.start()])
            start = match.end()
    return [*parts, text[start:]]


def _subscript(generic: str, operands: Sequence[str], indent: int) -> str:
    return f"{generic}[{_union(operands, indent + _STEP)}\n{' ' * indent}]"


def _union(operands: Sequence[str], indent: int) -> str:
    margin = "\n" + " " * indent
    line = " | ".join(operands)
    if indent + len(line) <= LINE_LENGTH:
        return margin + line
    if len(operands) == 1 and len(items := _split(line, ", ")) > 1:
        return "".join(f"{margin}{item}," for item in items)
    lines: list[str] = []
    for position, operand in enumerate(operands):
        mark = "| " if position else ""
        is_long = indent + len(mark) + len(operand) > LINE_LENGTH
        is_union = is_long and len(_split(operand, " | ")) > 1
        if is_long and operand.endswith("]") and not is_union:
            operand = _exploded(operand, indent)
        lines.append(f"{margin}{mark}{operand}")
    return "".join(lines)


_STRING = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""

_TOKEN = re.compile(rf"{_STRING}|[][]| \| |, ")
"""A string, a bracket or a separator in a type."""

_UNBREAKABLE = re.compile(
    rf"""\s*(?:
        (?:lambda:\ )?(?:\w+\.)?\w+(?:\(\))?,? |  # a name or an empty call
        {_STRING},? |  # a string
        \w+(?:\.\w+)+, |  # an attribute in an exploded list
        \w+\ as\ \w+, |  # an import of an exploded list
        (?:(?:async\ )?def\ |return\ _module\.)?\w+\( |  # an exploded signature or call
        _op_\w+\.with_values\(  # the same of an operation, in an exploded list
    )""",
    re.VERBOSE,
)

_BOUND_CALL = re.compile(r"(\s*\w+ = )\w+\(")

_WRAPPED = re.compile(r"\s*\w+ = _(?:async_)?(?:raw|streamed)\(")
"""Has one attribute for an argument: black leaves such a call beside its name."""


def is_black_stable(line: str) -> bool:
    """Return True if a line is certainly as black formats it.

    A call that is bound to a name may move into parentheses if the name fits beside
    them.
    """
    if len(line) <= LINE_LENGTH or _UNBREAKABLE.fullmatch(line):
        return True
    if _WRAPPED.fullmatch(line):
        return True
    bound = _BOUND_CALL.fullmatch(line)
    return bound is not None and len(bound[1]) + 1 > LINE_LENGTH
