"""Old names of operations that the last generation still had and this one has not."""

from collections.abc import Iterable

import msgspec

from ..config import Config
from ..diagnostics import Diagnostics
from ..model import Drop
from ..naming import Names
from .aliases import plan_aliases
from .method_matches import succession
from .snapshot import Alias, Kept


class EndedAlias(msgspec.Struct, frozen=True, kw_only=True):
    """An alias that is gone, of an operation that is not.

    ``old`` and ``new`` are names in Python (``license.get_license_users``).
    """

    api: str
    operation: str
    old: str
    new: str


def ended_aliases(
    kept: Kept,
    drop: Drop,
    names: Names,
    config: Config,
    living: Iterable[Alias] | None = None,
) -> tuple[EndedAlias, ...]:
    """The aliases of a generation that the next one does without.

    Of an operation that is gone or moved, that is all there is to say.

    Args:
        kept: The generation that had them.
        drop: What the next one is made from.
        names: What it calls things.
        config: Its configuration.
        living: Its aliases, if it was made already.
    """
    if not kept.aliases:
        return ()
    if living is None:
        living = plan_aliases(kept, drop, names, config, Diagnostics())
    followed = succession(kept, drop, names)
    callable_ = {(alias.api, alias.method) for alias in living}
    callable_ |= {(each.api, each.names.method) for each in followed.after.values()}
    found: list[EndedAlias] = []
    for alias in kept.aliases:
        heir = followed.heirs.get(f"{alias.api}.{alias.operation}")
        if heir is not None and (alias.api, alias.method) not in callable_:
            attribute = names.apis[heir.api].attribute
            found.append(
                EndedAlias(
                    api=heir.api,
                    operation=heir.operation.name,
                    old=f"{attribute}.{alias.method}",
                    new=f"{attribute}.{heir.names.method}",
                )
            )
    return tuple(found)
