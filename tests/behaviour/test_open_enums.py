"""An open enum is ``Literal[...] | str`` for checkers and ``str`` for answers."""

import ast
import importlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import get_type_hints

import black
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Diagnostics
from generator.model import Format, TypeRef
from generator.pipeline import SpecSource, generate
from generator.progress import silent
from generator.rendering import escaping
from generator.rendering.plan.annotations import AnnotationWriter

DOCS = Path(__file__).parents[1] / "cases" / "parsing" / "overlays" / "docs"
HOSTILE = (
    "active",
    "it's",
    'a "quoted" | one, with commas',
    "back\\",
    '"""',
    "[]",
    "_required(",
    "{{ x }} {% y %}",
    "# type: ignore",
    "\u202eback",
    "\x00\r\n",
    "",
    "a long one that needs a line of its own, whatever stands beside it",
)
NAME = "open_enums"
OVERLAYS = f"""
[package]
name = "{NAME}"

[[overlay]]
property = "Pet.id"
values = [{", ".join(map(escaping.toml_string, HOSTILE))}]
required = true
reason = "r"

[[overlay]]
property = "Pet.state"
values = ["alive", "dead"]
reason = "r"

[[overlay]]
property = "PetListing.nextId"
values = ["short", "it's"]
reason = "r"

[[overlay]]
property = "Pet.born"
type = "string[]"
values = ["alive", "dead"]
reason = "r"

[[overlay]]
property = "Pet.owner.name"
required = false
format = "local-date-time"
reason = "its module needs more names of typing"

[[overlay]]
property = "Pet.seen"
format = "interval"
reason = "r"

[[overlay]]
parameter = "PetsAPI.getPet.path.petId"
values = [{", ".join(map(escaping.toml_string, HOSTILE))}]
reason = "r"

[[overlay]]
parameter = "PetsAPI.getPets.query.state"
values = ["alive", "a | b", "dead or alive, which nobody knows, not even who asks"]
required = true
reason = "r"

[[overlay]]
parameter = "PetsAPI.getPets.query.after"
format = "interval"
reason = "r"

[[overlay]]
parameter = "PetsAPI.getPets.query.born"
values = ["alive", "dead"]
reason = "r"

[[overlay]]
operation = "PetsAPI.getPet"
deprecated = false
reason = "r"

[[overlay]]
response = "PetsAPI.getPet.200"
type = "Pet"
reason = "r"
"""
USE = """
from typing import Literal, assert_type

from open_enums import AsyncClient, Client, models

State = Literal["alive", "dead"] | str


def use(client: Client, pet: models.Pet) -> None:
    assert_type(pet.state, State | None)
    assert_type(pet.born, list[State] | None)
    assert_type(client.pets.get_pet("new"), models.Pet)
    client.pets.get_pets(state=["alive", "new"], born="new")
    client.with_raw_response.pets.get_pets(state=["new"], born="dead")
    models.Pet(id="new", state="alive", born=["new"])


async def use_async(client: AsyncClient) -> None:
    await client.pets.get_pets(state=["alive", "new"], born="new")
    await client.with_raw_response.pets.get_pets(state=["new"], born="dead")
"""
WRONG = """
from open_enums import Client, models


def use(client: Client) -> None:
    client.pets.get_pets(born=1)
    client.pets.get_pets(state=[1])
    models.Pet(id=1)
    models.Pet(id="i", born=[1])
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client of documents that overlays give open enums."""
    folder = tmp_path_factory.mktemp("enums")
    shutil.copytree(DOCS, folder / "docs")
    shutil.rmtree(folder / "docs" / "overlays")
    (folder / "docs" / "client.toml").write_text(OVERLAYS, encoding="utf-8")
    diagnostics = Diagnostics()
    generate(SpecSource(specs=folder / "docs"), folder / "out", diagnostics, silent)
    assert {item.code for item in diagnostics.items} == {"C107"}, "odd values are told"
    return folder / "out"


