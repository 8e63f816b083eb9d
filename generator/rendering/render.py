"""From the plan to text: one template for each kind of file."""

from collections.abc import Iterator

from .plan import ClientPlan
from .runtime import runtime_files
from .templates import environment, templates_folder

_ROOT = "distribution"
_PACKAGE = f"{_ROOT}/package"
_API = f"{_PACKAGE}/api/api.py.j2"
_RAW = f"{_PACKAGE}/_raw/raw.py.j2"
_MODELS = f"{_PACKAGE}/models/module.py.j2"


def rendered(client: ClientPlan) -> Iterator[tuple[str, str]]:
    """The files that templates make, POSIX path and text."""
    jinja = environment(templates_folder())
    package = client.config.package.name
    for template, folder in ((_API, "api"), (_RAW, "_raw")):
        of_api = jinja.get_template(template)
        for api in client.apis:
            path = f"{package}/{folder}/{api.module}.py"
            yield path, of_api.render(api=api)
    of_models = jinja.get_template(_MODELS)
    for module in client.modules:
        yield f"{package}/{module.path}", of_models.render(module=module)
    for name in jinja.list_templates(extensions=["j2"]):
        if name.startswith(f"{_ROOT}/") and name not in (_API, _RAW, _MODELS):
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
