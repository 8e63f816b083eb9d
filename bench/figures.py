"""Figures: what was measured, what it is compared with, and the limit it is held to."""

from collections.abc import Sequence
from statistics import median
from typing import Any, Literal

import msgspec

Comparison = Literal["ratio", "difference", "alone"]


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the report.

    Attributes:
        benchmark: Name of the benchmark, as ``--only`` takes it.
        what: What was measured.
        ours: How much of `unit` it took here.
        peer: How much it took the other side; None if there is none.
        peer_name: Who the other side is.
        unit: Unit of both.
        comparison: Whether the limit is for ours divided by the peer's, for ours less
            the peer's, or for ours alone.
        limit: The most that the compared value may be; None where it is only reported.
        least: The limit is a lower bound: calls in a second, not seconds.
        note: What a reader has to know beside.
    """

    benchmark: str
    what: str
    ours: float
    unit: str
    peer: float | None = None
    peer_name: str = ""
    comparison: Comparison = "ratio"
    limit: float | None = None
    least: bool = False
    note: str = ""

    @property
    def compared(self) -> float:
        """The value that a limit is for."""
        if self.peer is None or self.comparison == "alone":
            return self.ours
        if self.comparison == "difference":
            return self.ours - self.peer
        return self.ours / self.peer

    @property
    def holds(self) -> bool:
        """Return True if the figure is within its limit, or has none."""
        if self.limit is None:
            return True
        return (
            self.compared >= self.limit if self.least else self.compared <= self.limit
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as plain JSON values, what follows from it included."""
        fields: dict[str, Any] = msgspec.to_builtins(self)
        return {**fields, "compared": self.compared, "holds": self.holds}


def typical(samples: Sequence[float]) -> float:
    """Return the median: half of the repetitions took no longer."""
    return median(samples)


def best(samples: Sequence[float]) -> float:
    """Return the least: equal work that took longer was disturbed."""
    return min(samples)
