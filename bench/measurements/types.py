"""The types of the client with second documents beside those of the vendor's SDK."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ..figures import Figure
from ..processes import probe
from ..workspace import Workspace, inspected

_MOST: Final = 0.001
"""The share of properties that may have another type."""
_SCALARS: Final = {
    "str": "string",
    "bool": "boolean",
    "int": "number (integer)",
    "float": "number (float)",
    "date": "string (date)",
    "datetime": "string (date-time)",
    "LocalDateTime": "string (date-time)",
    "object": "object",
}
_LIST: Final = re.compile(r"list\[(.+)\]")
_MAP: Final = re.compile(r"dict\(str, (.+)\)")


def measure(site: Workspace) -> Iterator[Figure]:
    """Count the properties of another type, of those that both have."""
    also = os.environ.get("MDCLIENT_ALSO")
    if also is None:
        return
    model = inspected(site.drop, "--also", Path(also))
    sdk = site.environment("vendor-sdk")
    compared, other = differences(model, probe(sdk.python, "sdk_types"))
    yield Figure(
        benchmark="types",
        what="share of properties of another type than in the vendor's SDK",
        ours=len(other) / compared,
        unit="",
        comparison="alone",
        limit=_MOST,
        note="; ".join([f"{compared} compared", *other]),
    )


def differences(model: Any, theirs: dict[str, dict[str, str]]) -> tuple[int, list[str]]:
    """Return the number of shared properties, and those with another type.

    A model without properties may be anything, which the SDK calls an object.
    """
    compared = 0
    other: list[str] = []
    definitions = {row["name"]: row for row in model["definitions"]}
    empty = {name for name, row in definitions.items() if not row["properties"]}
    for name, row in definitions.items():
        for item in row["properties"]:
            known = theirs.get(name, {}).get(item["name"])
            if known is None:
                continue
            compared += 1
            mine = ours(item, empty)
            if mine.casefold() != notation(known).casefold():
                other.append(f"{name}.{item['name']} is {mine}, not {known}")
    return compared, other


def ours(item: Any, empty: set[str]) -> str:
    """The type of a property, in the notation of the model."""
    name = (item["type"] or "").removesuffix("[]")
    array = "[]" * item["type"].endswith("[]")
    if name in empty:
        name = "object"
    format_ = item.get("format", "").removeprefix("local-")
    values = f" of {item['values_type']}" if "values_type" in item else ""
    return f"{name}{array}{values}{f' ({format_})' if format_ else ''}"


def notation(kind: str) -> str:
    """A type of the SDK, in the notation of the model."""
    if inner := _MAP.fullmatch(kind):
        values = notation(inner[1])
        return "object" if values == "object" else f"object of {values}"
    if inner := _LIST.fullmatch(kind):
        head, space, rest = notation(inner[1]).partition(" ")
        return f"{head}[]{space}{rest}" if "[]" not in head else "Array[]"
    return _SCALARS.get(kind, kind)
