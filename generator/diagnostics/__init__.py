"""Diagnostics of documents: places, a collector, and renderers.

Invalid documents give a diagnostic, a bug raises an exception. The collector keeps all
diagnostics of one run. The catalogue of their codes is ``generator.diagnostics.codes``.
"""

from .collector import EXCERPT, Diagnostics
from .diagnostic import Diagnostic, SourceSpan
from .renderers import Format, printable

__all__ = [
    "EXCERPT",
    "Diagnostic",
    "Diagnostics",
    "Format",
    "SourceSpan",
    "printable",
]
