"""The wheel of a client: built, installed and used."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trees import files_in

from .client import PACKAGE, Whole
from .environments import Environment, build, contents, installed, metadata, project


@pytest.fixture(scope="module")
def client_wheel(whole: Whole, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(whole.out, tmp_path_factory.mktemp("client"))


@pytest.fixture(scope="module")
def client_environment(
    whole: Whole, client_wheel: Path, tmp_path_factory: pytest.TempPathFactory
) -> Environment:
    folder = tmp_path_factory.mktemp("environment") / "client"
    return installed(client_wheel, project(whole.out)["dependencies"], folder)


def test_the_client_is_its_package_alone(whole: Whole, client_wheel: Path) -> None:
    held = contents(client_wheel)
    made = files_in(whole.out / PACKAGE)
    described = {name for name in held if ".dist-info/" in name}
    package = {f"{PACKAGE}/{path}": data for path, data in made.items()}
    assert {n: c for n, c in held.items() if n not in described} == package
    assert f"{PACKAGE}/py.typed" in held
    assert {Path(name).name for name in described} == {
        *("METADATA", "RECORD", "WHEEL"),
        "entry_points.txt",  # The hook for PyInstaller.
    }


def test_the_client_says_what_it_is(whole: Whole, client_wheel: Path) -> None:
    said = metadata(contents(client_wheel))
    assert said["Name"] == "whole-client"
    assert said["Version"] == whole.package.__version__
    assert said["Requires-Python"] == ">=3.11"
    required = [t for t in said.get_all("Requires-Dist") if "extra ==" not in t]
    names = {text.partition(">")[0] for text in required}
    assert names == {
        *("anyio", "filelock", "httpx", "msgspec", "platformdirs"),
        "typing-extensions",
    }
    assert said.get_payload() == (whole.out / "README.md").read_text(encoding="utf-8")


USE = """
import asyncio, importlib.metadata, warnings
import httpx
import {package} as package
from {package} import AsyncGenesysCloud, GenesysCloud, models, operations

warnings.simplefilter("error")
settings = {{
    "access_token": "t", "base_url": "https://api.test", "on_mismatch": "ignore"
}}
mock = httpx.MockTransport(lambda request: httpx.Response(200, content=b"{{}}"))
operation = operations[{key!r}]

with GenesysCloud(**settings, http_client=httpx.Client(transport=mock)) as client:
    answer = client.{method}()

async def main():
    http = httpx.AsyncClient(transport=mock)
    async with AsyncGenesysCloud(**settings, http_client=http) as client:
        return await client.{method}()

assert answer == asyncio.run(main())
assert type(answer) is operation.responses["200"].type
assert importlib.metadata.version("whole-client") == package.__version__
for name in models.__all__:
    getattr(models, name)
print(type(answer).__name__, len(models.__all__), len(operations))
"""


def test_the_installed_client_works(
    whole: Whole, client_environment: Environment
) -> None:
    api, operation = next(
        (api, operation)
        for api, operation in whole.operations()
        if not any(p.required for p in operation.parameters)
        and not operation.deprecated
        and any(
            row.status == "200" and row.type in whole.definitions
            for row in operation.responses
        )
    )
    code = USE.format(
        package=PACKAGE,
        key=f"{api.name}.{operation.name}",
        method=f"{api.attribute}.{operation.python_name}",
    )
    name, models, operations = client_environment.run(code).split()
    typed = next(row.type for row in operation.responses if row.status == "200")
    assert name == whole.definitions[str(typed)].python_name
    assert int(models) == len(whole.documents.definitions)
    assert int(operations) == sum(1 for _ in whole.operations())
