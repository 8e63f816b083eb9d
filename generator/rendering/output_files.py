"""Output files, their templates and their parts of the plan."""

from collections.abc import Iterator
from typing import NamedTuple

from .plan import ClientPlan, ClientPlans, LazyPlan, digest_of
from .runtime_files import runtime_files
from .templates import Templates

_ROOT = "distribution"
_PACKAGE = f"{_ROOT}/package"
_API = f"{_PACKAGE}/api/api.py.j2"
_RAW = f"{_PACKAGE}/_raw/raw.py.j2"
_STREAMING = f"{_PACKAGE}/_streaming/streaming.py.j2"
_OF_API = ((_API, "api"), (_RAW, "_raw"), (_STREAMING, "_streaming"))
_MODELS = f"{_PACKAGE}/models/module.py.j2"


class OutputFile(NamedTuple):
    """A file to generate, with its template and its plan."""

    path: str
    template: str
    name: str
    """The plan's name in the template."""
    lazy_plan: LazyPlan


def plan_output_files(plans: ClientPlans, templates: Templates) -> Iterator[OutputFile]:
    """Yield the files that templates make."""
    client = plans.client
    package = client.config.package.name
    for template, directory in _OF_API:
        for module, plan in plans.apis.items():
            yield OutputFile(
                f"{package}/{directory}/{module}.py", template, "api", plan
            )
    for models in plans.modules:
        yield OutputFile(
            f"{package}/{models.path}", _MODELS, "module", models.lazy_plan
        )
    whole = LazyPlan(digest_of(client), lambda: client)
    done = {_MODELS, *(template for template, _ in _OF_API)}
    for name in templates.names:
        if name.startswith(f"{_ROOT}/") and name not in done:
            path = name.removeprefix(f"{_ROOT}/").removesuffix(".j2")
            if path.startswith("package/"):
                path = f"{package}/{path.removeprefix('package/')}"
                # PyInstaller finds hooks by the name of the package.
                path = path.replace("/hook-package.py", f"/hook-{package}.py")
            yield OutputFile(path, name, "client", whole)


def render_file(output: OutputFile, templates: Templates) -> str:
    """Return the text of a file; errors of its template propagate."""
    given = {output.name: output.lazy_plan.plan}
    return templates.jinja.get_template(output.template).render(given)


def copied_files(client: ClientPlan) -> Iterator[tuple[str, str]]:
    """Yield the files of every client: the runtime, and the marker of PEP 561."""
    package = client.config.package.name
    for name, text in runtime_files():
        yield f"{package}/_runtime/{name}", text
    yield f"{package}/py.typed", ""
