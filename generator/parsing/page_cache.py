"""Cache of parsed pages.

The content of a page depends on its bytes, its name, and on the existence of the pages
that it links to.
"""

from collections.abc import Mapping, Sequence

import msgspec

from ..caching import Cache, content_digest, fingerprint, key_of
from ..config import Documents
from ..diagnostics import Diagnostic, Diagnostics
from ..model import Coverage
from .page_files import PageFile, read_bytes
from .platform.class_page import ClassPage
from .platform.definition_page import DefinitionPage
from .platform.index_page import Index
from .platform.page import Page, parse_page
from .platform.page_lookup import LookupLog, PageLookup


class _Entry(msgspec.Struct, array_like=True):
    """A cached result of parsing a page."""

    page: Index | ClassPage | DefinitionPage | None
    diagnostics: tuple[Diagnostic, ...]
    coverage: Coverage
    log: LookupLog


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Entry)


def parse_pages(
    files: Sequence[PageFile],
    limits: Documents,
    diagnostics: Diagnostics,
    coverage: Coverage,
    cache: Cache,
    digests: Mapping[str, bytes],
) -> list[Page | None]:
    """Read pages, known ones from the cache; None for each that has no content.

    ``digests`` are hashes of pages by path, as far as they are known. A page with a
    known hash is not even opened.
    """
    lookup = PageLookup(file.name for file in files)
    common = key_of("page", fingerprint(), _ENCODER.encode(limits))
    keys = {
        file.file: key_of(common, file.file, digests[file.file])
        for file in files
        if file.file in digests
    }
    known = {
        key: entry
        for key, entry in cache.load(keys.values(), _DECODER.decode).items()
        if entry.log.is_valid_for(lookup.pages)
    }
    fresh: dict[str, bytes] = {}
    pages: list[Page | None] = []
    for file in files:
        key = keys.get(file.file, "")
        if key in known:
            entry = known[key]
        else:
            data = read_bytes(file, limits, diagnostics)
            if data is None:
                pages.append(None)
                continue
            key = key_of(common, file.file, content_digest(data))
            found, part, lookup.log = Diagnostics(), Coverage(), LookupLog()
            page = parse_page(file, data, lookup, limits, found, part)
            entry = _Entry(page, found.items, part, lookup.log)
            # Only the first lookups get suggestions: such a page is parsed in each run,
            # in the order of the pages.
            if not lookup.log.suggested:
                fresh[key] = _ENCODER.encode(entry)
        pages.append(entry.page)
        diagnostics.extend(entry.diagnostics)
        coverage.add(entry.coverage)
    cache.put(fresh)
    return pages
