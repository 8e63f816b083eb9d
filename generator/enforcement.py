"""Definitions whose required fields the constructor enforces.

Models serve requests and responses. A POST or PUT body contains all that its definition
requires. A PATCH body contains only changes, and an object nested in a body is often a
bare reference.
"""

from .model import ApiSpec, TypeRef

_WHOLE = ("POST", "PUT")


def enforced_definitions(spec: ApiSpec) -> frozenset[str]:
    """Return the bodies of POST or PUT that no PATCH and no other body contains."""
    bodies = _bodies(spec)
    whole = {name for method in _WHOLE for name in bodies.get(method, ())}
    return frozenset(whole - bodies.get("PATCH", set()) - _nested(spec, bodies))


def sent_definitions(spec: ApiSpec) -> frozenset[str]:
    """Return the definitions that bodies contain."""
    bodies = _bodies(spec)
    named = {name for names in bodies.values() for name in names}
    return frozenset(named | _nested(spec, bodies))


def _bodies(spec: ApiSpec) -> dict[str, set[str]]:
    """Return the definitions of bodies by HTTP method."""
    bodies: dict[str, set[str]] = {}
    for api in spec.apis:
        for operation in api.operations:
            for parameter in operation.parameters:
                if parameter.location == "body" and (name := _name(parameter.type)):
                    bodies.setdefault(operation.method, set()).add(name)
    return bodies


def _nested(spec: ApiSpec, bodies: dict[str, set[str]]) -> set[str]:
    """Return the definitions that the properties of bodies lead to."""
    properties = {each.name: each.properties for each in spec.definitions}
    nested: set[str] = set()
    pending = [name for names in bodies.values() for name in names]
    while pending:
        for property_ in properties.get(pending.pop(), ()):
            name = _name(property_.type)
            if name and name not in nested:
                nested.add(name)
                pending.append(name)
    return nested


def _name(type_: TypeRef | None) -> str:
    return type_.name if type_ is not None and type_.definition else ""
