"""An OpenAPI document as text."""

from typing import Any, Literal

import msgspec

Syntax = Literal["json", "yaml"]


def encode(document: dict[str, Any], syntax: Syntax) -> bytes:
    """The document in UTF-8, in the order in which it was made."""
    if syntax == "json":
        return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text: str = yaml.dump(
        document, Dumper=dumper, allow_unicode=True, sort_keys=False, width=88
    )
    return text.encode()
