"""Changes between two specs."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ..diagnostics import Diagnostics
from .inputs import Progress, SpecSource

if TYPE_CHECKING:
    from ..diffing import Comparison


def compare(
    source: SpecSource,
    old: str,
    new: str,
    diagnostics: Diagnostics,
    progress: Progress,
    also: tuple[Sequence[Path], Sequence[Path]] = ((), ()),
) -> "Comparison | None":
    """Compare two specs; None after an error.

    ``old`` and ``new`` are directories of documents or of a client, or git revisions.
    Revisions without a path have the directory of ``source``. ``also`` are the second
    documents of each side.
    """
    from ..diffing import Comparison, locate, read_sides

    with TemporaryDirectory() as scratch:
        places = [Path(scratch) / name for name in ("old", "new")]
        for place in places:
            place.mkdir()
        collected = Diagnostics(), Diagnostics()
        # Revisions are thousands of files, which the system writes side by side.
        with ThreadPoolExecutor() as pool:
            specs = repeat(source.specs)
            before, after = pool.map(locate, (old, new), specs, places, collected)
        for part in collected:
            diagnostics.extend(part.items)
        if before is None or after is None:
            return None
        with progress("Reading the documents"):
            sides = read_sides(before, after, source.config, diagnostics, also)
    if diagnostics.has_errors:
        return None
    with progress("Comparing documents"):
        return Comparison(*sides)
