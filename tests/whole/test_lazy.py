"""Importing costs little: what is not used is not loaded."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from .client import PACKAGE, Whole


def loaded_after(whole: Whole, code: str) -> set[str]:
    """Modules that a fresh interpreter has after some code."""
    script = f"import json, sys\n{code}\nprint(json.dumps(sorted(sys.modules)))"
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=whole.out,
        capture_output=True,
        text=True,
        check=True,
    )
    names: list[str] = json.loads(ran.stdout)
    return set(names)


def has_any(modules: set[str], part: str) -> bool:
    """Whether a part of the package is there, if only as an empty shell."""
    return f"{PACKAGE}.{part}" in modules or bool(below(modules, part))


def below(modules: set[str], part: str) -> set[str]:
    start = f"{PACKAGE}.{part}."
    return {name.removeprefix(start) for name in modules if name.startswith(start)}


def test_the_package_loads_nothing(whole: Whole) -> None:
    modules = loaded_after(whole, f"import {PACKAGE}")
    assert {name for name in modules if name.startswith(PACKAGE)} == {PACKAGE}
    assert not {"httpx", "msgspec", "anyio"} & modules


@pytest.mark.parametrize("name", ["NULL", "RequestOptions", "APIError", "RawResponse"])
def test_small_things_load_no_model_and_no_client(whole: Whole, name: str) -> None:
    modules = loaded_after(whole, f"from {PACKAGE} import {name}")
    assert "httpx" not in modules
    assert not any(has_any(modules, part) for part in ("_client", "api", "models"))


def test_the_names_of_operations_load_nothing(whole: Whole) -> None:
    modules = loaded_after(whole, f"from {PACKAGE} import models, operations")
    assert "httpx" not in modules
    assert not below(modules, "api")
    assert not below(modules, "models")


def test_a_client_loads_no_api(whole: Whole) -> None:
    modules = loaded_after(whole, making("client = GenesysCloud"))
    assert "httpx" in modules
    assert not has_any(modules, "api")
    assert not has_any(modules, "models")


def making(start: str) -> str:
    return (
        f"from {PACKAGE} import GenesysCloud\n"
        f"{start}(access_token='t', base_url='https://a.test')\n"
    )


def test_an_attribute_loads_its_api_alone(whole: Whole) -> None:
    api = next(c for c in whole.documents.classes if c.operations)
    code = making("client = GenesysCloud") + f"client.{api.attribute}"
    modules = loaded_after(whole, code)
    own = str(api.module).rpartition(".")[2]
    assert below(modules, "api") <= {own, "_statuses"}
    assert own in below(modules, "api")
    assert not below(modules, "models")


def needed(whole: Whole, names: set[str]) -> set[str]:
    """Modules of some definitions and of all that they refer to."""
    found: set[str] = set()
    waiting = [name for name in names if name in whole.definitions]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [
                other
                for p in whole.definitions[name].properties
                if (other := (p.type or "").removesuffix("[]")) in whole.definitions
            ]
    return {str(whole.definitions[name].module) for name in found}


def test_a_decoder_loads_what_its_type_refers_to(whole: Whole) -> None:
    def size(found: tuple[Any, Any]) -> int:
        rows = [row.type for row in found[1].responses if row.status == "200"]
        return len(needed(whole, {name.removesuffix("[]") for name in rows if name}))

    api, operation = sorted(whole.operations(), key=size)[-1]
    typed = next(r.type for r in operation.responses if r.status == "200" and r.type)
    expected = needed(whole, {typed.removesuffix("[]")})
    assert len(expected) > 50
    key = f"{api.name}.{operation.name}"
    code = f"from {PACKAGE} import operations\n"
    code += f"operations[{key!r}].responses['200'].decoder"
    modules = loaded_after(whole, code)
    packages = {f"{PACKAGE}.models.shared"}
    loaded = {f"{PACKAGE}.models.{name}" for name in below(modules, "models")}
    assert loaded - packages == expected
    assert "httpx" not in modules
