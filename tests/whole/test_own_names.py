"""Names of the arguments and attributes that the client adds."""

from __future__ import annotations

import inspect

from .client import Whole

CLIENTS = ("GenesysCloud", "AsyncGenesysCloud")


def own_arguments(whole: Whole) -> set[str]:
    """The arguments of methods that are no parameters of the operation."""
    own: set[str] = set()
    client = whole.client()
    for api, operation in whole.operations():
        methods = [operation.python_name]
        methods += [operation.paging.iterator] if operation.paging else []
        names = {parameter.python_name for parameter in operation.parameters}
        for method in methods:
            function = getattr(getattr(client, str(api.attribute)), str(method))
            own |= inspect.signature(function).parameters.keys() - names
    return own


def test_arguments_have_names_that_no_parameter_has(whole: Whole) -> None:
    own = own_arguments(whole)
    assert own == {"max_items", "options", "resume_from"}
    for _, operation in whole.operations():
        assert own.isdisjoint(p.python_name for p in operation.parameters)


def test_attributes_have_names_that_no_class_has(whole: Whole) -> None:
    attributes = {api.attribute for api in whole.documents.classes}
    for name in CLIENTS:
        base = getattr(whole.package, name).__base__
        assert attributes.isdisjoint(dir(base))


def test_arguments_of_the_clients_own_methods_are_no_parameters(whole: Whole) -> None:
    own: set[str] = set()
    for name in CLIENTS:
        for method in ("wait_until", "update"):
            function = getattr(getattr(whole.package, name), method)
            own |= inspect.signature(function).parameters.keys() - {"self"}
    assert own >= {"call", "ready", "deadline", "get", "change", "put"}
    for _, operation in whole.operations():
        assert own.isdisjoint(p.python_name for p in operation.parameters)
