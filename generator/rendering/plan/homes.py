"""Which module a model lives in.

Definitions that serve one API class share a module; a definition that serves several
has one of its own, so that an API loads little more than it needs; those that serve
none share one. Measured on a whole drop this loads everything in less than half the
time of one module per definition.
"""

from ...model import Drop, Operation, Parameter, Response, TypeRef
from ..naming import Words, file_key, module_name
from .names import SHARED, Names

UNREFERENCED = "_unreferenced"


def home_modules(drop: Drop, names: Names, words: Words) -> dict[str, str]:
    """Definition name to module, dotted and relative to ``models``."""
    users = _users(drop)
    homes: dict[str, str] = {}
    for definition in drop.definitions:
        if definition.name not in users:
            homes[definition.name] = UNREFERENCED
        elif (api := users[definition.name]) is not None:
            homes[definition.name] = names.apis[api].module
        else:
            # Classes whose names are one to a file system share a module.
            module = words.snake(names.definitions[definition.name].class_name)
            homes[definition.name] = f"{SHARED}.{module_name(file_key(module))}"
    return homes


def _users(drop: Drop) -> dict[str, str | None]:
    """Definition name to the one API class that reaches it; None where several do.

    What a definition reaches has its users too, so nothing is gone through again once
    it has several: the time grows with the references, not with the classes as well.
    """
    references = {
        definition.name: _referenced([p.type for p in definition.properties])
        for definition in drop.definitions
    }
    users: dict[str, str | None] = {}
    for api in drop.apis:
        pending = _referenced([t for o in api.operations for t in _types(o)])
        while pending:
            name = pending.pop()
            if name not in references:
                continue
            if name not in users:
                users[name] = api.name
            elif users[name] not in (None, api.name):
                users[name] = None
            else:
                continue
            pending.extend(references[name])
    return users


def _types(operation: Operation) -> list[TypeRef | None]:
    rows: list[Parameter | Response] = [*operation.parameters, *operation.responses]
    return [row.type for row in rows]


def _referenced(types: list[TypeRef | None]) -> list[str]:
    """The definitions referred to, each once, in order."""
    # A list, since there are tens of thousands and a generator takes twice as long.
    return list(dict.fromkeys([t.name for t in types if t and t.definition]))
