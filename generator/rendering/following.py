"""Names and aliases, decided anew only where the shape of the drop changed.

Only decisions of which nothing had to be said are kept.
"""

import msgspec

from ..caching import Cache, fingerprint, key_of
from ..config import Config
from ..diagnostics import Diagnostics
from ..kept_names import note_changes
from ..model import Drop
from .kept import Previous
from .plan import Alias, Names, changed_names, name_everything, plan_aliases

_ENCODER = msgspec.msgpack.Encoder()
_NAMES = msgspec.msgpack.Decoder(Names)
_ALIASES = msgspec.msgpack.Decoder(tuple[Alias, ...])


def names_of(
    drop: Drop, config: Config, diagnostics: Diagnostics, shape: str, cache: Cache
) -> Names:
    """The names of everything in a drop of this shape."""
    key = key_of("names", fingerprint(), shape)
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
    shape: str,
    cache: Cache,
) -> tuple[Alias, ...]:
    """What lives on of the last generation; what is not as before is said.

    Where the shape is the last one's, every operation is the one that it was, and
    nothing else of the last generation counts.
    """
    if previous is None:
        return ()
    key = key_of("aliases", fingerprint(), shape, previous.names)
    stays = previous.shape == shape
    known = cache.get([key])
    if stays and key in known:
        return _ALIASES.decode(known[key])
    said = Diagnostics()
    kept = previous.kept
    aliases = plan_aliases(kept, drop, names, config, said)
    note_changes(*changed_names(kept, drop, names, aliases), said)
    if stays and not said.items:
        cache.put({key: _ENCODER.encode(aliases)})
    diagnostics.extend(said.items)
    return aliases
