"""The catalogue: every diagnostic, with its severity, its message and its hint."""

from .allowances import ALLOWANCES
from .configuration import CONFIGURATION
from .cross_references import CROSS_REFERENCES
from .definition import Entry as Entry
from .definition import Severity as Severity
from .diff import DIFF
from .files import FILES
from .naming import NAMING
from .output import OUTPUT
from .overlays import OVERLAYS
from .page_structure import PAGE_STRUCTURE
from .scenario import SCENARIO
from .second_documents import SECOND_DOCUMENTS
from .templates import TEMPLATES
from .values import VALUES

CATALOGUE: dict[str, Entry] = {
    **CONFIGURATION,
    **OVERLAYS,
    **ALLOWANCES,
    **FILES,
    **PAGE_STRUCTURE,
    **VALUES,
    **CROSS_REFERENCES,
    **SECOND_DOCUMENTS,
    **NAMING,
    **TEMPLATES,
    **OUTPUT,
    **SCENARIO,
    **DIFF,
}
"""All diagnostics by code."""
