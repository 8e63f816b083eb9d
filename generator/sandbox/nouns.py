"""Words in names of fields and definitions, and the kind of resource they name."""

from __future__ import annotations

import re
from functools import cache


def split(text: str) -> list[str]:
    """Return the words of a text, which is shorter to read than a list."""
    return text.split()


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_AFFIXES = frozenset(
    [
        "addressable",
        "async",
        "base",
        "basic",
        "body",
        "bulk",
        "command",
        "create",
        "data",
        "detail",
        "details",
        "domain",
        "dto",
        "entities",
        "entity",
        "extended",
        "full",
        "generic",
        "id",
        "identifier",
        "info",
        "item",
        "items",
        "list",
        "listing",
        "me",
        "minimal",
        "model",
        "name",
        "object",
        "options",
        "page",
        "partial",
        "patch",
        "post",
        "put",
        "query",
        "read",
        "ref",
        "reference",
        "request",
        "response",
        "result",
        "results",
        "simple",
        "submission",
        "summary",
        "template",
        "update",
        "v1",
        "v2",
        "view",
        "with",
        "writable",
    ]
)
"""Words of definitions that name their form, not their kind."""
_ORDERS = frozenset(["filter", "group", "order", "sort", "split"])
"""Words before ``by`` that no person does."""


@cache
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case."""
    return tuple(word.lower() for word in _WORD.findall(name))


@cache
def singular(word: str) -> str:
    """Return the singular of an English noun, more or less."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "ics")):
        return word[:-1]
    return word


@cache
def kind_of_definition(name: str) -> tuple[str, ...]:
    """Return the words of the resource that a definition describes, if any."""
    return tuple(word for word in words_of(name) if word not in _AFFIXES)


@cache
def kind_of_field(name: str) -> tuple[str, ...]:
    """Return the words of the resource that a field refers to.

    ``queueId`` and ``queues`` refer to a queue, ``createdBy`` to a user.
    """
    words = words_of(name)
    if words and words[-1] in ("id", "ids", "uri", "name"):
        words = words[:-1]
    if is_by_person(name):
        return ("user",)
    return (*words[:-1], singular(words[-1])) if words else ()


def is_by_person(name: str) -> bool:
    """Return True if a field contains who did something, as ``createdBy`` does."""
    words = words_of(name)
    return words[-1:] == ("by",) and not _ORDERS.intersection(words[-2:-1])


def is_id(name: str) -> bool:
    """Return True if a field contains an id."""
    words = words_of(name)
    return bool(words) and words[-1] in ("id", "ids", "guid", "guids", "uuid")
