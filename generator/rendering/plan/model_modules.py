"""Modules of models.

Definitions of a single API class share a module. A definition of several classes has a
module of its own, so that an API loads little more than it needs. Definitions without a
class share one. On a whole API this loads everything in less than half the time of one
module per definition.
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
    modules: dict[str, str] = {}
    for definition in spec.definitions:
        if definition.name not in users:
            modules[definition.name] = UNREFERENCED
        elif (api := users[definition.name]) is not None:
            modules[definition.name] = names.apis[api].module
        else:
            # Classes whose names are one to a file system share a module.
            module = words.snake(names.definitions[definition.name].class_name)
            modules[definition.name] = f"{SHARED}.{module_name(file_key(module))}"
    return modules


def _users(references: References) -> dict[str, str | None]:
    """Return the API class that reaches each definition; None for several.

    Definitions of several classes are not traversed again, so the time grows with the
    references only.
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
