"""Removals: names of the last client that are no longer documented."""

from ..diagnostics import Diagnostics, SourceSpan
from ..model import ApiSpec
from .snapshot import Snapshot


def report_removals(
    previous: Snapshot, spec: ApiSpec, diagnostics: Diagnostics
) -> None:
    """Report every removed class and definition."""
    package, names = previous.config.package.name, previous.names
    apis = {api.name for api in spec.apis}
    definitions = {each.name for each in spec.definitions}
    removed = [
        (api, "class", f"api.{names.apis[api.name].module}")
        for api in previous.spec.apis
        if api.name not in apis
    ] + [
        (each, "definition", f"models.{names.definitions[each.name].class_name}")
        for each in previous.spec.definitions
        if each.name not in definitions
    ]
    for each, kind, python_name in removed:
        diagnostics.add(
            "N016",
            SourceSpan(each.file, 0),  # The page itself is usually removed.
            kind=kind,
            name=each.name,
            python_name=f"{package}.{python_name}",
        )
