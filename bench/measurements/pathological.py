"""Documents that nobody writes: time may grow with their size only."""

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from ..figures import Figure, best
from ..odd import ODD, Pages
from ..processes import ROOT, probe
from ..workspace import WORK, Workspace

_SIZES: Final = (1, 2, 4)
_ROUNDS: Final = 3
_LIMIT: Final = 2.0
"""Linear is 1 and quadratic 4; sorting and a disturbed machine are in between."""
_FLOOR: Final = 0.02
"""Seconds that count as nothing: less is not the documents' but the program's own."""


def measure(site: Workspace) -> Iterator[Figure]:
    """Measure each at a quarter, half and all of its size, reading and rendering."""
    for what, pages in ODD.items():
        folders = [str(_drop(pages(size), size)) for size in _SIZES]
        runs = probe(
            Path(sys.executable),
            "generating",
            root=str(ROOT),
            folders=[folders[0], *folders * _ROUNDS],
        )[1:]
        rounds = [
            runs[at : at + len(_SIZES)] for at in range(0, len(runs), len(_SIZES))
        ]
        for number, stage in enumerate(("read", "rendered")):
            times = [
                [folder[number] for folder in folders]
                for folders in zip(*rounds, strict=True)
            ]
            # What has errors is not rendered.
            if None not in times[-1]:
                yield _figure(f"{what}, {stage}", [best(samples) for samples in times])


def _figure(what: str, times: Sequence[float]) -> Figure:
    return Figure(
        benchmark="pathological",
        what=what,
        ours=times[-1],
        peer=max(times[0], _FLOOR) * _SIZES[-1],
        peer_name="4 times a quarter of it",
        unit="s",
        limit=_LIMIT,
        note=" / ".join(f"{seconds:.3f}" for seconds in times) + " s at 1/4, 1/2, 1",
    )


def _drop(pages: Pages, size: int) -> Path:
    folder = WORK / f"odd-{size}"
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in pages.items():
        page = folder / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, "utf-8")
    return folder
