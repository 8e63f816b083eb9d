"""The client's names beside those of the vendor's SDK: code can be moved over."""

import keyword
from collections.abc import Iterator
from typing import Any

from ..figures import Figure
from ..processes import probe
from ..workspace import Workspace

_PEER = "vendor's SDK"


def measure(site: Workspace) -> Iterator[Figure]:
    """Count the names that differ, of endpoints and properties that both have."""
    sdk = site.environment("vendor-sdk")
    names = probe(sdk.python, "names")
    compared, other = methods(site.model, names["methods"])
    yield _figure("operations of another name", other, compared)
    compared, other = attributes(site.model, names["attributes"])
    yield _figure("properties of another name, for no known reason", other, compared)


def methods(model: Any, theirs: dict[str, list[str]]) -> tuple[int, list[str]]:
    """Return the number of shared operations, and ours with another name."""
    compared, other = 0, []
    for api in model["classes"]:
        for operation in api["operations"]:
            known = theirs.get(f"{operation['method']} {operation['path']}")
            if known:
                compared += 1
                if operation["python_name"] not in known:
                    other.append(f"{api['name']}.{operation['name']}")
    return compared, other


def attributes(model: Any, theirs: dict[str, dict[str, str]]) -> tuple[int, list[str]]:
    """Return the number of shared properties, and those that differ for no reason."""
    compared, other = 0, []
    for definition in model["definitions"]:
        known = theirs.get(definition["name"], {})
        for item in definition["properties"]:
            name = known.get(item["name"])
            if name is not None:
                compared += 1
                if not same(item["name"], item["python_name"], name):
                    other.append(f"{definition['name']}.{item['name']}")
    return compared, other


def same(wire: str, ours: str, theirs: str) -> bool:
    """Return True if a name is theirs, or differs from it for a reason.

    They put ``pc`` before keywords and names of Python, where ours have an underscore
    or nothing; they split ``OAuth`` in two, and join the words of a URN.
    """
    if keyword.iskeyword(wire) or wire == "self":
        return ours == f"{wire}_"
    if theirs.startswith("pc") and ours == wire:
        return True
    return ours.replace("_", "") == theirs.replace("_", "")


def _figure(what: str, other: list[str], compared: int) -> Figure:
    return Figure(
        benchmark="names",
        what=what,
        ours=len(other),
        unit="",
        comparison="alone",
        limit=0,
        note="; ".join([f"{compared} compared with {_PEER}", *other[:5]]),
    )
