"""Whole numbers: integers that come with a point or a fraction."""

from __future__ import annotations

import json
import warnings
from typing import Any

import httpx
import pytest

from genesys_cloud import GenesysCloud, Model, ResponseMismatchWarning


class Counted(Model):
    version: int | None = None
    counts: list[int] | None = None
    score: int | float | None = None
    inner: Counted | None = None
    many: list[Counted] | None = None


def got(text: str, **settings: Any) -> tuple[Counted, list[str]]:
    """Return the value of a response, and the mismatches that the client reports."""
    transport = httpx.MockTransport(
        lambda request: httpx.Response(
            200, content=text, headers={"Content-Type": "application/json"}
        )
    )
    with GenesysCloud(
        access_token="t", region="us-east-1", transport=transport, **settings
    ) as client:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", ResponseMismatchWarning)
            value = client.request("GET", "/x", type=Counted)
        assert isinstance(value, Counted)
    return value, [str(warning.message) for warning in caught]


@pytest.mark.parametrize(("text", "version"), [("25", 25), ("-1", -1), ("null", None)])
def test_whole_numbers_match(text: str, version: int | None) -> None:
    value, told = got(f'{{"version": {text}, "score": 25.0, "counts": [1, 2]}}')
    assert (value.version, told) == (version, [])
    assert type(value.version) in (int, type(None))
    assert type(value.score) is float


@pytest.mark.parametrize("space", ["", " ", "\n"])
@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"version": 25.0}, "$.version"),
        ({"counts": [1, 25.0]}, "$.counts[1]"),
        ({"inner": {"version": 25.0, "score": 1.0}}, "$.inner.version"),
        (
            {"many": [{"version": 1}, {"score": 1.5, "version": 25.0}]},
            "$.many[1].version",
        ),
        ({"version": 25.0, "score": "x"}, "$.version"),
    ],
)
def test_a_whole_number_with_a_point_is_read_and_told(
    body: dict[str, Any], path: str, space: str
) -> None:
    separators = f",{space}", f":{space}"
    value, told = got(json.dumps(body, separators=separators))
    assert any(f"{path} is number with a point, not integer" in text for text in told)
    whole = json.loads(json.dumps(body).replace("25.0", "25"))
    assert value.to_dict() == whole
    assert "25.0" not in value.to_json()


def test_a_fraction_is_read_and_told() -> None:
    value, told = got('{"version": 3.7, "counts": [1.5, 2]}')
    assert (value.version, value.counts) == (3.7, [1.5, 2])
    assert [text.rpartition(": ")[2] for text in told] == [
        "$.version is number, not integer",
        "$.counts[0] is number, not integer",
    ]
    assert value.to_dict() == {"version": 3.7, "counts": [1.5, 2]}


def test_models_read_whole_numbers_with_a_point() -> None:
    assert Counted.from_json('{"version": 25.0}').version == 25
    assert Counted.from_dict({"version": 25.0}).version == 25
