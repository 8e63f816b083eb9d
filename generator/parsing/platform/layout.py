"""Names of files and directories in the platform's documents."""

from ..page_files import Layout
from .index_page import CLASS_SUFFIX
from .spelling import Kind
from .type_refs import DEFINITION_SUFFIX

_INDEX_NAME = "api-classes.md"
SUFFIXES = (CLASS_SUFFIX, DEFINITION_SUFFIX)


def _kind_of(name: str) -> Kind | None:
    if name == _INDEX_NAME:
        return "index"
    if name.endswith(CLASS_SUFFIX) and name != CLASS_SUFFIX:
        return "class"
    if name.endswith(DEFINITION_SUFFIX) and name != DEFINITION_SUFFIX:
        return "definition"
    return None


LAYOUT = Layout(
    _kind_of,
    required="class",
    directories={"classes": ("index", "class"), "definitions": ("definition",)},
)
