"""Models as types of pydantic and FastAPI."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Annotated, Any

import anyio
import httpx
import pytest
from fastapi import Body, FastAPI
from pydantic import BaseModel, TypeAdapter, ValidationError

from genesys_cloud.models import LicenseBatchAssignmentRequest, UserLicenses
from tests.e2e.conftest import ROOT
from tests.runtime.tiny_models import Listing, Owner, Pet

SEEN = datetime(2024, 2, 29, 12, tzinfo=UTC)
WIRE = {
    "name": "x",
    "owner": {"full-name": "O", "pets": [{"name": "y"}]},
    "seen": "2024-02-29T12:00:00.000Z",
    "odd": {"a": 1},
}


def test_values_are_validated_and_dumped() -> None:
    adapter = TypeAdapter(Pet)
    pet = adapter.validate_python(WIRE)
    assert pet == Pet.from_dict(WIRE)
    assert adapter.validate_python(pet) is pet
    assert adapter.validate_json(json.dumps(WIRE)) == pet
    assert adapter.dump_python(pet) == {**WIRE, "seen": SEEN}
    assert adapter.dump_python(pet, mode="json") == WIRE
    assert json.loads(adapter.dump_json(pet)) == WIRE


@pytest.mark.parametrize(
    ("value", "match"),
    [
        ({"name": 5}, "cannot decode Pet: .*name is number, not string"),
        ({"name": "x", "owner": {"pets": 1}}, "owner.pets is number, not array"),
        ({}, "Pet needs name"),
        (5, "must be a Pet or a mapping, not int"),
        (Owner(full_name="x", pets=[]), "must be a Pet or a mapping, not Owner"),
    ],
)
def test_other_values_are_refused(value: Any, match: str) -> None:
    with pytest.raises(ValidationError, match=match) as caught:
        TypeAdapter(Pet).validate_python(value)
    (error,) = caught.value.errors()
    assert error["type"] == "model"


class Visit(BaseModel):
    pet: Pet
    others: list[Pet] = []
    owner: Owner | None = None


def test_fields_of_pydantics_models() -> None:
    value: Any = {"pet": WIRE, "others": [{"name": "z"}]}
    visit = Visit(**value)
    assert visit.pet == Pet.from_dict(WIRE)
    assert json.loads(visit.model_dump_json(exclude_none=True)) == value
    assert Visit.model_validate_json(visit.model_dump_json()) == visit
    with pytest.raises(ValidationError, match=r"others\.0"):
        Visit.model_validate({"pet": WIRE, "others": [{}]})


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_models_that_refer_to_each_other_have_a_json_schema(mode: Any) -> None:
    schema = TypeAdapter(Pet).json_schema(mode=mode)
    assert schema["$ref"] == "#/$defs/Pet"
    assert set(schema["$defs"]) == {"Pet", "Owner"}
    pet, owner = schema["$defs"]["Pet"], schema["$defs"]["Owner"]
    assert (pet["type"], pet["required"]) == ("object", ["name"])
    assert owner["required"] == ["full-name", "pets"]
    references = [{"$ref": "#/$defs/Owner"}, {"type": "null"}]
    assert pet["properties"]["owner"]["anyOf"] == references
    assert pet["properties"]["seen"]["anyOf"][0]["format"] == "date-time"
    assert owner["properties"]["pets"]["anyOf"][0]["items"] == {"$ref": "#/$defs/Pet"}
    fields = {f"{name}": Pet | None for name in "abc"}
    many = type("Many", (BaseModel,), {"__annotations__": fields})
    assert set(many.model_json_schema(mode=mode)["$defs"]) == {"Pet", "Owner"}


def test_a_generated_model_has_a_json_schema() -> None:
    schema = TypeAdapter(LicenseBatchAssignmentRequest).json_schema()
    assert schema["title"] == "LicenseBatchAssignmentRequest"
    assert "licensebatchassignmentrequest-definition.md" in schema["description"]
    assert set(schema["$defs"]) == {"LicenseAssignmentRequest"}
    assert "licenseId" in schema["$defs"]["LicenseAssignmentRequest"]["properties"]


def asked(app: FastAPI, method: str, path: str, body: Any = None) -> httpx.Response:
    async def main() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://t") as one:
            return await one.request(method, path, json=body)

    return anyio.run(main)


def test_models_of_requests_and_responses_of_fastapi() -> None:
    app = FastAPI()

    @app.post("/users")
    def create(user: Annotated[UserLicenses, Body()]) -> list[UserLicenses]:
        return [user.copy_with(id="u9")]

    @app.get("/listing")
    def listing() -> Listing:
        return Listing(entities=[Pet(name="x")])

    made = asked(app, "POST", "/users", {"licenses": ["l"], "odd": None})
    assert made.json() == [{"id": "u9", "licenses": ["l"], "odd": None}]
    refused = asked(app, "POST", "/users", {"id": 5})
    assert refused.status_code == 422
    assert "$.id is number" in refused.text
    assert asked(app, "GET", "/listing").json() == {"entities": [{"name": "x"}]}
    document = asked(app, "GET", "/openapi.json").json()
    schemas = document["components"]["schemas"]
    assert {"UserLicenses", "Listing"} <= set(schemas)
    assert schemas["UserLicenses"]["properties"]["licenses"]
    body = document["paths"]["/users"]["post"]["requestBody"]["content"]
    assert body["application/json"]["schema"] == {
        "$ref": "#/components/schemas/UserLicenses"
    }


def test_a_client_does_not_import_pydantic() -> None:
    script = (
        "import sys, genesys_cloud\n"
        "from genesys_cloud.models import LicenseUser\n"
        "genesys_cloud.GenesysCloud(access_token='t', region='eu-west-1').preload()\n"
        "LicenseUser.from_json(LicenseUser(id='x').to_json())\n"
        "assert not [name for name in sys.modules if name.startswith('pydantic')]\n"
    )
    subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT / "generated", check=True, timeout=600
    )
