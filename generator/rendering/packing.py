"""Compressed text in pieces, so that only those are compressed again that changed.

RFC 1952 lets a file consist of several compressed members: whoever unpacks it gets one
text.
"""

import gzip
import zlib
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from types import MappingProxyType
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from ..caching import Cache, NoCache, fingerprint, key_of
from ..model import Api, Definition, Drop
from .plan import Digests, Kept

_LEVEL = 3
"""A few hundred kB are not worth twice the time."""
_FEW = 48
"""How many definitions make a piece, more or less."""
_END = b'"drop":{"apis":[],"definitions":[]}}'

_ENCODER = msgspec.json.Encoder()


class Piece(NamedTuple):
    """A part of the JSON: a text, and nodes with commas between them.

    Two with one key are the same.
    """

    key: str
    text: bytes
    nodes: Sequence[Api | Definition] = ()

    def encoded(self) -> bytes:
        """The part itself."""
        return self.text + _ENCODER.encode(self.nodes)[1:-1]


def pieces(kept: Kept, digests: Digests) -> list[Piece]:
    """A generation as JSON, in pieces: a change of one node changes one piece."""
    apis, definitions = kept.drop.apis, kept.drop.definitions
    head = _ENCODER.encode(replace(kept, drop=Drop(apis=(), definitions=())))
    parts: list[Piece] = [_piece(head.removesuffix(_END) + b'"drop":{"apis":[')]
    for api in apis:
        comma = b"" if api is apis[0] else b","
        parts.append(_piece(comma, [api], digests.apis))
    parts.append(_piece(b'],"definitions":['))
    for group in _groups(definitions):
        comma = b"" if group[0] is definitions[0] else b","
        parts.append(_piece(comma, group, digests.definitions))
    return [*parts, _piece(b"]}}")]


def _piece(
    text: bytes,
    nodes: Sequence[Api | Definition] = (),
    digests: Mapping[str, str] = MappingProxyType({}),
) -> Piece:
    zlib_build = zlib.ZLIB_RUNTIME_VERSION
    inside = (digests[node.name] for node in nodes)
    return Piece(key_of("gzip", fingerprint(), zlib_build, text, *inside), text, nodes)


def packed(parts: Sequence[Piece], cache: Cache | None = None) -> bytes:
    """The compressed text of pieces, of which a cache keeps each by its key."""
    cache = cache or NoCache()
    known = cache.get([part.key for part in parts])
    fresh = {
        part.key: member(part.encoded()) for part in parts if part.key not in known
    }
    cache.put(fresh)
    members = {**known, **fresh}
    return b"".join(members[part.key] for part in parts)


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


def member(text: bytes) -> bytes:
    """Compressed text, which may stand before and behind other such text."""
    stream = BytesIO()
    with gzip.GzipFile("", "wb", _LEVEL, stream, mtime=0) as file:
        file.write(text)
    return stream.getvalue()
