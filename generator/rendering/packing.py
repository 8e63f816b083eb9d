"""Compressed text in pieces, so that only those are compressed again that changed.

RFC 1952 lets a file consist of several compressed members: whoever unpacks it gets one
text.
"""

import gzip
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import chain

import msgspec
from msgspec.structs import replace

from ..caching import Cache, NoCache, fingerprint, key_of
from ..model import Definition, Drop
from .plan import Kept

_LEVEL = 3
"""A few hundred kB are not worth twice the time."""
_FEW = 48
"""How many definitions make a piece, more or less."""
_END = b'"drop":{"apis":[],"definitions":[]}}'

_ENCODER = msgspec.json.Encoder()


def pieces(kept: Kept) -> list[bytes]:
    """A generation as JSON, in pieces: a change of one node changes one piece."""
    drop = kept.drop
    whole = _ENCODER.encode(replace(kept, drop=Drop(apis=(), definitions=())))
    apis = [_ENCODER.encode(api) for api in drop.apis]
    groups = [_ENCODER.encode(group)[1:-1] for group in _groups(drop.definitions)]
    return [
        whole.removesuffix(_END) + b'"drop":{"apis":[',
        *_listed(apis),
        b'],"definitions":[',
        *_listed(groups),
        b"]}}",
    ]


def keys_of(texts: Sequence[bytes]) -> list[str]:
    """The keys of compressed pieces."""
    common = key_of("gzip", fingerprint(), zlib.ZLIB_RUNTIME_VERSION)
    return [key_of(common, text) for text in texts]


def packed(
    texts: Sequence[bytes], keys: Sequence[str], cache: Cache | None = None
) -> bytes:
    """The compressed text of pieces, of which a cache keeps each by its key."""
    cache = cache or NoCache()
    known = cache.get(keys)
    fresh = {
        key: _member(text)
        for key, text in zip(keys, texts, strict=True)
        if key not in known
    }
    cache.put(fresh)
    return b"".join(fresh[key] if key in fresh else known[key] for key in keys)


def _groups(definitions: Sequence[Definition]) -> Iterator[list[Definition]]:
    """Neighbours; where a group ends depends on one name alone.

    So a definition that comes or goes moves the ends of no other group.
    """
    group: list[Definition] = []
    for definition in definitions:
        group.append(definition)
        if zlib.crc32(definition.name.encode(errors="replace")) % _FEW == 0:
            yield group
            group = []
    if group:
        yield group


def _listed(parts: Sequence[bytes]) -> Iterator[bytes]:
    """The parts with commas between them."""
    return chain(parts[:1], (b"," + part for part in parts[1:]))


def _member(text: bytes) -> bytes:
    stream = BytesIO()
    with gzip.GzipFile("", "wb", _LEVEL, stream, mtime=0) as file:
        file.write(text)
    return stream.getvalue()
