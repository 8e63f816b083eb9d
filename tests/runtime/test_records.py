"""Models as dictionaries, JSON and flat records."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from typing import Any

import anyio
import httpx
import pytest

from genesys_cloud import (
    AsyncGenesysCloud,
    GenesysCloud,
    records,
)
from templates.runtime.model import NULL
from templates.runtime.records import records as tiny_records
from tests.runtime import tiny_models as m

SEEN = datetime(2024, 2, 29, 12, tzinfo=UTC)
BORN = date(2020, 1, 2)


def pet() -> m.Pet:
    found = m.Pet.from_dict({"name": "x", "selfUri": "/x", "nickName": {"a": [1]}})
    return found.copy_with(
        owner=m.Owner(full_name="O", pets=[m.Pet(name="y"), m.Pet(name="z", id="1")]),
        seen=SEEN,
        date_born=BORN,
    )


def test_a_dict_has_the_names_of_python() -> None:
    plain = pet().to_dict(names="python")
    assert plain == {
        "name": "x",
        "self_uri": "/x",
        "nickName": {"a": [1]},
        "owner": {"full_name": "O", "pets": [{"name": "y"}, {"id": "1", "name": "z"}]},
        "seen": "2024-02-29T12:00:00.000Z",
        "date_born": "2020-01-02",
    }


def test_a_dict_has_times() -> None:
    plain = pet().to_dict(times=True)
    assert (plain["seen"], plain["dateBorn"]) == (SEEN, BORN)
    assert m.Pet.from_dict(plain) == pet()


def test_names_are_one_of_two() -> None:
    names: Any = "snake"
    with pytest.raises(ValueError, match="names must be 'wire' or 'python', not 'sna"):
        pet().to_dict(names=names)


def test_json_has_an_indent() -> None:
    text = pet().to_json(indent=2)
    assert text.startswith('{\n  "name": "x",\n  "owner": {\n    "full-name": "O",')
    assert json.loads(text) == pet().to_dict()
    assert pet().to_json(indent=None) == pet().to_json()


FIELDS = ["name", "id", "owner.full_name", "owner.pets.name", "seen", "extra.nickName"]


def test_records_have_the_fields_that_are_asked_for() -> None:
    first, second = tiny_records([pet(), m.Pet(name=NULL)], fields=FIELDS)
    assert first == {
        "name": "x",
        "id": None,
        "owner.full_name": "O",
        "owner.pets.name": ["y", "z"],
        "seen": SEEN,
        "extra.nickName": {"a": [1]},
    }
    assert list(second) == FIELDS
    assert set(second.values()) == {None}


def test_records_have_all_fields() -> None:
    assert list(tiny_records([pet()])) == [
        {
            "name": "x",
            "self_uri": "/x",
            "extra.nickName.a": [1],
            "owner.full_name": "O",
            "owner.pets": [{"name": "y"}, {"id": "1", "name": "z"}],
            "seen": SEEN,
            "date_born": BORN,
        }
    ]


def test_records_of_mappings() -> None:
    items = [{"a": {"b c": 1, "d": [{"e": 1}, {}]}, "x": {}}]
    fields = ["a.b c", "a.d.e", "a.b c.no", "no.no"]
    assert list(tiny_records(items, fields)) == [
        {"a.b c": 1, "a.d.e": [1, None], "a.b c.no": None, "no.no": None}
    ]
    assert list(tiny_records(items)) == [{"a.b c": 1, "a.d": [{"e": 1}, {}], "x": {}}]


def test_a_misspelt_field_names_the_likely_one() -> None:
    found = tiny_records([pet()], ["owner.ful_name"])
    with pytest.raises(
        TypeError, match="Owner has no field 'ful_name'; did you mean 'f"
    ):
        next(found)


@pytest.mark.parametrize(
    ("items", "fields", "match"),
    [
        ([], "name", "fields must be a sequence of names, not str"),
        ([1], ["name"], "records needs models or mappings, not int"),
        (["x"], None, "records needs models or mappings, not str"),
    ],
)
def test_other_arguments_are_refused(items: Any, fields: Any, match: str) -> None:
    with pytest.raises(TypeError, match=match):
        list(tiny_records(items, fields))


def test_records_come_one_at_a_time() -> None:
    taken = 0

    def items() -> Iterator[m.Pet]:
        nonlocal taken
        for number in range(10**9):
            taken += 1
            yield m.Pet(name=str(number))

    found = tiny_records(items(), iter(["name"]))
    assert [next(found)["name"] for _ in range(3)] == ["0", "1", "2"]
    assert taken == 3


def answer(request: httpx.Request) -> httpx.Response:
    number = int(request.url.params.get("pageNumber", "1"))
    users = [{"id": f"{number}{letter}", "licenses": ["l"]} for letter in "ab"]
    return httpx.Response(200, json={"pageCount": 2, "entities": users})


EXPECTED = [{"id": name, "licenses": ["l"]} for name in ("1a", "1b", "2a", "2b")]
SETTINGS: dict[str, Any] = {
    "access_token": "t",
    "base_url": "https://api.test",
    "transport": httpx.MockTransport(answer),
}


def test_records_of_a_listing_are_rows_of_a_table() -> None:
    with GenesysCloud(**SETTINGS) as client:
        file = io.StringIO()
        writer = csv.DictWriter(file, ["id", "licenses"])
        writer.writerows(
            records(client.license.iter_license_users(), ["id", "licenses"])
        )
        assert list(records(client.license.iter_license_users())) == EXPECTED
    rows = list(csv.reader(io.StringIO(file.getvalue())))
    assert rows == [[name, "['l']"] for name in ("1a", "1b", "2a", "2b")]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_records_of_an_async_listing(backend: str) -> None:
    async def main() -> list[dict[str, Any]]:
        async with AsyncGenesysCloud(**SETTINGS) as client:
            found = records(client.license.iter_license_users(), ["id", "licenses"])
            assert isinstance(found, AsyncIterator)
            return [record async for record in found]

    assert anyio.run(main, backend=backend) == EXPECTED
