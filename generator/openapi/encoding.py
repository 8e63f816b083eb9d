"""An OpenAPI document as text."""

from typing import Any, Literal

import msgspec

Syntax = Literal["json", "yaml"]

_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""Words that YAML 1.1 or 1.2 takes for a boolean or null."""


def encode(document: dict[str, Any], syntax: Syntax) -> bytes:
    """Return the document in UTF-8, in its own order."""
    if syntax == "json":
        return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"
    import yaml

    base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    dumper: Any = type("_Dumper", (base,), {})
    dumper.add_representer(str, _text)
    text: str = yaml.dump(
        document, Dumper=dumper, allow_unicode=True, sort_keys=False, width=88
    )
    return text.encode()


def _text(dumper: Any, text: str) -> Any:
    """Quote a text that YAML 1.1 or 1.2 may read as another value.

    Numbers, dates, indicators and all words for booleans and null get quotes; so do
    texts with line breaks, since the two versions disagree about them.
    """
    is_plain = text[:1].isalpha() or text[:1] in {"/", "$"}
    is_plain = is_plain and text.isprintable() and text.lower() not in _WORDS
    tag = "tag:yaml.org,2002:str"
    return dumper.represent_scalar(tag, text, style=None if is_plain else '"')
