"""From the plan to text: one template for each kind of file."""

from collections.abc import Iterator

from .plan import ClientPlan
from .runtime import runtime_files
from .templates import environment, templates_folder

_ROOT = "distribution"
_PACKAGE = f"{_ROOT}/package"
_API_TEMPLATE = f"{_PACKAGE}/api/api.py.j2"
_MODELS_TEMPLATE = f"{_PACKAGE}/models/module.py.j2"


def rendered(client: ClientPlan) -> Iterator[tuple[str, str]]:
    """The files that templates make, POSIX path and text."""
    jinja = environment(templates_folder())
    package = client.config.package.name
    api_template = jinja.get_template(_API_TEMPLATE)
    for api in client.apis:
        yield f"{package}/{api.path}", api_template.render(api=api)
    models_template = jinja.get_template(_MODELS_TEMPLATE)
    for module in client.modules:
        yield f"{package}/{module.path}", models_template.render(module=module)
    for name in jinja.list_templates(extensions=["j2"]):
        if name.startswith(f"{_ROOT}/") and name not in (
            _API_TEMPLATE,
            _MODELS_TEMPLATE,
        ):
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
