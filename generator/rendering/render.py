"""From the plan to text: one template for each kind of file."""

from collections.abc import Iterator

from .plan import ClientPlan
from .runtime import runtime_files
from .templates import environment, templates_folder

_ROOT = "distribution"
_PACKAGE = f"{_ROOT}/package"
_API = f"{_PACKAGE}/api/api.py.j2"
_RAW = f"{_PACKAGE}/_raw/raw.py.j2"
_STREAMING = f"{_PACKAGE}/_streaming/streaming.py.j2"
_OF_API = ((_API, "api"), (_RAW, "_raw"), (_STREAMING, "_streaming"))
_MODELS = f"{_PACKAGE}/models/module.py.j2"


def rendered(client: ClientPlan) -> Iterator[tuple[str, str]]:
    """The files that templates make, POSIX path and text."""
    jinja = environment(templates_folder())
    package = client.config.package.name
    for template, folder in _OF_API:
        of_api = jinja.get_template(template)
        for api in client.apis:
            path = f"{package}/{folder}/{api.module}.py"
            yield path, of_api.render(api=api)
    of_models = jinja.get_template(_MODELS)
    for module in client.modules:
        yield f"{package}/{module.path}", of_models.render(module=module)
    done = {_MODELS, *(template for template, _ in _OF_API)}
    for name in jinja.list_templates(extensions=["j2"]):
        if name.startswith(f"{_ROOT}/") and name not in done:
            path = name.removeprefix(f"{_ROOT}/").removesuffix(".j2")
            if path.startswith("package/"):
                path = f"{package}/{path.removeprefix('package/')}"
            yield path, jinja.get_template(name).render(client=client)


def copied(client: ClientPlan) -> Iterator[tuple[str, str]]:
    """What is the same in every client: the runtime, and the marker of PEP 561."""
    package = client.config.package.name
    for name, text in runtime_files():
        yield f"{package}/_runtime/{name}", text
    yield f"{package}/py.typed", ""