@pytest.fixture(scope="module")
def package(client: Path) -> Iterator[ModuleType]:
    sys.path.insert(0, str(client))
    yield importlib.import_module(NAME)
    sys.path.remove(str(client))


def checked(client: Path, *command: str) -> str:
    """What a tool says in the folder of the client; nothing if all is well."""
    ran = subprocess.run(
        [sys.executable, "-m", *command], cwd=client, capture_output=True, text=True
    )
    return ran.stdout if ran.returncode else ""


def test_style(client: Path) -> None:
    mode = black.Mode()
    for path in (client / NAME).glob("[am]*/*.py"):
        text = path.read_text("utf-8")
        assert black.format_str(text, mode=mode) == text, path
    assert not checked(client, "ruff", "check", "--no-cache", ".")


@pytest.mark.check
@pytest.mark.parametrize(
    "checker",
    [["mypy", "--strict"], ["pyright", "--pythonpath", sys.executable]],
    ids=["mypy", "pyright"],
)
def test_checkers_see_values_and_take_others(client: Path, checker: list[str]) -> None:
    (client / "use.py").write_text(USE)
    (client / "wrong.py").write_text(WRONG)
    assert not checked(client, *checker, NAME, "use.py")
    said = checked(client, *checker, "wrong.py")
    lines = {line for line in range(1, 20) if f"wrong.py:{line}:" in said}
    assert lines == {6, 7, 8, 9}


def test_other_values_decode(package: ModuleType) -> None:
    text = '{"id": "new", "state": "new", "born": ["dead", "new"], "seen": "a/b"}'
    pet = package.models.Pet.from_json(text)
    assert (pet.id, pet.state, pet.born, pet.seen) == (
        "new",
        "new",
        ["dead", "new"],
        "a/b",
    )
    assert json.loads(pet.to_json()) == json.loads(text)
    with pytest.raises(package.DecodeError):
        package.models.Pet.from_json('{"state": 1}')


def test_hints_resolve_at_run_time(package: ModuleType) -> None:
    hints = get_type_hints(package.models.Pet)
    assert hints["id"] == str | None
    assert hints["state"] == str | None
    assert hints["born"] == list[str] | None
    api = importlib.import_module(f"{NAME}.api.pets")
    for kind in (api.PetsAPI, api.AsyncPetsAPI):
        assert get_type_hints(kind.get_pet)["pet_id"] is str
        assert get_type_hints(kind.get_pets)["born"] == str | None


def test_other_values_are_sent(package: ModuleType) -> None:
    sent: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.url)
        return httpx.Response(200, json={"id": "new"})

    with package.Client(
        access_token="t",
        base_url="https://pets.example",
        http_client=httpx.Client(transport=httpx.MockTransport(answer)),
    ) as client:
        assert client.pets.get_pet("new/one").id == "new"
        client.pets.get_pets(after="a/b", state=["alive", "new"], born="new")
    assert [str(url.raw_path, "ascii") for url in sent] == [
        "/pets/new%2Fone",
        "/pets?state=alive&state=new&after=a%2Fb&born=new",
    ]


def test_values_are_documented(client: Path) -> None:
    (models,) = (client / NAME / "models").glob("pets.py")
    tree = ast.parse(models.read_text("utf-8"))
    texts = [
        node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    ]
    assert (
        'The state.\n\n    Known values: "alive", "dead"; others are valid.\n    '
        in [str(text) for text in texts]
    )
    assert any("An ISO 8601 interval" in str(text) for text in texts)


@given(st.lists(st.text(), min_size=1, unique=True), st.booleans())
def test_values_are_string_constants(values: list[str], array: bool) -> None:
    kind = TypeRef(name="string", array=array)
    format_: Format | None = None
    for write in (
        AnnotationWriter({}).value,
        AnnotationWriter({}).argument,
        AnnotationWriter({}).body,
    ):
        (code,) = {" | ".join(write(kind, format_, values))}
        tree = ast.parse(code, mode="eval")
        found = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
        names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
        assert found == values
        assert names <= {"_Literal", "str", "list", "_Sequence"}
