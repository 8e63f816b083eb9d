"""Operations as data; those of a class load on first use."""

from . import api as _api
from ._runtime.operation import Operations

operations: Operations = Operations(
    _api.__name__,
    {
        "LicenseAPI": "license",
    },
)
"""Operations by documented name: ``operations["SomeAPI.getThings"]``."""
