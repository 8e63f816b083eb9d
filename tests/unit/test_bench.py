"""The benchmarks' own arithmetic, and what they feed to those that they compare."""

import json
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from rich.console import Console

import genesys_cloud
from bench import report
from bench.documents import Maker, encoded, listed
from bench.figures import Figure
from bench.measurements import names
from bench.odd import ODD
from generator import pipeline
from generator.config import Config
from generator.diagnostics import Diagnostics
from generator.parsing import parse_documents
from generator.progress import silent

Model = dict[str, Any]


@pytest.fixture(scope="module")
def model() -> Model:
    source = pipeline.SpecSource(specs=Path("specs"))
    view = pipeline.inspect(source, Diagnostics(), silent, python=True)
    assert view is not None
    return json.loads(view)


@pytest.fixture(scope="module")
def definitions(model: Model) -> dict[str, Model]:
    return {row["name"]: row for row in model["definitions"]}


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


def test_documents_are_full_and_always_the_same(definitions: dict[str, Model]) -> None:
    made = Maker(definitions).document("LicenseDefinition", 2)
    wanted = [row["name"] for row in definitions["LicenseDefinition"]["properties"]]
    assert list(made) == wanted
    assert made == Maker(definitions).document("LicenseDefinition", 2)
    assert made != Maker(definitions, seed=1).document("LicenseDefinition", 2)
    assert Maker(definitions).document("Unknown", 0).keys() == {"key", "count"}


@pytest.mark.parametrize("depth", [0, 1, 3])
def test_documents_are_what_the_client_decodes(
    definitions: dict[str, Model], depth: int
) -> None:
    maker = Maker(definitions)
    for name in definitions:
        cls = getattr(genesys_cloud.models, name)
        msgspec.json.decode(encoded(maker.document(name, depth)), type=cls)


def test_what_the_client_takes_for_dates_is_made_of_them() -> None:
    kinds = {"at": "datetime | None", "on": "date | None", "by": "str | None"}
    rows = [
        {"name": name, "type": "string", "annotation": annotation}
        for name, annotation in kinds.items()
    ]
    made = Maker({"Event": {"properties": rows}}).document("Event", 0)
    assert datetime.fromisoformat(made["at"]).tzinfo is not None
    assert date.fromisoformat(made["on"])
    with pytest.raises(ValueError, match="isoformat"):
        date.fromisoformat(made["by"])


def test_listings_have_as_many_items_as_asked_for(
    definitions: dict[str, Model],
) -> None:
    name = "UserLicensesEntityListing"
    assert listed(definitions, name) == ("entities", "UserLicenses")
    assert len(Maker(definitions).listing(name, 7, 1)["entities"]) == 7
    assert listed(definitions, "LicenseUpdateStatus") is None
    with pytest.raises(ValueError, match="LicenseUpdateStatus"):
        Maker(definitions).listing("LicenseUpdateStatus", 1, 1)


@pytest.mark.parametrize(
    ("wire", "ours", "theirs", "expected"),
    [
        ("pageSize", "page_size", "page_size", True),
        ("from", "from_", "pcFrom", True),
        ("from", "from", "pcFrom", False),
        ("self", "self_", "pcSelf", True),
        ("property", "property", "pcProperty", True),
        ("OAuthClient", "oauth_client", "o_auth_client", True),
        ("divisionId", "division", "division_id", False),
    ],
)
def test_names_differ_for_a_reason(
    wire: str, ours: str, theirs: str, expected: bool
) -> None:
    assert names.same(wire, ours, theirs) is expected


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
