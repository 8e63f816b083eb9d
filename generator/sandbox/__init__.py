"""Server that behaves as documented, and as scripts want it to.

It knows nothing but a drop and its ``client.toml``: routes, checks, responses and pages
come from the model. ``python -m generator.sandbox specs`` runs it by itself; the client
id is ``id``, the secret ``secret``.
"""

from .admin import AdminRequest
from .clock import Clock
from .faults import (
    ANY,
    TOKEN,
    Delay,
    Disconnect,
    Fault,
    FaultRates,
    Malformed,
    ScriptedResponse,
    rate_limited,
    redirect,
)
from .recording import Counts, RecordedRequest
from .running import RunningSandbox, run_in_thread
from .settings import Settings
from .spec_index import SpecIndex, read_index
from .state import Sandbox

__all__ = [
    "ANY",
    "TOKEN",
    "AdminRequest",
    "Clock",
    "Counts",
    "Delay",
    "Disconnect",
    "Fault",
    "FaultRates",
    "Malformed",
    "RecordedRequest",
    "RunningSandbox",
    "Sandbox",
    "ScriptedResponse",
    "Settings",
    "SpecIndex",
    "rate_limited",
    "read_index",
    "redirect",
    "run_in_thread",
]
