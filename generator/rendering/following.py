"""Names and aliases, decided anew only where the shape of the drop changed.

Names of which something had to be said are decided, and it is said, each time.
"""

import msgspec

from ..caching import Cache, fingerprint, key_of
from ..config import Config
from ..diagnostics import Diagnostics
from ..kept_names import note_changes
from ..model import Drop
from .kept import Previous
from .plan import (
    Alias,
    Names,
    changed_names,
    digest_of,
    name_everything,
    plan_aliases,
)
from .shape import Shape

_ENCODER = msgspec.msgpack.Encoder()
_NAMES = msgspec.msgpack.Decoder(Names)
_ALIASES = msgspec.msgpack.Decoder(tuple[Alias, ...])


def names_of(
    drop: Drop, config: Config, diagnostics: Diagnostics, shape: Shape, cache: Cache
) -> Names:
    """The names of everything in a drop of this shape."""
    key = key_of("names", fingerprint(), shape.whole)
    known = cache.get([key])
    if key in known:
        return _NAMES.decode(known[key])
    said = Diagnostics()
    names = name_everything(drop, config, said)
    if not said.items:
        cache.put({key: _ENCODER.encode(names)})
    diagnostics.extend(said.items)
    return names


def aliases_of(
    previous: Previous | None,
    drop: Drop,
    names: Names,
    config: Config,
    diagnostics: Diagnostics,
    shape: Shape,
    cache: Cache,
) -> tuple[Alias, ...]:
    """What lives on of the last generation; what is not as before is said.

    Where the operations have the last one's shape, each is the one that it was. What
    this generator calls something else depends on what that is called, and nothing
    beside it. So nothing else of the last generation counts, if this one made it.
    """
    if previous is None:
        _remember((), names, shape, cache)
        return ()
    before = previous.known
    key = _key(shape, before.methods)
    known = cache.get([key])
    if before.ours and before.operations == shape.operations and key in known:
        return _ALIASES.decode(known[key])
    kept = previous.kept
    aliases = plan_aliases(kept, drop, names, config, diagnostics)
    note_changes(*changed_names(kept, drop, names, aliases), diagnostics)
    _remember(aliases, names, shape, cache)
    return aliases


def _remember(
    aliases: tuple[Alias, ...], names: Names, shape: Shape, cache: Cache
) -> None:
    """Keep what the next generation has of this one, if its operations are the same.

    Then all names and aliases stay, and there is nothing to be said.
    """
    methods = digest_of(names.apis, aliases)
    cache.put({_key(shape, methods): _ENCODER.encode(aliases)})


def _key(shape: Shape, methods: str) -> str:
    """``methods`` is what the generation before called them, aliases included."""
    return key_of("aliases", fingerprint(), shape.operations, methods)
