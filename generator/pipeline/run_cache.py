"""Cache of whole runs, by the hash of everything that they read.

If an earlier run had the same inputs and its client is unchanged, the run repeats its
diagnostics, parses no page and renders no file.
"""

from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ..caching import (
    Cache,
    InputHashes,
    MemoryLayer,
    SqliteStore,
    cache_directory,
    fingerprint,
    hash_inputs,
    key_of,
)
from ..diagnostics import Diagnostic, Diagnostics, SourceSpan
from ..model import Coverage
from ..resources import SNAPSHOT_FILE

if TYPE_CHECKING:
    from .inputs import SpecSource

ABOUT_LAST_CLIENT = {"N007", "N011", "N012", "N013", "N014", "N015", "N016", "W011"}
"""Codes of diagnostics about the last client."""


@contextmanager
def user_cache(
    diagnostics: Diagnostics, before: MemoryLayer | None = None
) -> Generator[MemoryLayer, None, None]:
    """Open the cache in the user's cache directory; note its problems.

    ``before`` is the cache of the previous run in this process.
    """
    directory = cache_directory()

    def report_problem(reason: str) -> None:
        diagnostics.add("W012", SourceSpan(directory.as_posix(), 0), reason=reason)

    with closing(SqliteStore(directory, report_problem)) as store:
        cache = MemoryLayer(store, before)
        try:
            yield cache
        finally:
            cache.flush()


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A remembered run: its diagnostics and its manifest."""

    diagnostics: tuple[Diagnostic, ...]
    coverage: Coverage
    manifest: str
    """The SHA-256 of the client's manifest, which has those of all files."""


class RunCache:
    """The remembered runs from these inputs to this client."""

    def __init__(self, cache: Cache, source: "SpecSource", out: Path) -> None:
        self.cache = cache
        self._snapshot = out / SNAPSHOT_FILE
        also = source.second_directories
        inputs = hash_inputs(source.specs, source.config, source.templates)
        self._inputs: dict[Path, InputHashes] = {
            path: hash_inputs(path) for path in also
        }
        self._inputs[source.specs] = inputs
        given = (source.specs, source.config, source.templates, out, source.version)
        digests = (each.digest for each in self._inputs.values())
        self._common = key_of(
            "run", fingerprint(), *digests, *map(str, (*given, *also))
        )
        self._key = self._key_now()

    @property
    def pages(self) -> Mapping[Path, Mapping[str, bytes]]:
        """Hashes of the pages by their directories and relative paths."""
        return {path: each.contents for path, each in self._inputs.items()}

    def find(self) -> Run | None:
        """Return the run with these inputs, if there was one."""
        data = self.cache.get([self._key]).get(self._key)
        return None if data is None else msgspec.msgpack.decode(data, type=Run)

    def store(self, run: Run) -> None:
        """Remember a run, unless an input changed during it.

        The next run finds the client of this one, and reports the same unless a
        diagnostic was about the previous client.
        """
        if not all(each.are_unchanged() for each in self._inputs.values()):
            return
        try:
            data = msgspec.msgpack.encode(run)
        except UnicodeEncodeError:
            return  # A diagnostic contains a path that is not UTF-8.
        keys = {self._key}
        if ABOUT_LAST_CLIENT.isdisjoint(item.code for item in run.diagnostics):
            keys.add(self._key_now())
        self.cache.put(dict.fromkeys(keys, data))

    def _key_now(self) -> str:
        try:
            return key_of(self._common, self._snapshot.read_bytes())
        except OSError as error:
            return key_of(self._common, str(error.errno))
