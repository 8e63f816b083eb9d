"""Facts of a drop of one's own, so small that a test can say all of it."""

from pathlib import Path
from tempfile import TemporaryDirectory

from generator.config import Config
from generator.diagnostics import Diagnostics
from generator.model import ApiSpec
from generator.overlays import apply_overlays
from generator.parsing import parse_documents

from . import Fact, write_drop


def drop(classes: list[Fact], definitions: list[Fact] | None = None) -> Fact:
    """A whole drop."""
    return {"classes": classes, "definitions": definitions or []}


def api(name: str, *operations: Fact, **more: object) -> Fact:
    """A class."""
    return {
        "name": name,
        "file": f"classes/{name.removesuffix('API').lower()}-api.md",
        "description": "A class.",
        "url": None,
        "operations": list(operations),
        **more,
    }


def operation(
    name: str,
    endpoint: str,
    *parameters: Fact,
    answers: dict[str, str | None] | None = None,
    **more: object,
) -> Fact:
    """An operation; ``answers`` are the types of its statuses."""
    method, path = endpoint.split(" ")
    return {
        "name": name,
        "method": method,
        "path": path,
        "summary": "Does it.",
        "description": "",
        "deprecated": False,
        "parameters": list(parameters),
        "responses": [
            {"status": status, "type": type_, "description": "Fine."}
            for status, type_ in (answers or {"200": "string"}).items()
        ],
        **more,
    }


def parameter(
    where: str, name: str, type_: str = "string", *, required: bool = True
) -> Fact:
    """A parameter."""
    return {
        "in": where,
        "name": name,
        "type": type_,
        "required": required,
        "description": "A value.",
    }


def definition(name: str, /, **properties: str) -> Fact:
    """A definition: types by the names of properties; ``!`` makes one required."""
    return {
        "name": name,
        "file": f"definitions/{name.lower()}-definition.md",
        "description": "",
        "properties": [
            {
                "name": each,
                "type": type_.removesuffix("!"),
                "required": type_.endswith("!"),
                "description": "A value.",
            }
            for each, type_ in properties.items()
        ],
    }


def read(facts: Fact, config: Config | None = None) -> ApiSpec:
    """Return what the pages of some facts say, which have no error."""
    config = config or Config()
    diagnostics = Diagnostics()
    with TemporaryDirectory() as folder:
        write_drop(Path(folder), facts)
        found = parse_documents(Path(folder), config, diagnostics)
    if config.overlay:
        found = apply_overlays(found, config, diagnostics)
    assert not diagnostics.has_errors, diagnostics.render()
    return found
