"""A server that behaves as the documents say, and as scripts want it to.

It knows nothing but a drop and its ``client.toml``: routes, checks, answers and pages
come from the model. ``python -m generator.sandbox specs`` runs it by itself; the client
id is ``id``, the secret ``secret``.
"""

from .app import Orders
from .counters import Arrival, Counts
from .documents import Documents, read_documents
from .plans import (
    ANY,
    TOKEN,
    Act,
    Cut,
    Odd,
    Status,
    Wait,
    Weather,
    limited,
    redirect,
)
from .serving import Served, serving
from .state import Sandbox

__all__ = [
    "ANY",
    "TOKEN",
    "Act",
    "Arrival",
    "Counts",
    "Cut",
    "Documents",
    "Odd",
    "Orders",
    "Sandbox",
    "Served",
    "Status",
    "Wait",
    "Weather",
    "limited",
    "read_documents",
    "redirect",
    "serving",
]
