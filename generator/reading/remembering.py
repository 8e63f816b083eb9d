"""Pages that were read before.

What a page says depends on its bytes, its name and the names of the others alone.
"""

from collections.abc import Sequence

import msgspec

from ..caching import Cache, fingerprint, key_of
from ..config import Documents
from ..diagnostics import Diagnostic, Diagnostics
from .account import Account
from .classes import ClassPage
from .definitions import DefinitionPage
from .files import PageFile, read_bytes
from .index import Index
from .nearest import Nearest
from .page import Page, read_page


class _Entry(msgspec.Struct, array_like=True):
    """What reading a page brought about."""

    page: Index | ClassPage | DefinitionPage | None
    said: tuple[Diagnostic, ...]
    account: Account


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Entry)


def read_pages(
    files: Sequence[PageFile],
    limits: Documents,
    diagnostics: Diagnostics,
    account: Account,
    cache: Cache,
) -> list[Page | None]:
    """Read pages, those that are known from the cache; None for each without use."""
    names = Nearest(file.name for file in files)
    common = key_of(
        "page",
        fingerprint(),
        _ENCODER.encode(limits),
        *sorted(file.name for file in files),
    )
    contents = [read_bytes(file, limits, diagnostics) for file in files]
    keys = [
        "" if data is None else key_of(common, file.file, file.kind, data)
        for file, data in zip(files, contents, strict=True)
    ]
    known = cache.get(keys)
    fresh: dict[str, bytes] = {}
    pages: list[Page | None] = []
    for file, data, key in zip(files, contents, keys, strict=True):
        if data is None:
            pages.append(None)
            continue
        if key in known:
            entry = _DECODER.decode(known[key])
        else:
            said, part = Diagnostics(), Account()
            page = read_page(file, data, names, limits, said, part)
            entry = _Entry(page, said.items, part)
            fresh[key] = _ENCODER.encode(entry)
        pages.append(entry.page)
        diagnostics.extend(entry.said)
        account.add(entry.account)
    cache.put(fresh)
    return pages
