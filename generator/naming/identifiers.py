"""Words of the documents -> Python identifiers.

Names are public API. Rules compute each name once, and an explicit name of the
configuration takes precedence. Two equal names in a scope are an error with both
places, and never get a silent suffix.
"""

import hashlib
import keyword
import re
import unicodedata
from collections.abc import Callable, Container, Iterable
from functools import lru_cache

from ..config import Config
from ..confusables import without_invisible
from ..diagnostics import Diagnostics
from ..model import SourceSpan
from ..portable_paths import WINDOWS_DEVICES
from ..toml_utils import TomlKey

_PLURAL_ACRONYM = re.compile(r"([A-Z]{2,})s(?![a-z])")
_BETWEEN_WORDS = re.compile(r"(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z\d])(?=[A-Z])")
_NO_WORD = re.compile(r"\W", re.ASCII)
_UNDERSCORES = re.compile("_+")
_SIMPLE = re.compile("[a-z0-9]+(?:_[a-z0-9]+)*_?")
_WORD_ENDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")
_KIND = re.compile("^(?:class|definition|module):")

_LONGEST_MODULE = 60
"""Characters of a module's name; Windows allows 260 for a whole path."""

MODEL_RESERVED = frozenset(
    {
        "copy_with",
        "extra",
        "from_dict",
        "from_json",
        "from_model",
        "to_dict",
        "to_json",
    }
)
"""Names that every model has (besides ``self`` and dunder names)."""

BUILTINS = frozenset({"bool", "dict", "float", "frozenset", "int", "list", "str"})
"""Names that annotations and defaults use."""

SHARED = "shared"
"""The package of models that serve several classes; no module or model is called so."""

MODELS_RESERVED = BUILTINS | {"ClassVar", SHARED}
"""Names that modules of models and their package use."""

MODULES_RESERVED = frozenset(
    {"dict", "getattr", "globals", "list", "object", "sorted", "str", SHARED}
)
"""Names that the package of models uses: its modules become its attributes."""

_CLIENT_ATTRIBUTES = """
    aclose authorize_url base_url close closed connect download mismatches on
    preload request send send_raw send_streamed state stats undocumented_fields
    update upload wait_until with_options with_raw_response with_streaming_response
"""
CLIENT_RESERVED = frozenset(_CLIENT_ATTRIBUTES.split())
"""Attributes of a client besides its API classes."""

ARGUMENT_RESERVED = frozenset({"body", "options"})
"""Arguments that every operation may have besides its parameters."""


def _nfkc(name: str) -> str:
    """Return an identifier as Python compares it (NFKC), without hidden characters."""
    if name.isascii():
        return name
    return unicodedata.normalize("NFKC", without_invisible(name))


def _normal(name: str) -> str:
    """Return a name as Python compares it, with ``_`` for invalid characters."""
    if name.isascii():
        return _NO_WORD.sub("_", name)
    return "".join(c if f"a{c}".isidentifier() else "_" for c in _nfkc(name))


def _finished(name: str, letter: str) -> str:
    """Return a name that begins as names may; changing the case can undo NFKC."""
    name = _nfkc(name)
    return _nfkc(f"{letter}{name}") if name and not name.isidentifier() else name


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
        """Convert ``resourceURIs`` to ``resource_uris``; empty if no word is left.

        Digits stay with the word before them (``getScimV2User`` ->
        ``get_scim_v2_user``).
        """
        if self._acronyms:
            name = self._acronyms.sub(lambda m: m[0].capitalize(), name)
        name = _PLURAL_ACRONYM.sub(lambda m: m[0].capitalize(), name)
        name = _BETWEEN_WORDS.sub("_", name)
        name = _UNDERSCORES.sub("_", _normal(name)).strip("_").lower()
        return _finished(name, "n")


def pascal(name: str) -> str:
    """Return a class name: the word as the documents have it where that is one."""
    name = _nfkc(name)
    if not name.isidentifier() or name.startswith("_"):
        parts = _UNDERSCORES.split(_normal(name))
        name = "".join(part[:1].upper() + part[1:] for part in parts)
    return _finished(name[:1].upper() + name[1:], "N")


def camel(name: str) -> str | None:
    """Return the wire name of a field by msgspec's rule.

    Return None for letters and underscores that implementations treat differently.
    """
    if not _SIMPLE.fullmatch(name):
        return None
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def argument_name(wire_name: str) -> str:
    """Return the Python name of a parameter by the runtime's rule."""
    return _WORD_ENDS.sub("_", wire_name).lower()


def avoid_reserved(name: str, reserved: Container[str] = ()) -> str:
    """Return the name, with a trailing underscore if it is taken."""
    while keyword.iskeyword(name) or name == "self" or name in reserved:
        name = f"{name}_"
    return name


