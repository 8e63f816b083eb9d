"""``model.json.gz``: a generation, as it lies beside the package for the next one.

`mdclient diff` compares with it, and aliases come from it. It is no part of wheel and
source distribution. The same generation gives the same bytes: there is no date in it,
and nothing about the machine.
"""

import gzip
import json
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from typing import Literal

import msgspec

from ..assets import KEPT_FILE as KEPT_FILE
from ..caching import Cache, NoCache, fingerprint, key_of
from .packing import member, packed, pieces
from .plan import Digests, Kept, digest_of, digests_of
from .shape import Shape, shape_of

KEPT_FORMAT = 1
"""Raised when the model of an older generator can no longer be understood."""


class Documented(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A class or definition, its page, and where it is in the client."""

    kind: Literal["class", "definition"]
    name: str
    file: str
    python_name: str


class _Known(msgspec.Struct, frozen=True):
    """What is known of a file by its bytes alone, if it was understood before.

    ``operations`` is of its shape, ``methods`` a digest of what is called there, with
    aliases, ``text`` one of everything. ``ours`` says that this very generator would
    make it. ``documented`` is every class and definition.
    """

    operations: str
    methods: str
    text: str
    ours: bool
    documented: tuple[Documented, ...]


class Previous:
    """The last generation: the bytes in which it was kept, and what they mean.

    A file that was understood before is decoded only if somebody asks for ``kept``.
    """

    def __init__(self, data: bytes, cache: Cache | None = None) -> None:
        """Read a generation, which anybody may have written.

        Raises:
            ValueError: It is none, or one of another format.
        """
        self.data = data
        key = _key(data)
        cache = cache or NoCache()
        found = cache.get([key])
        if key in found:
            self.known = msgspec.msgpack.decode(found[key], type=_Known)
        else:
            drop, config = self.kept.drop, self.kept.config
            self.known = _known(
                self.kept, shape_of(drop, config), digests_of(drop), ours=False
            )
            _remember(key, self.known, cache)

    @cached_property
    def kept(self) -> Kept:
        """The generation itself."""
        return _decoded(self.data)


class _Head(msgspec.Struct):
    format: int


def encode_kept(
    kept: Kept,
    previous: Previous | None = None,
    shape: Shape | None = None,
    digests: Digests | None = None,
    cache: Cache | None = None,
) -> bytes:
    """The bytes of a generation; a cache will know them by ``shape`` and ``digests``.

    Builds of zlib differ in how they compress: where ``previous`` says the same, it
    stays, and the output is as up to date on one machine as on another.
    """
    digests = digests or digests_of(kept.drop)
    shape = shape or shape_of(kept.drop, kept.config)
    known = _known(kept, shape, digests, ours=True)
    if previous is not None and previous.known.text == known.text:
        data = previous.data
    else:
        data = _encoded(kept, digests, cache)
    if cache is not None:
        _remember(_key(data), known, cache)
    return data


def _remember(key: str, known: _Known, cache: Cache) -> None:
    with suppress(UnicodeEncodeError):  # Half a character, which no page can hold.
        cache.put({key: msgspec.msgpack.encode(known)})


def _known(kept: Kept, shape: Shape, digests: Digests, *, ours: bool) -> _Known:
    nodes = (*digests.apis.values(), *digests.definitions.values())
    return _Known(
        operations=shape.operations,
        methods=digest_of(kept.names.apis, kept.aliases),
        text=key_of(digest_of(kept.config, kept.names, kept.aliases), *nodes),
        ours=ours,
        documented=tuple(_documented(kept)),
    )


def _documented(kept: Kept) -> Iterator[Documented]:
    package, names = kept.config.package.name, kept.names
    for api in kept.drop.apis:
        python = f"{package}.api.{names.apis[api.name].module}"
        yield Documented("class", api.name, api.file, python)
    for each in kept.drop.definitions:
        python = f"{package}.models.{names.definitions[each.name].class_name}"
        yield Documented("definition", each.name, each.file, python)


def _encoded(kept: Kept, digests: Digests, cache: Cache | None) -> bytes:
    """The generation; halves of characters, which no text has, become marks."""
    try:
        return packed(pieces(kept, digests), cache)
    except UnicodeEncodeError:
        plain = json.dumps(msgspec.to_builtins(kept), ensure_ascii=False)
        return member(plain.encode(errors="replace"))


def _key(data: bytes) -> str:
    return key_of("kept", fingerprint(), data)


def decode_kept(data: bytes, cache: Cache | None = None) -> Previous:
    """Read a generation, which anybody may have written.

    Raises:
        ValueError: It is none, or one of another format.
    """
    return Previous(data, cache)


def _decoded(data: bytes) -> Kept:
    text = _unpacked(data)
    if text is None:
        raise ValueError("it is not compressed by gzip, or damaged")
    try:
        kept = msgspec.json.decode(text, type=Kept)
    except ValueError:
        _check_format(msgspec.json.decode(text, type=_Head).format)
        raise
    _check_format(kept.format)
    _check_names(kept)
    return kept


def _check_format(found: int) -> None:
    if found != KEPT_FORMAT:
        raise ValueError(f"its format is {found}, and {KEPT_FORMAT} is known here")


def _check_names(kept: Kept) -> None:
    """Names stand in the order of what they name, so that there have to be as many."""
    for api in kept.drop.apis:
        names = kept.names.apis.get(api.name)
        if names is None or len(names.operations) != len(api.operations):
            raise ValueError(f"it does not name all operations of {api.name!r}")
    for definition in kept.drop.definitions:
        own = kept.names.definitions.get(definition.name)
        if own is None or len(own.fields) != len(definition.properties):
            raise ValueError(f"it does not name all of {definition.name!r}")


def _unpacked(data: bytes) -> bytes | None:
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return None
