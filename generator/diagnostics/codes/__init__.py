"""The catalogue: every diagnostic, with its severity, its message and its hint."""

from .allowances import ALLOWANCES
from .configuration import CONFIGURATION
from .cross_references import CROSS
from .definition import Entry as Entry
from .definition import Severity as Severity
from .diff import COMPARING
from .output import NAMES, WRITING
from .overlays import OVERLAYS
from .pages import INPUT, STRUCTURE
from .templates import TEMPLATES
from .values import FACTS

CATALOGUE: dict[str, Entry] = {
    **CONFIGURATION,
    **OVERLAYS,
    **ALLOWANCES,
    **INPUT,
    **STRUCTURE,
    **FACTS,
    **CROSS,
    **NAMES,
    **TEMPLATES,
    **WRITING,
    **COMPARING,
}
"""All diagnostics by code."""
