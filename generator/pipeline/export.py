"""Exports of the model: JSON and OpenAPI."""

from typing import TYPE_CHECKING

from ..allowances import apply_allowances
from ..diagnostics import Diagnostics
from .inputs import Progress, SpecSource, read

if TYPE_CHECKING:
    from ..openapi import Syntax


def inspect(
    source: SpecSource,
    diagnostics: Diagnostics,
    progress: Progress,
    *,
    python: bool = False,
) -> bytes | None:
    """Return the model of the documents as JSON; None after an error.

    ``python`` includes the Python names.
    """
    spec, config, _ = read(source, diagnostics, progress)
    if diagnostics.has_errors or not python:
        apply_allowances(config.allow, diagnostics, named=False)
    if diagnostics.has_errors:
        return None
    from ..model_json import encode_view, view_spec

    if not python:
        return encode_view(view_spec(spec))
    from ..rendering import find_public_names

    public = find_public_names(spec, config, diagnostics)
    apply_allowances(config.allow, diagnostics, named=True)
    return None if diagnostics.has_errors else encode_view(view_spec(spec, public))


def values(
    source: SpecSource, diagnostics: Diagnostics, progress: Progress
) -> bytes | None:
    """Return overlays with values that descriptions list; None after an error."""
    spec, config, _ = read(source, diagnostics, progress)
    apply_allowances(config.allow, diagnostics, named=False)
    if diagnostics.has_errors:
        return None
    from ..value_proposals import propose_values

    return propose_values(spec)


def openapi(
    source: SpecSource,
    diagnostics: Diagnostics,
    progress: Progress,
    syntax: "Syntax" = "json",
) -> bytes | None:
    """Return the model as an OpenAPI document; None after an error."""
    spec, config, _ = read(source, diagnostics, progress)
    apply_allowances(config.allow, diagnostics, named=False)
    if diagnostics.has_errors:
        return None
    with progress("Writing OpenAPI"):
        from ..openapi import encode, to_openapi

        return encode(to_openapi(spec, config), syntax)
