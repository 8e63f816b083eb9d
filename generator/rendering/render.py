"""Which template makes which file, from which part of the plan."""

from collections.abc import Iterator

import msgspec

from .plan import ClientPlan, Plan
from .runtime import runtime_files
from .templates import Templates

_ROOT = "distribution"
_PACKAGE = f"{_ROOT}/package"
_API = f"{_PACKAGE}/api/api.py.j2"
_RAW = f"{_PACKAGE}/_raw/raw.py.j2"
_STREAMING = f"{_PACKAGE}/_streaming/streaming.py.j2"
_OF_API = ((_API, "api"), (_RAW, "_raw"), (_STREAMING, "_streaming"))
_MODELS = f"{_PACKAGE}/models/module.py.j2"


class Sheet(msgspec.Struct, frozen=True):
    """A file to be made: by which template, from which part of the plan."""

    path: str
    template: str
    given: dict[str, Plan]


def sheets(client: ClientPlan, templates: Templates) -> Iterator[Sheet]:
    """The files that templates make."""
    package = client.config.package.name
    for template, folder in _OF_API:
        for api in client.apis:
            path = f"{package}/{folder}/{api.module}.py"
            yield Sheet(path, template, {"api": api})
    for module in client.modules:
        yield Sheet(f"{package}/{module.path}", _MODELS, {"module": module})
    done = {_MODELS, *(template for template, _ in _OF_API)}
    for name in templates.names:
        if name.startswith(f"{_ROOT}/") and name not in done:
            path = name.removeprefix(f"{_ROOT}/").removesuffix(".j2")
            if path.startswith("package/"):
                path = f"{package}/{path.removeprefix('package/')}"
            yield Sheet(path, name, {"client": client})


def printed(sheet: Sheet, templates: Templates) -> str:
    """The text of a file. What is wrong with a template comes as it is."""
    return templates.jinja.get_template(sheet.template).render(sheet.given)


def copied(client: ClientPlan, templates: Templates) -> Iterator[tuple[str, str]]:
    """What is the same in every client: the runtime, and the marker of PEP 561."""
    package = client.config.package.name
    for name, text in runtime_files(templates):
        yield f"{package}/_runtime/{name}", text
    yield f"{package}/py.typed", ""
