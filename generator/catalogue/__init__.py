"""The catalogue: every diagnostic, with its severity, its message and its hint."""

from .allowances import ALLOWANCES
from .comparing import COMPARING
from .configuration import CONFIGURATION
from .cross import CROSS
from .entry import Entry as Entry
from .entry import Severity as Severity
from .facts import FACTS
from .output import NAMES, WRITING
from .overlays import OVERLAYS
from .pages import INPUT, STRUCTURE
from .templates import TEMPLATES

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
