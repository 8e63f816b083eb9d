"""Old names that live on.

An operation that got another name keeps the old one as a deprecated alias: in the
version that is being made when the name changes, and through the whole next minor
version. So the alias is released, whether the version is raised before or after the
documents are replaced.
"""

import keyword
import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from ..config import Config
from ..diagnostics import Diagnostics
from ..model import Drop
from ..naming import Names
from .call_changes import tell_of_old_calls
from .method_matches import Succession, succession
from .snapshot import Alias, Kept

_RELEASE = re.compile(r"(\d+)(?:\.(\d+))?")


def plan_aliases(
    kept: Kept | None,
    drop: Drop,
    names: Names,
    config: Config,
    diagnostics: Diagnostics,
) -> tuple[Alias, ...]:
    """The aliases of a generation that follows another; what is not safe is said."""
    if kept is None:
        return ()
    followed = succession(kept, drop, names)
    living = _living(kept, followed, config) if config.naming.aliases else ()
    tell_of_old_calls(followed, kept.aliases, living, diagnostics)
    _note_new(living, followed, diagnostics)
    return living


def _living(kept: Kept, followed: Succession, config: Config) -> tuple[Alias, ...]:
    """The aliases that the client has, where they are wanted."""
    line, native = minor(config.package.version), minor(kept.config.package.version)
    due = "" if line == native else line
    renamed = [replace(alias, native=native, line=due) for alias in _renamed(followed)]
    return _free([*_carried(kept.aliases, followed, line), *renamed], followed)


def _note_new(
    living: Iterable[Alias], followed: Succession, diagnostics: Diagnostics
) -> None:
    """Tell of the names that became old ones."""
    renamed = {(alias.api, alias.method) for alias in _renamed(followed)}
    for alias in living:
        if (alias.api, alias.method) in renamed:
            method = followed.after[f"{alias.api}.{alias.operation}"]
            diagnostics.add(
                "N013",
                method.operation.span,
                python_name=alias.method,
                method=method.names.method,
            )


def minor(version: str) -> str:
    """The minor version that a version belongs to: ``1.4`` of ``1.4.2``."""
    numbers = _RELEASE.match(version)
    major, minor_ = numbers.groups("0") if numbers else ("0", "0")
    return f"{int(major)}.{int(minor_)}"


def _renamed(followed: Succession) -> Iterator[Alias]:
    """The methods that have another name than before."""
    for key, new in followed.heirs.items():
        old = followed.before[key]
        if old.names.method != new.names.method:
            yield Alias(
                api=new.api,
                operation=new.operation.name,
                method=old.names.method,
                iterator=old.names.iterator,
                native="",
            )


def _carried(
    aliases: Iterable[Alias], followed: Succession, line: str
) -> Iterator[Alias]:
    """The aliases that are still due, of operations that are still there."""
    for alias in aliases:
        heir = followed.heirs.get(f"{alias.api}.{alias.operation}")
        if heir is None or (alias.line and line not in (alias.native, alias.line)):
            continue
        due = alias.line or ("" if line == alias.native else line)
        yield replace(alias, operation=heir.operation.name, line=due)


def _free(aliases: Iterable[Alias], followed: Succession) -> tuple[Alias, ...]:
    """The aliases whose names nothing else has; of two with one name, the newer."""
    taken: set[tuple[str, str]] = set()
    for method in followed.after.values():
        taken |= {
            (method.api, method.names.method),
            (method.api, method.names.iterator),
        }
    found: list[Alias] = []
    for alias in reversed(list(aliases)):
        if (alias.api, alias.method) in taken or not _is_name(alias.method):
            continue
        turned = followed.after[f"{alias.api}.{alias.operation}"].names.iterator
        iterator = alias.iterator if turned else ""
        if (alias.api, iterator) in taken or not _is_name(iterator):
            iterator = ""
        taken |= {(alias.api, alias.method), (alias.api, iterator)}
        found.append(replace(alias, iterator=iterator))
    return tuple(sorted(found, key=lambda alias: (alias.api, alias.method)))


def _is_name(name: str) -> bool:
    """Whether a kept name may become code: anybody may have written the file."""
    return (
        name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_")
    )
