"""The documents with their configuration and overlays."""

from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from .caching import Cache
from .config import Config, load_config, load_overlays, load_spec_config
from .diagnostics import Diagnostics
from .model import ApiSpec, Coverage
from .parsing import parse_documents


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


def read_documents(
    specs: Path,
    config: Config,
    diagnostics: Diagnostics,
    coverage: Coverage | None = None,
    cache: Cache | None = None,
    digests: Mapping[str, bytes] | None = None,
) -> ApiSpec:
    """Parse the pages in a directory, and apply their overlays.

    Use the result only if no error was added.
    """
    spec = parse_documents(specs, config, diagnostics, coverage, cache, digests)
    if config.has_corrections and not diagnostics.has_errors:
        from .overlays import apply_overlays

        spec = apply_overlays(spec, config, diagnostics)
    return spec
