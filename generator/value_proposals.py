"""Known values that descriptions list, as overlays to review."""

import re
from collections.abc import Iterator
from glob import escape
from typing import Final

from .model import ApiSpec, Field
from .toml_utils import toml_string

_INTRODUCTION: Final = re.compile(
    r"\b(?:(?:valid|possible|allowed|acceptable|permitted|supported)\s+values?"
    r"|values?\s+(?:(?:can|may|must)\s+be|include)|(?:any|one)\s+of|either)"
    r"(?:\s+(?:are|is|include|these|the\s+following))?(?P<mark>\s*:?\s*[\[(]?)\s*",
    re.IGNORECASE,
)
_ITEM: Final = re.compile(r"""(["'`])(?P<quoted>[^"'`]+)\1|(?P<bare>\w[\w.:-]*\w|\w)""")
_SEPARATOR: Final = re.compile(r"\s*(?:,\s*(?:or|and)\s+|[,|;/]\s*|\s(?:or|and)\s+)")
_END: Final = re.compile(r"\s*(?:[.)\];]|$)")
_PLAIN: Final = frozenset('"\\')
_TEXT: Final = 200
"""Characters of a description that a comment quotes."""

Proposals = dict[tuple[str, ...], list[tuple[str, str]]]
"""Places with their descriptions, by the values."""


def propose_values(spec: ApiSpec) -> bytes:
    """Return overlays with the values that descriptions list, in TOML.

    Fields with known values are left out, and so are those that are no strings.
    """
    proposals: Proposals = {}
    for place, field in _strings(spec):
        values = listed_values(field.description)
        if values:
            proposals.setdefault(values, []).append((place, field.description))
    tables = [_table(values, places) for values, places in proposals.items()]
    head = "# Review each of these, then copy it to client.toml or overlays/.\n"
    return "\n".join([head, *tables]).encode()


def listed_values(description: str) -> tuple[str, ...]:
    """Return the values that a description lists, if it has a plain list."""
    for introduction in _INTRODUCTION.finditer(description):
        values = _list_at(description, introduction.end())
        is_marked = bool(introduction["mark"].strip())
        if len(values) > 1 or (is_marked and values):
            return tuple(dict.fromkeys(values))
    return ()


def _list_at(text: str, position: int) -> list[str]:
    """Return the items of a list that a sentence or a bracket ends with."""
    values: list[str] = []
    while item := _ITEM.match(text, position):
        values.append((item["quoted"] or item["bare"]).strip())
        position = item.end()
        if _END.match(text, position):
            return values
        separator = _SEPARATOR.match(text, position)
        if separator is None:
            return []
        position = separator.end()
    return []


def _strings(spec: ApiSpec) -> Iterator[tuple[str, Field]]:
    """Yield the strings without known values, and their places."""
    for api in spec.apis:
        for operation in api.operations:
            for parameter in operation.parameters:
                names = api.name, operation.name, parameter.location, parameter.name
                yield from _string(names, parameter)
    for definition in spec.definitions:
        for property_ in definition.properties:
            yield from _string((definition.name, property_.name), property_)


def _string(names: tuple[str, ...], field: Field) -> Iterator[tuple[str, Field]]:
    kind = field.type
    if kind is None or kind.name != "string" or kind.definition:
        return
    if not field.format and not field.values:
        yield ".".join(names), field


def _table(values: tuple[str, ...], places: list[tuple[str, str]]) -> str:
    lines = ["[[overlay]]", "places = ["]
    for place, description in places:
        text = " ".join(description.split())[:_TEXT]
        # What nobody sees is escaped, a line break too; quotes need not be.
        shown = "".join(c if c in _PLAIN else toml_string(c)[1:-1] for c in text)
        lines += [f"    # {shown}", f"    {toml_string(escape(place))},"]
    known = ", ".join(map(toml_string, values))
    lines += ["]", f"values = [{known}]", 'reason = "the description lists them"', ""]
    return "\n".join(lines)