def module_name(name: str, reserved: Iterable[str] = ()) -> str:
    """Return a module name that is short, no keyword and no Windows device."""
    if len(name) > _LONGEST_MODULE:
        digest = hashlib.sha256(name.encode()).hexdigest()[:8]
        name = _nfkc(f"{name[: _LONGEST_MODULE - 9].rstrip('_')}_{digest}")
    return avoid_reserved(name, {*WINDOWS_DEVICES, *reserved})


def file_key(name: str) -> str:
    """Return the same for names that meet in a file system that ignores case."""
    return _nfkc(name.casefold())


def _loose_key(key: str) -> str:
    """Return a key of ``[names]`` without its prefix and its case."""
    return _KIND.sub("", key).casefold()


def _is_public(name: str) -> bool:
    """Return True if a name is a public, normalized Python identifier."""
    return name.isidentifier() and not name.startswith("_") and name == _nfkc(name)


class Namer:
    """Names within scopes, with diagnostics for invalid and colliding ones."""

    def __init__(self, config: Config, diagnostics: Diagnostics) -> None:
        self._explicit = config.names
        self._diagnostics = diagnostics
        self._places = config.names_at
        self._keys: set[str] = set()
        """Keys that an explicit name can have."""
        self.words = Words(config.naming.acronyms)

    def scope(
        self, reserved: Iterable[str] = (), key: Callable[[str], str] = str
    ) -> "Scope":
        """Return a new, empty scope; names with the same ``key`` meet in it."""
        return Scope(self, frozenset(reserved), key)

    def choose(
        self,
        key: str,
        proposal: str,
        wire_name: str,
        span: SourceSpan,
        is_free: Callable[[str], bool],
    ) -> str:
        """Return the explicit name of a place, else the proposal.

        Explicit names follow the rules of generated ones: not reserved by Python or the
        client, not private, and normalized.
        """
        if self._explicit:
            self._keys.add(key)
        explicit = self._explicit.get(key)
        if explicit is not None:
            if _is_public(explicit) and is_free(explicit):
                return explicit
            self._diagnostics.add("N004", span, key=key, python_name=explicit)
        elif not proposal.isidentifier():
            self._diagnostics.add("N001", span, name=wire_name, key=TomlKey(key))
        return proposal

    def report_collision(
        self,
        key: str,
        name: str,
        wire_name: str,
        span: SourceSpan,
        other: tuple[str, SourceSpan],
    ) -> None:
        """Report two names that became one."""
        other_wire, at = other
        self._diagnostics.add(
            "N002",
            span,
            key=TomlKey(key),
            name=wire_name,
            python_name=name,
            other=other_wire,
            where=at,
        )

    def report_unused(self) -> None:
        """Report the explicit names that match nothing in the documents."""
        unused = sorted(set(self._explicit) - self._keys)
        if not unused:
            return
        keys = sorted(self._keys)
        alike = {key.casefold(): key for key in keys}
        for key in keys:
            alike.setdefault(_loose_key(key), key)
        for key in unused:
            place = self._places.get(key, SourceSpan("client.toml", 0))
            near = alike.get(key.casefold()) or alike.get(_loose_key(key))
            self._diagnostics.add("N003", place, suggestion=near, key=key)


class Scope:
    """One namespace of the client: each name once."""

    def __init__(
        self, namer: Namer, reserved: frozenset[str], key: Callable[[str], str]
    ) -> None:
        self._namer = namer
        self._reserved = reserved
        self._key = key
        self._taken: dict[str, tuple[str, SourceSpan]] = {}

    def snake(self, wire_name: str, key: str, span: SourceSpan) -> str:
        """Return the name of an operation, an argument, a field or a module."""
        return self.take(
            avoid_reserved(self._namer.words.snake(wire_name), self._reserved),
            wire_name,
            key,
            span,
        )

    def pascal(self, wire_name: str, key: str, span: SourceSpan) -> str:
        """Return the name of a class."""
        return self.take(
            avoid_reserved(pascal(wire_name), self._reserved), wire_name, key, span
        )

    def take(self, proposal: str, wire_name: str, key: str, span: SourceSpan) -> str:
        """Return the proposed name, unless an explicit one replaces it."""
        name = self._namer.choose(key, proposal, wire_name, span, self._is_free)
        compared = self._key(name)
        if compared in self._taken:
            self._namer.report_collision(
                key, name, wire_name, span, self._taken[compared]
            )
        else:
            self._taken[compared] = (wire_name, span)
        return name

    def _is_free(self, name: str) -> bool:
        """Return True if neither Python nor the client has taken a name."""
        return all(
            avoid_reserved(spelling, self._reserved) == spelling
            for spelling in (name, self._key(name))
        )
