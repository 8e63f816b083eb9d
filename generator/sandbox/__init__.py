"""Server that behaves as documented, and as scripts want it to.

It knows nothing but the model and ``client.toml``: routes, checks, responses and pages
come from these. ``mdclient serve`` runs it as a program, and `run_in_thread` in a test.
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
from .running import LiveSandbox, RunningSandbox, listen, run_in_thread
from .scenario import Scenario, load_scenario, make_script
from .settings import Settings
from .sources import read_index
from .spec_index import SpecIndex
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
    "LiveSandbox",
    "Malformed",
    "RecordedRequest",
    "RunningSandbox",
    "Sandbox",
    "Scenario",
    "ScriptedResponse",
    "Settings",
    "SpecIndex",
    "listen",
    "load_scenario",
    "make_script",
    "rate_limited",
    "read_index",
    "redirect",
    "run_in_thread",
]
