"""The documents with their configuration and overlays."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from posixpath import basename
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from .caching import Cache, NoCache
from .config import (
    AlsoDocuments,
    Config,
    Dialect,
    Documents,
    load_config,
    load_overlays,
    load_spec_config,
)
from .diagnostics import Diagnostic, Diagnostics, SourceSpan
from .model import ApiSpec, Coverage
from .parsing import PageReader, parse_documents, parse_pages, with_paging
from .safe_posts import check_safe_posts
from .selection import select_part

if TYPE_CHECKING:
    from .merging import Merge


def configuration(specs: Path, config: Path | None, diagnostics: Diagnostics) -> Config:
    """Return the named configuration, else the documents' own, else the defaults.

    The overlays beside the documents always apply, since they are about these.
    """
    if config is not None:
        found = load_config(config, diagnostics)
    else:
        found = load_spec_config(specs, diagnostics)
    beside = load_overlays(specs, diagnostics)
    return replace(found, overlay=(*found.overlay, *beside)) if beside else found


class SecondDocuments(msgspec.Struct, frozen=True, kw_only=True):
    """A directory of other documents of the same API.

    ``name`` is its path relative to the first documents.
    """

    path: Path
    name: str
    dialect: Dialect | None = None
    takes_operations: bool = False
    digests: Mapping[str, bytes] = {}
    """Hashes of its pages by path."""

    @property
    def label(self) -> str:
        """The name in the model, without directories above the first documents."""
        return self.name if ".." not in self.name.split("/") else basename(self.name)


def second_documents(
    specs: Path,
    config: Path | None,
    documents: Documents,
    given: Iterable[Path] = (),
    digests: Mapping[Path, Mapping[str, bytes]] = MappingProxyType({}),
) -> tuple[SecondDocuments, ...]:
    """Return the second documents of a configuration, then those of the command line.

    Paths of the configuration are relative to its directory.
    """
    base = specs if config is None else config.parent
    found = [(base / each.path, each) for each in documents.also]
    found += [(path, AlsoDocuments(path=str(path))) for path in given]
    return tuple(
        SecondDocuments(
            path=path,
            name=os.path.relpath(path, specs).replace(os.sep, "/"),
            dialect=each.dialect,
            takes_operations=each.operations == "confirmed",
            digests=digests.get(path, {}),
        )
        for path, each in found
    )


def read_documents(
    specs: Path,
    config: Config,
    diagnostics: Diagnostics,
    coverage: Coverage | None = None,
    cache: Cache | None = None,
    digests: Mapping[str, bytes] | None = None,
    also: Iterable[SecondDocuments] = (),
) -> ApiSpec:
    """Parse the pages in a directory, add second documents, and apply overlays.

    Use the result only if no error was added.
    """
    coverage = coverage or Coverage()
    spec = parse_documents(specs, config, diagnostics, coverage, cache, digests)
    merges: list[tuple[Merge, SourceSpan]] = []
    for each in also:
        reader = PageReader(
            config.documents, coverage, cache or NoCache(), each.digests
        )
        merge = _merge(spec, each, config, reader, diagnostics)
        if merge is not None:
            merges.append((merge, SourceSpan(each.name, 0)))
            spec = merge.spec
    if config.has_corrections and not diagnostics.has_errors:
        from .overlays import apply_overlays

        spec = apply_overlays(spec, config, diagnostics)
    for merge, place in merges:
        from .merging import report_differences

        report_differences(merge, spec, place, diagnostics)
    if not diagnostics.has_errors:
        check_safe_posts(spec, config, diagnostics)
    return select_part(spec, config, diagnostics)


def read_uncorrected(
    specs: Path,
    config: Config,
    diagnostics: Diagnostics,
    also: Iterable[SecondDocuments],
) -> ApiSpec:
    """Parse the pages in a directory and add second documents, without overlays."""
    spec = parse_documents(specs, config, diagnostics)
    for each in also:
        reader = PageReader(config.documents, Coverage(), NoCache(), {})
        merge = _merge(spec, each, config, reader, diagnostics)
        spec = merge.spec if merge else spec
    return spec


def _merge(
    spec: ApiSpec,
    documents: SecondDocuments,
    config: Config,
    reader: PageReader,
    diagnostics: Diagnostics,
) -> "Merge | None":
    """Add second documents to a spec; None after an error."""
    second = _read_second(documents, config, reader, diagnostics)
    if diagnostics.has_errors:
        return None
    from .merging import SecondSpec, merge_specs

    labelled = SecondSpec(second, documents.label, documents.takes_operations)
    merge = merge_specs(spec, labelled, config.naming.acronyms)
    if merge.taken:
        merge.spec = with_paging(merge.spec, config.paging)
    return merge


def _read_second(
    documents: SecondDocuments,
    config: Config,
    reader: PageReader,
    diagnostics: Diagnostics,
) -> ApiSpec:
    """Parse second documents; places of diagnostics are relative to the first."""
    found = Diagnostics()
    spec = parse_pages(
        documents.path, config.documents, documents.dialect, reader, found
    )

    def moved(item: Diagnostic) -> Diagnostic:
        whole = item.span.file == documents.path.as_posix()
        file = documents.name if whole else f"{documents.name}/{item.span.file}"
        return replace(item, span=replace(item.span, file=file))

    diagnostics.extend(map(moved, found.items))
    return spec
