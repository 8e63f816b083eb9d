"""The documents of a drop with all that belongs to them: configuration and overlays."""

from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from .caching import Cache
from .config import Config, load_config, load_overlays, load_own_config
from .diagnostics import Diagnostics
from .model import ApiSpec, Coverage
from .parsing import parse_documents


def configuration(specs: Path, config: Path | None, diagnostics: Diagnostics) -> Config:
    """Return the configuration that was named, else the drop's own, else the defaults.

    The overlays beside the documents count in any case: they are about these.
    """
    if config is not None:
        found = load_config(config, diagnostics)
    else:
        found = load_own_config(specs, diagnostics)
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

    The result is of use only where no error was added.
    """
    spec = parse_documents(specs, config, diagnostics, coverage, cache, digests)
    if config.overlay and not diagnostics.has_errors:
        from .overlays import apply_overlays

        spec = apply_overlays(spec, config, diagnostics)
    return spec
