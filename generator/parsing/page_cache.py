"""Cache of parsed pages.

The content of a page depends on its bytes, its name, and on the existence of the pages
that it links to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from ..caching import Cache, content_digest, fingerprint, key_of
from ..config import Documents
from ..diagnostics import Diagnostic, Diagnostics
from ..model import Coverage
from .page_files import PageFile, read_bytes
from .page_lookup import LookupLog, PageLookup

PageT = TypeVar("PageT")
PageT_co = TypeVar("PageT_co", covariant=True)


class PageParser(Protocol[PageT_co]):
    """Parser of one page of a dialect.

    It reports an invalid page and returns None. ``lookup`` has the file names of all
    pages, to which this one may link. The coverage counts the page.
    """

    def __call__(
        self,
        file: PageFile,
        data: bytes,
        lookup: PageLookup,
        limits: Documents,
        diagnostics: Diagnostics,
        coverage: Coverage,
    ) -> PageT_co | None:
        """Parse the bytes of a page."""
        ...


class _Entry(msgspec.Struct, Generic[PageT], array_like=True):
    """A cached result of parsing a page."""

    page: PageT | None
    diagnostics: tuple[Diagnostic, ...]
    coverage: Coverage
    log: LookupLog


_ENCODER = msgspec.msgpack.Encoder()


@dataclass(frozen=True, slots=True)
class PageReader:
    """Reads the pages of one directory, known ones from the cache.

    ``digests`` are hashes of pages by path, as far as they are known. A page with a
    known hash is not even opened.
    """

    limits: Documents
    coverage: Coverage
    cache: Cache
    digests: Mapping[str, bytes]

    def read(
        self,
        files: Sequence[PageFile],
        parse: PageParser[PageT],
        kind: Any,
        suffixes: Sequence[str],
        diagnostics: Diagnostics,
    ) -> list[PageT | None]:
        """Return the pages of a dialect; None for each that has no content.

        ``kind`` is the type of its pages. ``suffixes`` end their file names.
        """
        lookup = PageLookup((file.name for file in files), suffixes)
        common = key_of("page", fingerprint(), _ENCODER.encode(self.limits))
        keys = {
            file.file: key_of(common, file.file, self.digests[file.file])
            for file in files
            if file.file in self.digests
        }
        decoder = msgspec.msgpack.Decoder(_Entry[kind])
        known: dict[str, _Entry[PageT]] = {
            key: entry
            for key, entry in self.cache.load(keys.values(), decoder.decode).items()
            if entry.log.is_valid_for(lookup.pages)
        }
        fresh: dict[str, bytes] = {}
        pages: list[PageT | None] = []
        for file in files:
            key = keys.get(file.file, "")
            if key in known:
                entry = known[key]
            else:
                data = read_bytes(file, self.limits, diagnostics)
                if data is None:
                    pages.append(None)
                    continue
                key = key_of(common, file.file, content_digest(data))
                found, part, lookup.log = Diagnostics(), Coverage(), LookupLog()
                page = parse(file, data, lookup, self.limits, found, part)
                entry = _Entry[PageT](page, found.items, part, lookup.log)
                # Only the first lookups get suggestions: such a page is parsed in each
                # run, in the order of the pages.
                if not lookup.log.suggested:
                    fresh[key] = _ENCODER.encode(entry)
            pages.append(entry.page)
            diagnostics.extend(entry.diagnostics)
            self.coverage.add(entry.coverage)
        self.cache.put(fresh)
        return pages
