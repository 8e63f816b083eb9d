"""Old names of operations that the last generation still had and this one has not."""

from collections.abc import Iterable

import msgspec

from ..config import Config
from ..diagnostics import Diagnostics
from ..matching import match_calls
from ..model import Drop
from .plan import Alias, Kept, Names, plan_aliases


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
    methods = {
        (api.name, operation.name): own.method
        for api in drop.apis
        for operation, own in zip(
            api.operations, names.apis[api.name].operations, strict=True
        )
    }
    callable_ = {(alias.api, alias.method) for alias in living}
    callable_ |= {(api, method) for (api, _), method in methods.items()}
    targets = {
        (pair.old.api.name, pair.old.operation.name): pair.new.operation.name
        for pair in match_calls(kept.drop, drop)
    }
    found: list[EndedAlias] = []
    for alias in kept.aliases:
        api, operation = alias.api, targets.get((alias.api, alias.operation))
        if operation is not None and (api, alias.method) not in callable_:
            attribute = names.apis[api].attribute
            found.append(
                EndedAlias(
                    api=api,
                    operation=operation,
                    old=f"{attribute}.{alias.method}",
                    new=f"{attribute}.{methods[api, operation]}",
                )
            )
    return tuple(found)
