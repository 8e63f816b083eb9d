"""Which template makes which file, from which part of the plan."""

from collections.abc import Iterator
from typing import NamedTuple

from .plan import ClientPlan, Part, Parts, digest_of
from .runtime_files import runtime_files
from .templates import Templates

_ROOT = "distribution"
_PACKAGE = f"{_ROOT}/package"
_API = f"{_PACKAGE}/api/api.py.j2"
_RAW = f"{_PACKAGE}/_raw/raw.py.j2"
_STREAMING = f"{_PACKAGE}/_streaming/streaming.py.j2"
_OF_API = ((_API, "api"), (_RAW, "_raw"), (_STREAMING, "_streaming"))
_MODELS = f"{_PACKAGE}/models/module.py.j2"


class Sheet(NamedTuple):
    """A file to be made: by which template, from which part of the plan."""

    path: str
    template: str
    name: str
    """What the template calls the part."""
    part: Part


def sheets(parts: Parts, templates: Templates) -> Iterator[Sheet]:
    """The files that templates make."""
    client = parts.client
    package = client.config.package.name
    for template, folder in _OF_API:
        for module, part in parts.apis.items():
            yield Sheet(f"{package}/{folder}/{module}.py", template, "api", part)
    for models in parts.modules:
        yield Sheet(f"{package}/{models.path}", _MODELS, "module", models.part)
    whole = Part(digest_of(client), lambda: client)
    done = {_MODELS, *(template for template, _ in _OF_API)}
    for name in templates.names:
        if name.startswith(f"{_ROOT}/") and name not in done:
            path = name.removeprefix(f"{_ROOT}/").removesuffix(".j2")
            if path.startswith("package/"):
                path = f"{package}/{path.removeprefix('package/')}"
                # PyInstaller finds hooks by the name of the package.
                path = path.replace("/hook-package.py", f"/hook-{package}.py")
            yield Sheet(path, name, "client", whole)


def printed(sheet: Sheet, templates: Templates) -> str:
    """The text of a file. What is wrong with a template comes as it is."""
    given = {sheet.name: sheet.part.plan}
    return templates.jinja.get_template(sheet.template).render(given)


def copied(client: ClientPlan) -> Iterator[tuple[str, str]]:
    """What is the same in every client: the runtime, and the marker of PEP 561."""
    package = client.config.package.name
    for name, text in runtime_files():
        yield f"{package}/_runtime/{name}", text
    yield f"{package}/py.typed", ""
