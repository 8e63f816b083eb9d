"""Old names of operations that the last generation still had and this one has not."""

from collections.abc import Iterable

import msgspec

from ..config import Config
from ..diagnostics import Diagnostics
from ..model import ApiSpec
from ..naming import Names
from .aliases import plan_aliases
from .method_matches import match_methods
from .snapshot import Alias, Snapshot


class ExpiredAlias(msgspec.Struct, frozen=True, kw_only=True):
    """A removed alias of an operation that still exists.

    ``old`` and ``new`` are Python names (``license.get_license_users``).
    """

    api: str
    operation: str
    old: str
    new: str


def find_expired_aliases(
    snapshot: Snapshot,
    spec: ApiSpec,
    names: Names,
    config: Config,
    current: Iterable[Alias] | None = None,
) -> tuple[ExpiredAlias, ...]:
    """Return the aliases of a snapshot that the next client does not have.

    Removed and moved operations are changes of their own. ``current`` are the aliases
    of the next client, if it was generated already.
    """
    if not snapshot.aliases:
        return ()
    if current is None:
        current = plan_aliases(snapshot, spec, names, config, Diagnostics())
    matches = match_methods(snapshot, spec, names)
    callable_ = {(alias.api, alias.method) for alias in current}
    callable_ |= {(each.api, each.names.method) for each in matches.after.values()}
    found: list[ExpiredAlias] = []
    for alias in snapshot.aliases:
        successor = matches.successors.get(f"{alias.api}.{alias.operation}")
        if successor is not None and (alias.api, alias.method) not in callable_:
            attribute = names.apis[successor.api].attribute
            found.append(
                ExpiredAlias(
                    api=successor.api,
                    operation=successor.operation.name,
                    old=f"{attribute}.{alias.method}",
                    new=f"{attribute}.{successor.names.method}",
                )
            )
    return tuple(found)
