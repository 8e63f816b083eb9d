"""Modules of models.

Definitions that serve one API class share a module; a definition that serves several
has one of its own, so that an API loads little more than it needs; those that serve
none share one. Measured on a whole drop this loads everything in less than half the
time of one module per definition.
"""

from ...model import ApiSpec
from ...naming import SHARED, Names, Words, file_key, module_name
from .references import References

UNREFERENCED = "_unreferenced"


def assign_modules(
    spec: ApiSpec, references: References, names: Names, words: Words
) -> dict[str, str]:
    """Definition name to module, dotted and relative to ``models``."""
    users = _users(references)
    homes: dict[str, str] = {}
    for definition in spec.definitions:
        if definition.name not in users:
            homes[definition.name] = UNREFERENCED
        elif (api := users[definition.name]) is not None:
            homes[definition.name] = names.apis[api].module
        else:
            # Classes whose names are one to a file system share a module.
            module = words.snake(names.definitions[definition.name].class_name)
            homes[definition.name] = f"{SHARED}.{module_name(file_key(module))}"
    return homes


def _users(references: References) -> dict[str, str | None]:
    """Definition name to the one API class that reaches it; None where several do.

    What a definition reaches has its users too, so nothing is gone through again once
    it has several: the time grows with the references, not with the classes as well.
    """
    users: dict[str, str | None] = {}
    for api, referenced in references.apis.items():
        pending = [*referenced]
        while pending:
            name = pending.pop()
            if name not in references.definitions:
                continue
            if name not in users:
                users[name] = api
            elif users[name] not in (None, api):
                users[name] = None
            else:
                continue
            pending.extend(references.definitions[name])
    return users
