"""The texts of files, made anew only where what they are made of changed."""

from collections.abc import Iterable

import msgspec

from ..caching import Cache, fingerprint, key_of
from ..diagnostics import Diagnostics
from .format import formatted
from .own import print_sheets
from .plan import ClientPlan, Plan
from .render import Sheet
from .templates import Templates


def texts_of(
    wanted: Iterable[Sheet],
    templates: Templates,
    diagnostics: Diagnostics,
    jobs: int,
    cache: Cache,
) -> dict[str, str] | None:
    """The finished texts of files by path; None where a template failed."""
    sheets = list(wanted)
    keys = _Keys(templates)
    key_by_path = {sheet.path: keys.of(sheet) for sheet in sheets}
    known = cache.get(list(key_by_path.values()))
    missing = [sheet for sheet in sheets if key_by_path[sheet.path] not in known]
    made = print_sheets(missing, templates, diagnostics)
    if made is None:
        return None
    texts, foreign = made
    fresh = formatted(texts, jobs, foreign, cache)
    cache.put({key_by_path[path]: text.encode() for path, text in fresh.items()})
    return {
        path: fresh[path] if path in fresh else known[key].decode()
        for path, key in key_by_path.items()
    }


class _Keys:
    """Keys of sheets. What several are given is hashed once."""

    def __init__(self, templates: Templates) -> None:
        self._all = key_of("text", fingerprint(), templates.digest)
        self._encoder = msgspec.msgpack.Encoder()
        # By identity, which lasts as long as the node that is kept beside.
        self._digests: dict[int, tuple[Plan, str]] = {}

    def of(self, sheet: Sheet) -> str:
        """The key of the file that is made of a sheet."""
        digests = [self._digest(node) for node in sheet.given.values()]
        return key_of(self._all, sheet.path, sheet.template, *digests)

    def _digest(self, node: Plan) -> str:
        known = self._digests.get(id(node))
        if known is None:
            known = node, self._digest_anew(node)
            self._digests[id(node)] = known
        return known[1]

    def _digest_anew(self, node: Plan) -> str:
        if not isinstance(node, ClientPlan):
            return key_of(self._encoded(node))
        rest = msgspec.structs.replace(node, apis=(), modules=())
        parts = [self._digest(part) for part in (*node.apis, *node.modules)]
        return key_of(self._encoded(rest), *parts)

    def _encoded(self, node: Plan) -> str | bytes:
        try:
            return self._encoder.encode(node)
        except UnicodeEncodeError:
            return repr(node)  # Half a pair of surrogates, which no page can hold.
