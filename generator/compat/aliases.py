"""Aliases: deprecated old names of renamed operations.

A renamed operation keeps its old name as a deprecated alias, in the version that
renames it and through the whole next minor version. So a release contains the alias,
whether the version is raised before or after the documents are replaced.
"""

import keyword
import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from ..config import Config
from ..diagnostics import Diagnostics
from ..model import ApiSpec
from ..naming import Names
from .call_changes import report_call_changes
from .method_matches import MethodMatches, match_methods
from .snapshot import Alias, Snapshot

_RELEASE = re.compile(r"(\d+)(?:\.(\d+))?")


def plan_aliases(
    snapshot: Snapshot | None,
    spec: ApiSpec,
    names: Names,
    config: Config,
    diagnostics: Diagnostics,
) -> tuple[Alias, ...]:
    """Return the aliases of the next generation; diagnose what is not safe."""
    if snapshot is None:
        return ()
    matches = match_methods(snapshot, spec, names)
    current = (
        _current_aliases(snapshot, matches, config) if config.naming.aliases else ()
    )
    report_call_changes(matches, snapshot.aliases, current, diagnostics)
    _report_new_aliases(current, matches, diagnostics)
    return current


def _current_aliases(
    snapshot: Snapshot, matches: MethodMatches, config: Config
) -> tuple[Alias, ...]:
    """Return the aliases of the client, if the configuration wants them."""
    current = minor_version(config.package.version)
    previous = minor_version(snapshot.config.package.version)
    since = "" if current == previous else current
    renamed = [
        replace(alias, last_native_version=previous, deprecated_since=since)
        for alias in _renamed_methods(matches)
    ]
    return _without_collisions(
        [*_continued_aliases(snapshot.aliases, matches, current), *renamed], matches
    )


def _report_new_aliases(
    current: Iterable[Alias], matches: MethodMatches, diagnostics: Diagnostics
) -> None:
    """Report the names that became aliases."""
    renamed = {(alias.api, alias.method) for alias in _renamed_methods(matches)}
    for alias in current:
        if (alias.api, alias.method) in renamed:
            method = matches.after[f"{alias.api}.{alias.operation}"]
            diagnostics.add(
                "N013",
                method.operation.span,
                python_name=alias.method,
                method=method.names.method,
            )


def minor_version(version: str) -> str:
    """Return the minor version that a version belongs to: ``1.4`` of ``1.4.2``."""
    numbers = _RELEASE.match(version)
    major, minor_ = numbers.groups("0") if numbers else ("0", "0")
    return f"{int(major)}.{int(minor_)}"


def _renamed_methods(matches: MethodMatches) -> Iterator[Alias]:
    """Yield the methods that have another name than before."""
    for key, new in matches.successors.items():
        old = matches.before[key]
        if old.names.method != new.names.method:
            yield Alias(
                api=new.api,
                operation=new.operation.name,
                method=old.names.method,
                iterator=old.names.iterator,
                last_native_version="",
            )


def _continued_aliases(
    aliases: Iterable[Alias], matches: MethodMatches, current: str
) -> Iterator[Alias]:
    """Yield the aliases that are still due, of operations that are still there."""
    for alias in aliases:
        successor = matches.successors.get(f"{alias.api}.{alias.operation}")
        native, since = alias.last_native_version, alias.deprecated_since
        if successor is None or (since and current not in (native, since)):
            continue
        since = since or ("" if current == native else current)
        yield replace(alias, operation=successor.operation.name, deprecated_since=since)


def _without_collisions(
    aliases: Iterable[Alias], matches: MethodMatches
) -> tuple[Alias, ...]:
    """Return the aliases with free names; of two with one name, the newer."""
    taken: set[tuple[str, str]] = set()
    for method in matches.after.values():
        taken |= {
            (method.api, method.names.method),
            (method.api, method.names.iterator),
        }
    found: list[Alias] = []
    for alias in reversed(list(aliases)):
        if (alias.api, alias.method) in taken or not _is_name(alias.method):
            continue
        has_iterator = matches.after[f"{alias.api}.{alias.operation}"].names.iterator
        iterator = alias.iterator if has_iterator else ""
        if (alias.api, iterator) in taken or not _is_name(iterator):
            iterator = ""
        taken |= {(alias.api, alias.method), (alias.api, iterator)}
        found.append(replace(alias, iterator=iterator))
    return tuple(sorted(found, key=lambda alias: (alias.api, alias.method)))


def _is_name(name: str) -> bool:
    """Return True if a name of a snapshot, which may be forged, is safe in code."""
    return (
        name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_")
    )
