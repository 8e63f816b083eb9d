"""The benchmarks' own arithmetic, and what they feed to those that they compare."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bench import report
from bench.figures import Figure
from bench.odd import ODD
from generator.config import Config
from generator.diagnostics import Diagnostics
from generator.parsing import parse_documents

Model = dict[str, Any]


def figure(**fields: Any) -> Figure:
    return Figure(**{"benchmark": "b", "what": "w", "ours": 3, "unit": "s", **fields})


@pytest.mark.parametrize(
    ("fields", "compared"),
    [
        ({"peer": 6}, 0.5),
        ({"peer": 6, "comparison": "difference"}, -3),
        ({"peer": 6, "comparison": "alone"}, 3),
        ({}, 3),
    ],
)
def test_what_a_limit_is_for(fields: dict[str, Any], compared: float) -> None:
    assert figure(**fields).compared == compared


@pytest.mark.parametrize(
    ("limit", "least", "holds"),
    [
        (None, False, True),
        (0.5, False, True),
        (0.49, False, False),
        (0.5, True, True),
        (0.51, True, False),
    ],
)
def test_limits_hold_up_to_and_with_their_value(
    limit: float | None, least: bool, holds: bool
) -> None:
    assert figure(peer=6, limit=limit, least=least).holds is holds


def test_the_report_names_what_is_missed_and_what_it_is_compared_with() -> None:
    figures = [
        figure(what="slow", peer=6, peer_name="another", limit=0.4),
        figure(what="quick", limit=4, comparison="alone"),
        figure(what="only told"),
    ]
    out = StringIO()
    report.show(figures, Console(file=out, width=120))
    assert [report.cells(item)[-2:] for item in figures] == [
        ("≤ 0.4", "MISSED"),
        ("≤ 4", "ok"),
        ("", ""),
    ]
    assert "slow: beside another" in out.getvalue()
    document = json.loads(report.to_json(figures))
    assert document["holds"] is False
    assert [item["holds"] for item in document["figures"]] == [False, True, True]
    assert document["figures"][0]["compared"] == 0.5


@pytest.mark.parametrize("what", ODD)
def test_odd_documents_are_only_odd_in_their_size(tmp_path: Path, what: str) -> None:
    """What has errors is not rendered: only where that is meant."""
    for name, text in ODD[what](1).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    diagnostics = Diagnostics()
    parse_documents(tmp_path, Config(), diagnostics)
    errors = {item.code for item in diagnostics.items if item.severity == "error"}
    meant = {
        "80,000 comments without an end": {"D123"},
        "20,000 rows of one status": {"D301"},
        "20,000 entries of the index": {"D307", "D308"},
    }
    assert errors == meant.get(what, set())
