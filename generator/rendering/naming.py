"""Words of the documents -> Python identifiers.

Names are public API: each is computed once, by rule, and an explicit name from the
configuration wins. Two names of one scope that meet are an error that cites both
places, never a silent suffix.
"""

import hashlib
import keyword
import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property, lru_cache

from ..config import Config
from ..diagnostics import Diagnostics
from ..model import SourceSpan

_PLURAL_ACRONYM = re.compile(r"([A-Z]{2,})s(?![a-z])")
_ACRONYM_THEN_WORD = re.compile(r"([A-Z]+)([A-Z][a-z])")
_LOWER_THEN_UPPER = re.compile(r"([a-z\d])([A-Z])")
_WORD_ENDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")
_NO_WORD = re.compile(r"[\W_]+")

WINDOWS_DEVICES = frozenset(
    ["con", "prn", "aux", "nul"]
    + [f"{d}{n}" for d in ("com", "lpt") for n in range(10)]
)
"""File names that Windows keeps for devices, whatever their ending."""

_LONGEST_MODULE = 60
"""Characters of a module's name; Windows allows 260 for a whole path."""

MODEL_RESERVED = frozenset(
    {"copy_with", "from_dict", "from_json", "to_dict", "to_json"}
)
"""What every model has already (besides ``self`` and names with double underscores)."""

MODELS_RESERVED = frozenset({"ClassVar"})
"""What modules of models import under its own name."""

CLIENT_RESERVED = frozenset(
    {
        "aclose",
        "base_url",
        "close",
        "closed",
        "connect",
        "download",
        "mismatches",
        "on",
        "preload",
        "request",
        "send",
        "send_raw",
        "send_streamed",
        "state",
        "stats",
        "upload",
        "with_options",
        "with_raw_response",
        "with_streaming_response",
    }
)
"""What a client has besides its API classes."""

ARGUMENT_RESERVED = frozenset({"body", "options"})
"""Arguments that every operation may have besides its parameters."""


def _normal(name: str) -> str:
    """As Python compares identifiers (NFKC), without what they cannot hold."""
    if name.isascii():
        return name
    name = unicodedata.normalize("NFKC", name)
    return "".join(c if f"a{c}".isidentifier() else "_" for c in name)


def _led_by_letter(name: str, letter: str) -> str:
    return f"{letter}{name}" if name and not name.isidentifier() else name


class Words:
    """Splits names into words, with the acronyms of one platform."""

    def __init__(self, acronyms: Iterable[str] = ()) -> None:
        longest_first = sorted(acronyms, key=lambda a: (-len(a), a))
        alternatives = "|".join(map(re.escape, longest_first))
        self._acronyms = (
            re.compile(f"(?<![A-Z])(?:{alternatives})(?![a-z])")
            if alternatives
            else None
        )
        self.snake = lru_cache(maxsize=None)(self._snake)

    def _snake(self, name: str) -> str:
        """``resourceURIs`` -> ``resource_uris``; empty where no word is left.

        Digits stay with the word before them (``getScimV2User`` ->
        ``get_scim_v2_user``).
        """
        if self._acronyms:
            name = self._acronyms.sub(lambda m: m[0].capitalize(), name)
        name = _PLURAL_ACRONYM.sub(lambda m: m[0].capitalize(), name)
        name = _ACRONYM_THEN_WORD.sub(r"\1_\2", name)
        name = _LOWER_THEN_UPPER.sub(r"\1_\2", name)
        name = _NO_WORD.sub("_", _normal(name)).strip("_").lower()
        return _led_by_letter(name, "n")


def pascal(name: str) -> str:
    """A class name: the word as the documents have it where that is one."""
    name = _normal(name)
    if not name.isidentifier() or name.startswith("_"):
        name = "".join(part[:1].upper() + part[1:] for part in _NO_WORD.split(name))
    return _led_by_letter(name[:1].upper() + name[1:], "N")


