"""Sources of a spec, and the parsing that every command begins with."""

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import MappingProxyType

import msgspec
from msgspec.structs import replace

from ..allowances import check_allowances
from ..caching import Cache
from ..config import Config
from ..diagnostics import Diagnostic, Diagnostics
from ..model import ApiSpec, Coverage

Progress = Callable[[str], AbstractContextManager[object]]
"""Shows what is being done while its context lasts."""

_CONFIG = "client.toml"
_OF_THE_DROP = ("C005", "C006", "C1", "C2", "D", "N")
"""Codes whose places are relative to the directory of the pages."""


class SpecSource(msgspec.Struct, frozen=True, kw_only=True):
    """The place of the documents, and the inputs of their client.

    Without ``config`` the documents' own configuration counts. ``templates`` is a
    directory of custom templates. ``version`` is the version of the package, if it
    differs from that of the configuration.
    """

    specs: Path
    config: Path | None = None
    templates: Path | None = None
    version: str | None = None
    jobs: int = 1
    also: tuple[Path, ...] = ()
    """Second documents besides those of the configuration."""

    @property
    def second_directories(self) -> list[Path]:
        """The directories of all second documents."""
        from ..config import CONFIG, also_paths

        return [*also_paths(self.config or self.specs / CONFIG), *self.also]


def read(
    source: SpecSource,
    diagnostics: Diagnostics,
    progress: Progress,
    cache: Cache | None = None,
    digests: Mapping[Path, Mapping[str, bytes]] = MappingProxyType({}),
) -> tuple[ApiSpec, Config, Coverage]:
    """Read the configuration and the pages, and report the problems of both."""
    with progress("Reading the documents"):
        from ..loading import configuration, read_documents, second_documents

        # On a list of its own, since an error that is known already stops reading.
        about_config = Diagnostics()
        config = configuration(source.specs, source.config, about_config)
        if source.version is not None:
            package = replace(config.package, version=source.version)
            config = replace(config, package=package)
        check_allowances(config.allow, about_config)
        coverage = Coverage()
        also = second_documents(
            source.specs, source.config, config.documents, source.also, digests
        )
        spec = read_documents(
            source.specs,
            config,
            diagnostics,
            coverage,
            cache,
            digests.get(source.specs),
            also,
        )
        diagnostics.extend(about_config.items)
        return spec, config, coverage


def with_user_paths(diagnostics: Diagnostics, source: SpecSource) -> Diagnostics:
    """Return the diagnostics with places relative to the working directory.

    Stages use paths inside the documents, but editors and annotations of a pull request
    need paths that they can open.
    """
    found = Diagnostics()
    found.extend(_located(item, source) for item in diagnostics.items)
    return found


def _located(item: Diagnostic, source: SpecSource) -> Diagnostic:
    file, root = item.span.file, source.specs
    if not item.code.startswith(_OF_THE_DROP) or file == root.as_posix():
        return item
    path = root / file
    if file.startswith("../"):
        path = Path(os.path.normpath(path))
    if file == _CONFIG and source.config is not None:
        path = source.config
    return replace(item, span=replace(item.span, file=path.as_posix()))


def is_stopped(diagnostics: Diagnostics, *, strict: bool) -> bool:
    """Return True if the diagnostics end the run."""
    return diagnostics.has_errors or (strict and diagnostics.count("warning") > 0)
