"""Checks for hidden characters and for names that look alike."""

import re
from collections.abc import Iterator, Sequence

from ..confusables import describe_character, is_visible, mixed_scripts, skeleton
from ..diagnostics import Diagnostics, SourceSpan
from ..model import ApiClass, ApiSpec, Definition, Field, Operation
from .page_source import PageSource

_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\t\n"})
# Controls, separators of lines, marks that turn the direction of what follows, notes
# between lines, and tags (Unicode, sections 23.1 to 23.9).
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)

_Node = ApiClass | Definition | Operation | Field
_Named = tuple[str, str, SourceSpan]
"""A kind, a name of it, and its place."""


def report_hidden(source: PageSource, diagnostics: Diagnostics) -> None:
    """Diagnose each line with a hidden character that alters the visible text.

    Zero-width characters are allowed: they come with copied text and hide nothing.
    """
    if source.text.isascii():
        data = source.text.encode("ascii")
        if len(data.translate(None, _CONTROLS)) == len(data):
            return
    for number, line in enumerate(source.lines):
        match = _HIDDEN.search(line)
        if match is not None:
            place = source.span(number, match.start())
            diagnostics.add("D217", place, character=describe_character(match[0]))


def report_lookalikes(spec: ApiSpec, diagnostics: Diagnostics) -> None:
    """Diagnose names that look like others beside them, or like what they are not."""
    for kind, nodes in _scopes(spec):
        # One text for all, since there are tens of thousands of names.
        if not "".join([node.name for node in nodes]).isascii():
            _report_scope([(kind, each.name, each.span) for each in nodes], diagnostics)
    for api in spec.apis:
        for operation in api.operations:
            if not operation.path.isascii():
                scope = [("path", operation.path, operation.span)]
                _report_scope(scope, diagnostics)


def _scopes(spec: ApiSpec) -> Iterator[tuple[str, Sequence[_Node]]]:
    yield "class", spec.apis
    yield "definition", spec.definitions
    for definition in spec.definitions:
        yield "property", definition.properties
    for api in spec.apis:
        yield "method", api.operations
        for operation in api.operations:
            yield "parameter", operation.parameters


def _report_scope(scope: list[_Named], diagnostics: Diagnostics) -> None:
    seen: dict[str, _Named] = {}
    for named in scope:
        kind, name, span = named
        other = seen.setdefault(skeleton(name), named)
        if other is not named and not (name + other[1]).isascii():
            diagnostics.add(
                "D219",
                span,
                kind=kind,
                name=ascii(name),
                other=ascii(other[1]),
                first=other[2],
            )
        elif reason := _confusable_reason(name):
            diagnostics.add("D218", span, kind=kind, name=ascii(name), reason=reason)


def _confusable_reason(name: str) -> str:
    """Return why a name is misleading; empty if it is not."""
    if name.isascii():
        return ""
    unseen = [character for character in name if not is_visible(character)]
    if unseen:
        return f"it contains {describe_character(unseen[0])}"
    if skeleton(name).isascii():
        return f"it looks like {skeleton(name)!r}"
    scripts = " and ".join(script.capitalize() for script in mixed_scripts(name))
    return f"it mixes {scripts} letters" if scripts else ""
