"""What a generation has to say of itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..diagnostics import Diagnostics
    from ..pipeline import CoverageSummary, Outcome
    from ..writing import Written


def summary_lines(
    outcome: "Outcome", diagnostics: "Diagnostics", out: Path
) -> Iterator[str]:
    """The lines that sum a generation up; none where errors stopped it."""
    if outcome.written and not diagnostics.has_errors:
        yield _summary(outcome.written, out)
    if outcome.coverage and (outcome.stale or not diagnostics.has_errors):
        yield _coverage_line(outcome.coverage)


def _summary(written: "Written", out: Path) -> str:
    """What a run did, in a line."""
    from ..diagnostics import printable

    if not (written.placed or written.removed or written.resumed):
        return f"{printable(str(out))} is up to date ({written.unchanged} files)"
    counts = f"{len(written.placed)} written, {len(written.removed)} removed"
    resumed = "finished an interrupted run; " if written.resumed else ""
    return f"{printable(str(out))}: {resumed}{counts}, {written.unchanged} unchanged"


def _coverage_line(coverage: "CoverageSummary") -> str:
    """What became of the documents' text, in a line."""
    reported = (
        f", {coverage.reported:,} of them by the diagnostics"
        if coverage.reported
        else ""
    )
    return (
        f"{coverage.pages:,} page{'s' * (coverage.pages != 1)}, "
        f"{coverage.characters:,} characters outside white space, "
        f"all claimed{reported}: {coverage.nodes:,} facts"
    )