def camel(name: str) -> str:
    """The wire name of a field without an explicit one, by msgspec's rule."""
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def argument_name(wire: str) -> str:
    """The Python name of a parameter without an explicit one, by the runtime's rule."""
    return _WORD_ENDS.sub("_", wire).lower()


def unreserved(name: str, reserved: Iterable[str] = ()) -> str:
    """The name, with a trailing underscore where Python or its scope has taken it."""
    if keyword.iskeyword(name) or name == "self" or name in reserved:
        return f"{name}_"
    return name


def module_name(name: str, reserved: Iterable[str] = ()) -> str:
    """A module's file name without ending: no keyword, no Windows device, not long."""
    if len(name) > _LONGEST_MODULE:
        digest = hashlib.sha256(name.encode()).hexdigest()[:8]
        name = f"{name[: _LONGEST_MODULE - 9].rstrip('_')}_{digest}"
    return unreserved(name, {*WINDOWS_DEVICES, *reserved})


class Namer:
    """Gives names within scopes, and diagnoses what cannot be named or meets."""

    def __init__(self, config: Config, diagnostics: Diagnostics) -> None:
        self._explicit = config.naming.names
        self._diagnostics = diagnostics
        self._used: set[str] = set()
        self.words = Words(config.naming.acronyms)

    def scope(self, reserved: Iterable[str] = ()) -> "Scope":
        """A new, empty scope."""
        return Scope(self, frozenset(reserved))

    def choose(
        self,
        key: str,
        proposal: str,
        wire: str,
        span: SourceSpan,
        reserved: frozenset[str],
    ) -> str:
        """The explicit name of a place, else the proposal; told if it is no name.

        Explicit names keep to the same rules as made ones: nothing that Python or the
        client has taken, and nothing private.
        """
        explicit = self._explicit.get(key)
        if explicit is not None:
            self._used.add(key)
            if not explicit.startswith("_") and explicit == unreserved(
                explicit, reserved
            ):
                proposal = explicit
            else:
                self._diagnostics.add("N004", span, key=key, python_name=explicit)
        if not proposal.isidentifier() or keyword.iskeyword(proposal):
            self._diagnostics.add("N001", span, name=wire, key=key)
        return proposal

    def collide(
        self,
        key: str,
        name: str,
        wire: str,
        span: SourceSpan,
        other: tuple[str, SourceSpan],
    ) -> None:
        """Report two names that became one."""
        other_wire, at = other
        self._diagnostics.add(
            "N002",
            span,
            key=key,
            name=wire,
            python_name=name,
            other=other_wire,
            where=f"{at.file}:{at.line}",
        )

    def unused(self) -> list[str]:
        """The explicit names that no place of the documents asked for."""
        return sorted(set(self._explicit) - self._used)


class Scope:
    """One namespace of the client: each name once."""

    def __init__(self, namer: Namer, reserved: frozenset[str]) -> None:
        self._namer = namer
        self._reserved = reserved
        self._taken: dict[str, tuple[str, SourceSpan]] = {}

    def snake(self, wire: str, key: str, span: SourceSpan) -> str:
        """The name of an operation, an argument, a field or a module."""
        return self.take(
            unreserved(self._namer.words.snake(wire), self._reserved), wire, key, span
        )

    def pascal(self, wire: str, key: str, span: SourceSpan) -> str:
        """The name of a class."""
        return self.take(unreserved(pascal(wire), self._reserved), wire, key, span)

    def take(self, proposal: str, wire: str, key: str, span: SourceSpan) -> str:
        """The proposed name, if no explicit one takes its place."""
        name = self._namer.choose(key, proposal, wire, span, self._reserved)
        if name in self._taken:
            self._namer.collide(key, name, wire, span, self._taken[name])
        else:
            self._taken[name] = (wire, span)
        return name

    @cached_property
    def names(self) -> frozenset[str]:
        """All names given; ask when the scope is complete."""
        return frozenset(self._taken)
